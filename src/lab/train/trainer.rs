//! The one trainer of the family: it takes the steps of a run, whole or phase by phase.

use super::batch::InFlight;
use super::phase::Phase;
use super::phase::Side;
use super::rollback::Rollback;
use super::run::Run;
use super::step;
use crate::error::{Error, Result};
use crate::event::{Curve, Listing};
use crate::lab::pretrain::GoOn;
use crate::lab::terms::Term;
use crate::layers::Ops;

/// A run that is trained.
pub struct Trainer<D: Ops> {
    pub(in crate::lab) run: Run<D>,
    /// The step that is under way, where `next` walked some of its phases.
    pub(super) in_flight: Option<InFlight<D>>,
    rollback: Rollback<D>,
}

impl<D: Ops> Drop for Trainer<D> {
    /// Gives back the buffers that were kept from step to step.
    fn drop(&mut self) {
        self.run.device.keep_buffers(false);
    }
}

impl<D: Ops> Trainer<D> {
    /// A trainer of a run that stands between two steps.
    pub(in crate::lab) fn of(run: Run<D>) -> Self {
        Self {
            run,
            in_flight: None,
            rollback: Rollback::default(),
        }
    }

    /// Takes up curves that were measured before, in a run that this one goes on with.
    pub fn recall(&mut self, curves: &[Curve]) {
        self.run.state.history.recall(curves);
    }

    /// Takes up curves of steps that were taken before.
    pub fn recall_steps(&mut self, curves: &[Curve]) {
        self.run.state.history.recall_steps(curves);
    }

    /// Changes the weight of a term between two steps.
    ///
    /// # Errors
    /// See [`Run::set_weight`].
    pub fn set_weight(&mut self, term: Term, weight: f32) -> Result<()> {
        self.run.set_weight(term, weight)?;
        self.rollback.forget();
        Ok(())
    }

    /// Changes a setting between two steps; what it was and what it is.
    ///
    /// # Errors
    /// See [`Run::set`].
    pub fn set(&mut self, name: &str, value: &str) -> Result<(String, String)> {
        let changed = self.run.set(name, value)?;
        self.rollback.forget();
        Ok(changed)
    }

    /// Teaches the layers of a deep autoencoder one after the other, before the first step.
    ///
    /// # Errors
    /// See [`Run::pretrain`].
    pub fn pretrain(&mut self, epochs: u64, go_on: GoOn<'_>) -> Result<Listing> {
        if self.in_flight() {
            return Err(self.run.has_begun());
        }
        let taught = self.run.pretrain(epochs, go_on)?;
        self.rollback.forget();
        Ok(taught)
    }

    /// Whether a batch is in flight: `next` walked some of its phases.
    #[must_use]
    pub fn in_flight(&self) -> bool {
        self.in_flight.is_some()
    }

    /// Finishes a batch in flight, so that the run stands between two steps; says whether there was.
    ///
    /// # Errors
    /// See [`Trainer::step`].
    pub fn settle(&mut self) -> Result<bool> {
        let in_flight = self.in_flight();
        if in_flight {
            self.step(Side::Both)?;
        }
        Ok(in_flight)
    }

    /// Takes one whole step, or finishes the batch in flight.
    ///
    /// # Errors
    /// A sentence when a loss or a gradient is no longer a number, or the device has no room; the
    /// run stands where the step began then.
    pub fn step(&mut self, side: Side) -> Result<()> {
        while !self.advance(side, false)?.1 {}
        Ok(())
    }

    /// Walks one phase, and has its numbers; says which, and whether the step is complete with it.
    ///
    /// # Errors
    /// See [`step`](Self::step).
    pub fn next(&mut self, side: Side) -> Result<(Phase, bool)> {
        self.advance(side, true)
    }

    /// Walks one phase. Its numbers come back at the end of the step, or at once where they are
    /// `wanted`.
    fn advance(&mut self, side: Side, wanted: bool) -> Result<(Phase, bool)> {
        let begun = self.in_flight.take();
        let first = begun.is_none();
        let mut flight = begun.unwrap_or_else(|| InFlight {
            schedule: step::schedule(&self.run, side),
            ..InFlight::default()
        });
        let Some(&phase) = flight.schedule.get(flight.done) else {
            return Err(Error::new(
                "nothing is to be trained: all terms are off, or d_steps and g_steps are 0; see 'show ledger'",
            ));
        };
        if first {
            // A trainer that ends gives back the buffers of its device, which may be ours too.
            self.run.device.keep_buffers(true);
            self.rollback.begin(&self.run, side);
        }
        let complete = flight.done + 1 == flight.schedule.len();
        let mut walked = D::guarded(|| step::walk(&mut self.run, phase, &mut flight));
        if walked.is_ok() && (complete || wanted) {
            walked = flight.scalars.take(&mut flight.values);
        }
        if let Err(error) = walked {
            self.rollback.undo(&mut self.run)?;
            return Err(error);
        }
        flight.done += 1;
        if complete {
            self.run.state.step += 1;
            self.run
                .state
                .history
                .push(self.run.state.step, &flight.values);
        } else {
            self.in_flight = Some(flight);
        }
        Ok((phase, complete))
    }
}
