//! A step is all or nothing: what a failed one has moved is taken back.
//!
//! A copy of the networks before every step would cost more than the failures are worth. The copy is
//! made now and then instead; after a failure the good steps since then are taken again, which gives
//! the same bits, for a step is a function of the weights, the seed and its number (on a GPU it gives
//! nearly the same, as any run there).

use super::batch::InFlight;
use super::network::Network;
use super::phase::Side;
use super::step;
use super::trainer::Trainer;
use crate::error::Result;
use crate::layers::{Net, Ops};
use crate::optim::Optimiser;

/// Steps after which a new copy is made.
const EVERY: usize = 100;

/// The networks before some step, and the steps that were begun since.
pub(in crate::lab) struct Anchor<D: Ops> {
    step: u64,
    states: Vec<State<D>>,
    sides: Vec<Side>,
}

struct State<D: Ops> {
    net: Net<D>,
    average: Option<Net<D>>,
    optimiser: Optimiser<D>,
}

impl<D: Ops> State<D> {
    fn of(network: &Network<D>) -> Self {
        Self {
            net: network.net.clone(),
            average: network.average.clone(),
            optimiser: network.optimiser.clone(),
        }
    }

    fn give_back(&self, network: &mut Network<D>) {
        network.net = self.net.clone();
        network.average = self.average.clone();
        network.optimiser = self.optimiser.clone();
        network.shown.clear();
    }
}

impl<D: Ops> Trainer<D> {
    /// Renetworks that a step begins. What is set between two steps drops the anchor, so that all
    /// steps of one are taken under the same settings.
    pub(in crate::lab) fn begin(&mut self, side: Side) {
        // A trainer that ends gives back the buffers of its device, which may be ours too.
        self.run.device.keep_buffers(true);
        let anchor = match self.anchor.take() {
            Some(anchor) if anchor.sides.len() < EVERY => anchor,
            _ => Anchor {
                step: self.run.state.step,
                states: self.run.networks.iter().map(State::of).collect(),
                sides: Vec::with_capacity(EVERY),
            },
        };
        self.anchor.insert(anchor).sides.push(side);
    }

    /// Brings the networks back to where the step began that failed.
    ///
    /// # Errors
    /// See [`Trainer::step`]; a good step does not fail when it is taken again.
    pub(in crate::lab) fn undo(&mut self) -> Result<()> {
        let Some(mut anchor) = self.anchor.take() else {
            return Ok(());
        };
        anchor.sides.pop();
        for (network, state) in self.run.networks.iter_mut().zip(&anchor.states) {
            state.give_back(network);
        }
        self.run.state.step = anchor.step;
        for &side in &anchor.sides {
            let mut flight = InFlight {
                schedule: step::schedule(&self.run, side),
                ..InFlight::default()
            };
            for phase in flight.schedule.clone() {
                D::guarded(|| step::walk(&mut self.run, phase, &mut flight))?;
            }
            self.run.state.step += 1;
        }
        self.anchor = Some(anchor);
        Ok(())
    }
}
