//! The one trainer of the family: it takes the steps of a run, whole or phase by phase.

use std::sync::Arc;
use std::time::Duration;

use super::batch::InFlight;
use super::moment::Moment;
use super::phase::Phase;
use super::phase::Side;
use super::rewind::Rewind;
use super::run::Run;
use super::step;
use crate::error::{Error, Result};
use crate::event::{Curve, Listing};
use crate::lab::go_on::GoOn;
use crate::lab::history::History;
use crate::lab::snapshot::Stored;
use crate::lab::terms::Term;
use crate::layers::Ops;
use crate::nets::{Chosen, Role};

/// A run that is trained.
pub struct Trainer<D: Ops> {
    pub(in crate::lab) run: Run<D>,
    /// The step that is under way, where `next` walked some of its phases.
    pub(super) in_flight: Option<InFlight<D>>,
    rewind: Rewind,
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
            rewind: Rewind::default(),
        }
    }

    /// The last moment between two steps that was kept on the way, if any was.
    #[must_use]
    pub fn kept(&self) -> Option<Arc<Moment>> {
        self.rewind.kept().cloned()
    }

    /// Storing the last moment took so long beside: the next one comes as much later.
    pub fn charge(&mut self, cost: Duration) {
        self.rewind.charge(cost);
    }

    /// The run as it stands between two steps; nothing where a batch is in flight.
    pub fn keep(&mut self) -> Option<Arc<Moment>> {
        if self.in_flight() {
            return None;
        }
        let here = self.rewind.kept_here().cloned();
        Some(here.unwrap_or_else(|| Arc::clone(self.rewind.keep(&mut self.run))))
    }

    /// Goes to a moment of this run; a batch in flight is given up, and the history stands at that step.
    ///
    /// # Errors
    /// A sentence where the moment is of other networks, or the device has no room.
    pub fn go_to(&mut self, moment: Arc<Moment>) -> Result<()> {
        self.in_flight = None;
        D::guarded(|| moment.restore(&mut self.run))?;
        self.rewind.stand_at(moment);
        Ok(())
    }

    /// Phases of a batch in flight that are done.
    #[must_use]
    pub fn phases_done(&self) -> usize {
        self.in_flight.as_ref().map_or(0, |flight| flight.done)
    }

    /// Phases of the next step.
    #[must_use]
    pub fn phases(&self, side: Side) -> usize {
        step::schedule(&self.run, side).len()
    }

    /// Takes the history of another branch, which stands at the step of this run.
    pub fn take_history(&mut self, mut history: History) {
        history.stand_at(self.run.state.step);
        self.run.state.history = history;
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
        self.rewind.forget();
        Ok(())
    }

    /// Changes a setting between two steps; what it was and what it is.
    ///
    /// # Errors
    /// See [`Run::set`].
    pub fn set(&mut self, name: &str, value: &str) -> Result<(String, String)> {
        let changed = self.run.set(name, value)?;
        self.rewind.forget();
        Ok(changed)
    }

    /// Takes over weights between two steps.
    ///
    /// # Errors
    /// See [`Run::import_weights`].
    pub fn import_weights(&mut self, file: &[Stored], net: Option<&str>) -> Result<Vec<Role>> {
        let roles = self.run.import_weights(file, net)?;
        self.rewind.forget();
        Ok(roles)
    }

    /// Takes another network in place of the one of its role, between two steps; gives the name of that one.
    ///
    /// # Errors
    /// See [`Run::swap`].
    pub fn swap(&mut self, chosen: Chosen) -> Result<String> {
        let before = D::guarded(|| self.run.swap(chosen))?;
        self.rewind.forget();
        Ok(before)
    }

    /// Draws the weights of a network anew, between two steps; says how many there are.
    ///
    /// # Errors
    /// See [`Run::reset`].
    pub fn reset(&mut self, role: Role) -> Result<usize> {
        let weights = D::guarded(|| self.run.reset(role))?;
        self.rewind.forget();
        Ok(weights)
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
        self.rewind.forget();
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

    /// Takes one phase of a step, for work that may stop within a step; says whether the step is complete with it.
    ///
    /// # Errors
    /// See [`step`](Self::step).
    pub fn part(&mut self, side: Side) -> Result<bool> {
        Ok(self.advance(side, false)?.1)
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
                "there is nothing to train: all terms are off, or d_steps and g_steps are 0; see 'show ledger'",
            ));
        };
        if first {
            // From a file that has changed no step could be taken again.
            self.run.data.train.unchanged()?;
            // A trainer that ends gives back the buffers of its device, which may be ours too.
            self.run.device.keep_buffers(true);
            self.rewind.begin(&mut self.run, side);
        }
        let complete = flight.done + 1 == flight.schedule.len();
        let mut walked = D::guarded(|| step::walk(&mut self.run, phase, &mut flight));
        if walked.is_ok() && (complete || wanted) {
            walked = flight.scalars.take(&mut flight.values);
        }
        if let Err(error) = walked {
            self.rewind.undo(&mut self.run)?;
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
