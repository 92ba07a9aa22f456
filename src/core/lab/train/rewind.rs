//! A step is all or nothing: what a failed one has moved is taken back.
//!
//! A moment is kept now and then; after a failure the good steps since then are taken again, which gives the same bits,
//! for a step is a function of the weights, the seed and its number (on a GPU it gives nearly the same, as any run there).

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::batch::InFlight;
use super::moment::Moment;
use super::phase::Side;
use super::run::Run;
use super::step;
use crate::error::Result;
use crate::layers::Ops;

/// A moment is kept so rarely that this is all the time it takes: one part in so many.
const SHARE: u32 = 150;

/// The fewest and the most steps between two moments.
const FEWEST: usize = 8;
const MOST: usize = 1000;

/// The run before some step, and the steps that were begun since.
struct Anchor {
    moment: Arc<Moment>,
    sides: Vec<Side>,
    since: Instant,
    /// What it took to keep the moment, and to make room for it.
    cost: Duration,
}

/// Where failed steps go back to, once there was a step.
#[derive(Default)]
pub(super) struct Rewind(Option<Anchor>);

impl Rewind {
    /// Forgets the steps so far: something is set between two steps, and all that are taken again are taken under the
    /// same settings.
    pub fn forget(&mut self) {
        self.0 = None;
    }

    /// The run stands at this moment.
    pub fn stand_at(&mut self, moment: Arc<Moment>) {
        self.0 = Some(Anchor {
            moment,
            sides: Vec::new(),
            since: Instant::now(),
            cost: Duration::ZERO,
        });
    }

    /// The last moment that was kept.
    pub fn kept(&self) -> Option<&Arc<Moment>> {
        self.0.as_ref().map(|anchor| &anchor.moment)
    }

    /// The last moment that was kept, where no step was begun since.
    pub fn kept_here(&self) -> Option<&Arc<Moment>> {
        let here = |anchor: &&Anchor| anchor.sides.is_empty();
        self.0.as_ref().filter(here).map(|anchor| &anchor.moment)
    }

    /// Keeps the run as it stands between two steps.
    pub fn keep<D: Ops>(&mut self, run: &mut Run<D>) -> &Arc<Moment> {
        let began = Instant::now();
        let moment = Arc::new(Moment::of(run));
        let since = Instant::now();
        let anchor = Anchor {
            moment,
            sides: Vec::new(),
            since,
            cost: since - began,
        };
        &self.0.insert(anchor).moment
    }

    /// Storing the last moment took so long beside: the next one comes as much later.
    pub fn charge(&mut self, cost: Duration) {
        if let Some(anchor) = &mut self.0 {
            anchor.cost += cost;
        }
    }

    /// Remembers that a step begins.
    pub fn begin<D: Ops>(&mut self, run: &mut Run<D>, side: Side) {
        let due = |anchor: &Anchor| {
            let steps = anchor.sides.len();
            steps >= MOST || steps >= FEWEST && anchor.since.elapsed() >= anchor.cost * SHARE
        };
        if self.0.as_ref().is_none_or(due) {
            self.keep(run);
        }
        if let Some(anchor) = &mut self.0 {
            anchor.sides.push(side);
        }
    }

    /// Brings the run back to where the step began that failed.
    ///
    /// # Errors
    /// Those of a step; a good one does not fail when it is taken again.
    pub fn undo<D: Ops>(&mut self, run: &mut Run<D>) -> Result<()> {
        let Some(mut anchor) = self.0.take() else {
            return Ok(());
        };
        anchor.sides.pop();
        let stood = run.state.step;
        anchor.moment.restore(run)?;
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
        run.state.history.stand_at(stood);
        self.0 = Some(anchor);
        Ok(())
    }
}
