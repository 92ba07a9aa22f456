//! Moving along the timeline: the step that one looks at, and when one has rested there long enough for the run to follow.
//!
//! It knows no clock: whoever moves says what time it is.

use std::time::{Duration, Instant};

use crate::event::Outline;

/// How long one rests at a step before the run goes there.
pub const REST: Duration = Duration::from_millis(300);

/// Strides of which the whole branch has so many.
const FAR: u64 = 20;

/// A way to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stride {
    /// One step, back or on.
    Step(Way),
    /// A twentieth of the branch.
    Far(Way),
    /// To the next mark.
    Mark(Way),
    /// To an end of the branch.
    End(Way),
    To(u64),
}

/// A direction in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Back,
    On,
}

/// What one looks at.
#[derive(Debug, Clone, Copy)]
struct Aim {
    step: u64,
    /// Since when, until the run was sent there.
    since: Option<Instant>,
}

/// Whether one moves along the timeline, and where one is.
#[derive(Debug, Default)]
pub struct Scrub(Option<Aim>);

impl Scrub {
    /// The step that is looked at.
    pub fn looks_at(&self) -> Option<u64> {
        self.0.map(|aim| aim.step)
    }

    /// Whether the run was not yet sent to what is looked at.
    pub fn waits(&self) -> bool {
        self.0.is_some_and(|aim| aim.since.is_some())
    }

    /// Moves from where one looks, or from where the run stands; gives the step that is looked at then.
    pub fn go(&mut self, stride: Stride, along: &Outline, now: Instant) -> u64 {
        let from = self.looks_at().unwrap_or(along.step);
        let step = target(stride, from, along);
        self.0 = Some(Aim {
            step,
            since: Some(now),
        });
        step
    }

    /// The step that the run is to go to, once one has rested there; it is given once.
    pub fn rested(&mut self, now: Instant) -> Option<u64> {
        self.left(now)
            .filter(Duration::is_zero)
            .and_then(|_| self.settle())
    }

    /// How long one still has to rest until the run is sent.
    pub fn left(&self, now: Instant) -> Option<Duration> {
        let since = self.0.and_then(|aim| aim.since)?;
        Some(REST.saturating_sub(now.saturating_duration_since(since)))
    }

    /// As [`rested`](Self::rested), without a rest.
    pub fn settle(&mut self) -> Option<u64> {
        let aim = self.0.as_mut()?;
        aim.since.take().map(|_| aim.step)
    }

    /// Looks at where the run stands.
    pub fn end(&mut self) {
        self.0 = None;
    }
}

/// Where a stride leads from a step, within the branch.
fn target(stride: Stride, from: u64, along: &Outline) -> u64 {
    let last = along.last;
    let far = (last / FAR).max(1);
    let step = match stride {
        Stride::Step(Way::Back) => from.saturating_sub(1),
        Stride::Step(Way::On) => from.saturating_add(1),
        Stride::Far(Way::Back) => from.saturating_sub(far),
        Stride::Far(Way::On) => from.saturating_add(far),
        Stride::Mark(Way::Back) => {
            let mut before = along.marks.iter().rev().filter(|mark| mark.step < from);
            before.next().map_or(0, |mark| mark.step)
        }
        Stride::Mark(Way::On) => {
            let mut behind = along.marks.iter().filter(|mark| mark.step > from);
            behind.next().map_or(last, |mark| mark.step)
        }
        Stride::End(Way::Back) => 0,
        Stride::End(Way::On) => last,
        Stride::To(step) => step,
    };
    step.min(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Mark, MarkKind};

    fn outline() -> Outline {
        let mark = |step| Mark {
            step,
            kind: MarkKind::Note,
            text: String::new(),
        };
        Outline {
            step: 60,
            last: 100,
            marks: vec![mark(10), mark(10), mark(60), mark(80)],
            ..Outline::default()
        }
    }

    #[test]
    fn strides_begin_where_the_run_stands_and_stay_within_the_branch() {
        use Way::{Back, On};
        let along = outline();
        let walk = |strides: &[Stride]| {
            let (mut scrub, now) = (Scrub::default(), Instant::now());
            let steps = strides.iter().map(|stride| scrub.go(*stride, &along, now));
            steps.collect::<Vec<_>>()
        };
        assert_eq!(walk(&[Stride::Step(Back), Stride::Step(Back)]), [59, 58]);
        assert_eq!(walk(&[Stride::Far(On), Stride::Far(Back)]), [65, 60]);
        assert_eq!(
            walk(&[
                Stride::Mark(Back),
                Stride::Mark(Back),
                Stride::Mark(On),
                Stride::Mark(On),
                Stride::Mark(On),
            ]),
            [10, 0, 10, 60, 80]
        );
        assert_eq!(walk(&[Stride::Mark(On), Stride::Mark(On)]), [80, 100]);
        assert_eq!(
            walk(&[Stride::End(On), Stride::Step(On), Stride::Far(On)]),
            [100; 3]
        );
        assert_eq!(
            walk(&[Stride::End(Back), Stride::Step(Back), Stride::Far(Back)]),
            [0; 3]
        );
        assert_eq!(
            walk(&[Stride::To(7), Stride::To(u64::MAX), Stride::Step(On)]),
            [7, 100, 100]
        );
    }

    #[test]
    fn the_run_follows_once_after_a_rest_that_every_move_begins_anew() {
        let (along, began) = (outline(), Instant::now());
        let at = |millis| began + Duration::from_millis(millis);
        let mut scrub = Scrub::default();
        assert_eq!((scrub.looks_at(), scrub.rested(began)), (None, None));
        scrub.go(Stride::Step(Way::Back), &along, began);
        assert_eq!(scrub.rested(at(200)), None);
        assert_eq!(scrub.left(at(200)), Some(Duration::from_millis(100)));
        scrub.go(Stride::Step(Way::Back), &along, at(250));
        assert_eq!(scrub.rested(at(500)), None);
        assert!(scrub.waits());
        assert_eq!(scrub.rested(at(550)), Some(58));
        // Until the run is there it is looked at all the same.
        assert_eq!((scrub.looks_at(), scrub.waits()), (Some(58), false));
        assert_eq!((scrub.rested(at(9000)), scrub.left(at(9000))), (None, None));
        // Who moves on from there sends the run again.
        scrub.go(Stride::Step(Way::Back), &along, at(9000));
        assert_eq!((scrub.settle(), scrub.settle()), (Some(57), None));
        scrub.end();
        assert_eq!((scrub.looks_at(), scrub.settle()), (None, None));
    }
}
