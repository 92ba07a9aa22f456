//! A step is all or nothing: what a failed one has moved is taken back.
//!
//! A copy of the networks before every step would cost more than the failures are worth. The copy is
//! made now and then instead; after a failure the good steps since then are taken again, which gives
//! the same bits, for a step is a function of the weights, the seed and its number (on a GPU it gives
//! nearly the same, as any run there).

use super::batch::InFlight;
use super::network::Network;
use super::phase::Side;
use super::run::Run;
use super::step;
use crate::error::Result;
use crate::layers::{Net, Ops};
use crate::optim::Optimiser;

/// Steps after which a new copy is made.
const EVERY: usize = 100;

/// The networks before some step, and the steps that were begun since.
struct Anchor<D: Ops> {
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

/// Where failed steps go back to, once there was a step.
pub(super) struct Rollback<D: Ops>(Option<Anchor<D>>);

impl<D: Ops> Default for Rollback<D> {
    fn default() -> Self {
        Self(None)
    }
}

impl<D: Ops> Rollback<D> {
    /// Forgets the steps so far: something is set between two steps, and all that are taken again are taken under the
    /// same settings.
    pub fn forget(&mut self) {
        self.0 = None;
    }

    /// Remembers that a step begins.
    pub fn begin(&mut self, run: &Run<D>, side: Side) {
        let anchor = match self.0.take() {
            Some(anchor) if anchor.sides.len() < EVERY => anchor,
            _ => Anchor {
                step: run.state.step,
                states: run.networks.iter().map(State::of).collect(),
                sides: Vec::with_capacity(EVERY),
            },
        };
        self.0.insert(anchor).sides.push(side);
    }

    /// Brings the networks back to where the step began that failed.
    ///
    /// # Errors
    /// Those of a step; a good one does not fail when it is taken again.
    pub fn undo(&mut self, run: &mut Run<D>) -> Result<()> {
        let Some(mut anchor) = self.0.take() else {
            return Ok(());
        };
        anchor.sides.pop();
        for (network, state) in run.networks.iter_mut().zip(&anchor.states) {
            state.give_back(network);
        }
        run.state.step = anchor.step;
        for &side in &anchor.sides {
            let mut flight = InFlight {
                schedule: step::schedule(run, side),
                ..InFlight::default()
            };
            for phase in flight.schedule.clone() {
                D::guarded(|| step::walk(run, phase, &mut flight))?;
            }
            run.state.step += 1;
        }
        self.0 = Some(anchor);
        Ok(())
    }
}
