//! What a screen has seen of a run on its way: some of the pictures, scores and ledgers of steps that are over.

use std::collections::BTreeMap;

use crate::event::{Event, Outline};

/// Moments that are kept of all branches, and their bytes.
const MOST: usize = 160;
const BYTES: usize = 32 << 20;

/// A step of a branch of a record.
type Place = (u64, usize, u64);

/// What was seen, by where.
#[derive(Debug, Default)]
pub struct Frames {
    seen: BTreeMap<Place, (usize, Vec<Event>)>,
    bytes: usize,
    /// Seen since the lab last said on which branch the run is.
    new: Vec<(u64, Vec<Event>)>,
}

impl Frames {
    /// Takes in news of a training, or of a step that was gone to.
    pub fn see(&mut self, news: &[Event]) {
        // What has no ledger is a picture that is being made, and shows no step.
        let ledger = news.iter().find_map(|event| match event {
            Event::Ledger(ledger) => Some(ledger.step),
            _ => None,
        });
        let shown = news.iter().filter(|e| !matches!(e, Event::Curves(_)));
        if let Some(step) = ledger {
            self.new.push((step, shown.cloned().collect()));
        }
    }

    /// The run is on this branch: what was new is of it.
    pub fn told(&mut self, outline: &Outline) {
        let Some((branch, last)) = outline.lineage.first().copied() else {
            return;
        };
        let on = |step| (outline.record, branch, step);
        for (step, events) in std::mem::take(&mut self.new) {
            let bytes = events.iter().map(bytes).sum();
            self.bytes += bytes;
            if let Some((old, _)) = self.seen.insert(on(step), (bytes, events)) {
                self.bytes -= old;
            }
        }
        // A branch that ends earlier than it did is another one.
        let gone = self.seen.range(on(last.saturating_add(1))..=on(u64::MAX));
        let gone: Vec<Place> = gone.map(|(place, _)| *place).collect();
        gone.into_iter().for_each(|place| self.forget(place));
        while self.seen.len() > MOST || self.bytes > BYTES {
            let Some(place) = self.least() else { break };
            self.forget(place);
        }
    }

    /// What was seen last before a step of a branch, or at it; where that is nothing, what came first behind it.
    #[must_use]
    pub fn at(&self, outline: &Outline, step: u64) -> &[Event] {
        let mut first = None;
        for (branch, last) in &outline.lineage {
            let on = |step| (outline.record, *branch, step);
            let until = step.min(*last);
            if let Some((_, (_, seen))) = self.seen.range(on(0)..=on(until)).next_back() {
                return seen;
            }
            let behind = self.seen.range(on(until)..=on(*last)).next();
            first = behind.map(|(_, (_, seen))| &seen[..]).or(first);
        }
        first.unwrap_or_default()
    }

    fn forget(&mut self, place: Place) {
        if let Some((bytes, _)) = self.seen.remove(&place) {
            self.bytes -= bytes;
        }
    }

    /// The moment whose neighbours on its branch are nearest to each other.
    fn least(&self) -> Option<Place> {
        let all: Vec<&Place> = self.seen.keys().collect();
        let gap = |at: usize| {
            let beside = |other: Option<&&Place>| {
                let other = other.filter(|p| (p.0, p.1) == (all[at].0, all[at].1));
                other.map(|place| place.2)
            };
            let before = beside(at.checked_sub(1).and_then(|at| all.get(at)));
            let behind = beside(all.get(at + 1));
            let between = before.zip(behind).map(|(before, behind)| behind - before);
            between.unwrap_or(u64::MAX)
        };
        let least = (0..all.len()).min_by_key(|at| gap(*at));
        least.map(|at| *all[at])
    }
}

/// About how many bytes an event takes: of pictures, which are nearly all of it.
fn bytes(event: &Event) -> usize {
    let picture = |picture: &crate::art::Picture| picture.width() * picture.height() * 3;
    match event {
        Event::Gallery(gallery) => gallery.pictures.iter().map(picture).sum(),
        Event::Scores(scores) => scores.shown.iter().map(|one| picture(&one.picture)).sum(),
        Event::Plane(plane) => {
            let points = plane.real.len() + plane.generated.len() + plane.slopes.len();
            8 * points + plane.belief.as_ref().map_or(0, picture)
        }
        _ => 256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Ledger;

    fn news(step: u64) -> Vec<Event> {
        vec![Event::Ledger(Ledger {
            step,
            terms: Vec::new(),
        })]
    }

    fn outline(lineage: &[(usize, u64)]) -> Outline {
        Outline {
            record: 3,
            lineage: lineage.to_vec(),
            ..Outline::default()
        }
    }

    #[test]
    fn what_was_seen_of_a_branch_and_of_those_before_it_is_found() {
        let mut frames = Frames::default();
        let main = outline(&[(0, 100)]);
        assert!(frames.at(&main, 50).is_empty());
        [20, 60, 90]
            .iter()
            .for_each(|step| frames.see(&news(*step)));
        frames.told(&main);
        // Another future from step 50 on.
        let other = outline(&[(1, 80), (0, 50)]);
        frames.see(&news(70));
        frames.told(&other);
        for (along, step, found) in [
            (&main, 5, 20),
            (&main, 20, 20),
            (&main, 59, 20),
            (&main, 100, 90),
            (&other, 80, 70),
            (&other, 69, 20),
            (&other, 5, 20),
        ] {
            assert_eq!(frames.at(along, step), news(found), "{step}");
        }
        // Another record has branches of the same numbers.
        let elsewhere = Outline { record: 4, ..main };
        assert!(frames.at(&elsewhere, 50).is_empty());
    }

    #[test]
    fn a_long_run_keeps_some_moments_all_along_it() {
        let mut frames = Frames::default();
        for step in 1..=5000 {
            frames.see(&news(step));
            frames.told(&outline(&[(0, step)]));
        }
        assert_eq!(frames.seen.len(), MOST);
        let steps: Vec<u64> = frames.seen.keys().map(|place| place.2).collect();
        assert_eq!((steps[0], steps[MOST - 1]), (1, 5000));
        let widest = steps.windows(2).map(|pair| pair[1] - pair[0]).max();
        assert!(widest < Some(130), "{widest:?}");
        assert_eq!(frames.bytes, MOST * 256);
    }
}
