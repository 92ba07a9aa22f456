//! The values of every series at every step, up to the step that stands and beyond it where the run has been further.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::event::{Curve, Series};
use crate::metrics::mean::mean;

/// Points of a series that are looked at to draw it; a longer run is drawn from every second step, every fourth, ...
const DRAWN: u64 = 2048;

/// Steps at the beginning of a run that curves show one by one, however thin they are later: here a
/// run on another machine still is the same.
pub const EARLY: u64 = 8;

/// Steps at the end of a run that curves show one by one: means of the last steps are the same after a load.
pub const LATE: u64 = 30;

/// Steps that the means of an earlier version are over, at most.
pub const RECENT: usize = 100;

/// Steps that a value is the mean of, wherever one number stands for a series: what `step` says, the progress,
/// the ledger, the legend of the curves, `expect` and `doctor`. Fewer where fewer were taken.
pub const WINDOW: u64 = 20;

/// Steps in one chunk.
const CHUNK: u64 = 512;

/// All series of a run. A copy shares the steps that both have: a branch costs what is its own.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The steps that were taken here, in order, without gaps within a chunk.
    chunks: Vec<Arc<Chunk>>,
    /// Steps that a session recorded: some of them.
    recorded: BTreeMap<String, BTreeMap<u64, f32>>,
    /// What was measured now and then, and is no step's value.
    measured: BTreeMap<String, BTreeMap<u64, f32>>,
    /// The step that stands, where the run has been further.
    past: Option<u64>,
}

/// Some steps one after the other; what a step has no value of is NaN.
#[derive(Debug, Clone, Default)]
struct Chunk {
    first: u64,
    steps: u64,
    columns: BTreeMap<String, Vec<f32>>,
}

impl Chunk {
    fn end(&self) -> u64 {
        self.first + self.steps
    }

    fn at(&self, name: &str, step: u64) -> Option<f32> {
        let place = usize::try_from(step.checked_sub(self.first)?).ok()?;
        let value = *self.columns.get(name)?.get(place)?;
        (!value.is_nan()).then_some(value)
    }

    fn push(&mut self, values: &Series) {
        let before = self.steps as usize;
        for (name, &value) in values {
            if let Some(column) = self.columns.get_mut(name) {
                column.resize(before, f32::NAN);
                column.push(value);
            } else {
                let mut column = vec![f32::NAN; before];
                column.push(value);
                self.columns.insert(name.clone(), column);
            }
        }
        self.steps += 1;
    }

    /// Forgets the steps from `end` on.
    fn cut(&mut self, end: u64) {
        self.steps = end.saturating_sub(self.first).min(self.steps);
        let keep = self.steps as usize;
        self.columns.values_mut().for_each(|c| c.truncate(keep));
        self.columns.retain(|_, column| !column.is_empty());
    }
}

impl History {
    /// Adds the values of one step, at which the run stands then. Steps that are here already stay as they are: the run
    /// comes by them again.
    pub fn push(&mut self, step: u64, values: &Series) {
        let after = self.chunks.partition_point(|chunk| chunk.first <= step);
        let before = after.checked_sub(1).and_then(|at| self.chunks.get_mut(at));
        match before {
            Some(chunk) if step < chunk.end() => {}
            Some(chunk) if step == chunk.end() && chunk.steps < CHUNK => {
                Arc::make_mut(chunk).push(values);
            }
            _ => {
                let mut chunk = Chunk {
                    first: step,
                    ..Chunk::default()
                };
                chunk.push(values);
                self.chunks.insert(after, Arc::new(chunk));
            }
        }
        self.stand_at(step);
    }

    /// Stands at a step; what is after it stays, and lies ahead.
    pub fn stand_at(&mut self, step: u64) {
        self.past = (step < self.farthest()).then_some(step);
    }

    /// Forgets what is after a step.
    pub fn forget_after(&mut self, step: u64) {
        self.chunks.retain(|chunk| chunk.first <= step);
        if let Some(last) = self.chunks.last_mut().filter(|c| c.end() > step + 1) {
            Arc::make_mut(last).cut(step + 1);
        }
        for points in self.recorded.values_mut().chain(self.measured.values_mut()) {
            points.split_off(&(step + 1));
        }
        self.past = None;
    }

    /// The last step that there is anything of.
    #[must_use]
    pub fn farthest(&self) -> u64 {
        let taken = self.chunks.last().map_or(0, |chunk| chunk.end() - 1);
        let points = self.recorded.values().chain(self.measured.values());
        let last = points.filter_map(|points| points.last_key_value());
        last.map(|(step, _)| *step).fold(taken, u64::max)
    }

    fn until(&self) -> u64 {
        self.past.unwrap_or(u64::MAX)
    }

    /// The last step of the run that stands.
    fn last(&self) -> u64 {
        let until = self.until();
        let mut chunks = self.chunks.iter().rev().filter(|c| c.first <= until);
        let taken = chunks.next().map_or(0, |c| (c.end() - 1).min(until));
        let recorded = self.recorded.values();
        let recorded = recorded.filter_map(|points| points.range(..=until).next_back());
        recorded.map(|(step, _)| *step).fold(taken, u64::max)
    }

    /// The value of a series at a step, ahead of the one that stands as well; of what is measured, where it was.
    #[must_use]
    pub fn at(&self, name: &str, step: u64) -> Option<f32> {
        let after = self.chunks.partition_point(|chunk| chunk.first <= step);
        let taken = after.checked_sub(1).and_then(|at| self.chunks.get(at));
        let taken = taken.and_then(|chunk| chunk.at(name, step));
        let point = |points: &BTreeMap<String, BTreeMap<u64, f32>>| {
            points
                .get(name)
                .and_then(|points| points.get(&step).copied())
        };
        taken
            .or_else(|| point(&self.recorded))
            .or_else(|| point(&self.measured))
    }

    /// Whether the values of every step after `from`, up to `to`, are here.
    #[must_use]
    pub fn has_each(&self, from: u64, to: u64) -> bool {
        let mut next = from + 1;
        for chunk in &self.chunks {
            if chunk.first <= next && next < chunk.end() {
                next = chunk.end();
            }
        }
        next > to
    }

    /// The names of all series.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        let taken = self.chunks.iter().flat_map(|chunk| chunk.columns.keys());
        let points = self.recorded.keys().chain(self.measured.keys());
        taken.chain(points).map(String::as_str).collect()
    }

    /// Takes back what was recorded of steps, for curves and means; steps that are there already stay as they are.
    pub fn recall_steps(&mut self, curves: &[Curve]) {
        for curve in curves {
            let taken = self.chunks.last().map(|chunk| chunk.end() - 1);
            let recorded = self.recorded.entry(curve.name.clone()).or_default();
            let last = taken.max(recorded.last_key_value().map(|(step, _)| *step));
            let later = curve.points.iter().copied();
            recorded.extend(later.filter(|(step, _)| last.is_none_or(|last| *step > last)));
        }
    }

    /// Takes what was measured, which replaces what was measured at the same step.
    pub fn recall(&mut self, curves: &[Curve]) {
        for curve in curves {
            let measured = self.measured.entry(curve.name.clone()).or_default();
            measured.extend(curve.points.iter().copied());
        }
    }

    /// Means over the last `steps` steps.
    #[must_use]
    pub fn means(&self, steps: u64) -> Series {
        let last = self.last();
        let from = last.saturating_sub(steps) + 1;
        let mut found: BTreeMap<&str, Vec<f32>> = BTreeMap::new();
        for (name, points) in &self.recorded {
            // Nothing where no step is asked for.
            let points = points.range(from.min(last + 1)..=last);
            found.entry(name).or_default().extend(points.map(|p| *p.1));
        }
        let first = self.chunks.partition_point(|chunk| chunk.end() <= from);
        for chunk in &self.chunks[first..] {
            for name in chunk.columns.keys() {
                let steps = from.max(chunk.first)..=last.min(chunk.end() - 1);
                let values = steps.filter_map(|step| chunk.at(name, step));
                found.entry(name).or_default().extend(values);
            }
        }
        let found = found.into_iter().filter(|(_, values)| !values.is_empty());
        found
            .map(|(name, values)| (name.to_owned(), mean(values) as f32))
            .collect()
    }

    /// Curves of the steps after `since`, or of all there are, with at most `points` points each; those of the first
    /// [`EARLY`] and the last [`LATE`] steps are there beside them.
    #[must_use]
    pub fn curves(&self, since: Option<u64>, points: usize) -> Vec<Curve> {
        self.thinned(since, points, self.until())
    }

    /// As [`curves`](Self::curves), of all that there is, what lies ahead too.
    #[must_use]
    pub fn curves_ahead(&self, points: usize) -> Vec<Curve> {
        self.thinned(None, points, u64::MAX)
    }

    fn thinned(&self, since: Option<u64>, points: usize, until: u64) -> Vec<Curve> {
        let last = self.last().max(self.farthest().min(until));
        let from = self.last().saturating_sub(LATE - 1);
        let wanted = |step: u64| step <= until && since.is_none_or(|since| step > since);
        let taken = |chunk: &Arc<Chunk>| {
            chunk
                .end()
                .min(until.saturating_add(1))
                .saturating_sub(chunk.first)
        };
        let steps: u64 = self.chunks.iter().map(taken).sum();
        let every = stride(steps);
        let curve = |name: &str| {
            let sparse = [&self.recorded, &self.measured];
            let sparse = sparse.into_iter().filter_map(|points| points.get(name));
            let sparse = sparse.flatten().map(|(step, value)| (*step, *value));
            let mut all: BTreeMap<u64, f32> = sparse.filter(|(step, _)| wanted(*step)).collect();
            for chunk in &self.chunks {
                let early = chunk.first..chunk.end().min(EARLY + 1);
                let own =
                    (chunk.first.next_multiple_of(every)..chunk.end()).step_by(every as usize);
                let late = from.max(chunk.first)..chunk.end();
                for step in early.chain(own).chain(late).filter(|step| wanted(*step)) {
                    // A series that few steps have a value of: the next one that has.
                    let end = chunk.end().min(step + every).min(last + 1);
                    let mut near = step..if step < from { end } else { step + 1 };
                    if let Some(found) = near.find_map(|s| Some((s, chunk.at(name, s)?))) {
                        all.insert(found.0, found.1);
                    }
                }
            }
            let late = all.split_off(&from);
            let every = all.len().div_ceil(points.max(1)).max(1);
            let last = all.len();
            let thin = all
                .into_iter()
                .enumerate()
                .filter(|(at, (step, _))| *step <= EARLY || (last - 1 - at).is_multiple_of(every));
            Curve {
                name: name.to_owned(),
                points: thin.map(|(_, point)| point).chain(late).collect(),
            }
        };
        self.names().into_iter().map(curve).collect()
    }
}

/// Which steps of so many are drawn: every one, every second, every fourth, ...
fn stride(steps: u64) -> u64 {
    let mut every = 1;
    while steps / every + EARLY - EARLY / every > DRAWN {
        every *= 2;
    }
    every
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_stays_small_and_means_are_of_the_last_steps() {
        let mut history = History::default();
        for step in 1..=100_000_u64 {
            history.push(step, &Series::from([("a".to_owned(), (step % 7) as f32)]));
        }
        let curves = history.curves(None, usize::MAX);
        assert!(
            curves[0].points.len() as u64 <= DRAWN + LATE
                && curves[0].points.len() as u64 > DRAWN / 4
        );
        assert!(curves[0].points.windows(2).all(|w| w[0].0 < w[1].0));
        let thin = history.curves(None, 10);
        let early: Vec<_> = thin[0].points.iter().take(9).map(|p| p.0).collect();
        assert_eq!(early[..8], [1, 2, 3, 4, 5, 6, 7, 8]);
        assert!(early[8] > 100 && thin[0].points.len() <= 18 + 30);
        let late = thin[0].points.iter().rev().take(30).map(|p| p.0);
        assert!(late.eq((99_971..=100_000).rev()));
        assert_eq!(thin[0].points.last(), Some(&(100_000, 5.0)));
        assert!((history.means(1)["a"] - (100_000 % 7) as f32).abs() < 1e-6);
    }

    #[test]
    fn what_was_recorded_is_there_again_for_curves_and_means() {
        let mut history = History::default();
        for step in 1..=50_u64 {
            history.push(step, &Series::from([("a".to_owned(), step as f32)]));
        }
        let mut again = History::default();
        again.recall_steps(&history.curves(Some(0), 20));
        again.recall_steps(&history.curves(Some(40), 100));
        assert!((again.means(10)["a"] - 45.5).abs() < 1e-6);
        assert!((again.means(1)["a"] - 50.0).abs() < 1e-6);
        // What is found anew at the same step takes the place of what was found before.
        let found = |value| Curve {
            name: "b".into(),
            points: vec![(50, value)],
        };
        again.recall(&[found(1.0)]);
        again.recall(&[found(2.0)]);
        let curves = again.curves(None, 100);
        let b = curves.iter().find(|curve| curve.name == "b").unwrap();
        assert_eq!(b.points, [(50, 2.0)]);
        assert!(!again.means(10).contains_key("b"));
    }

    #[test]
    fn what_was_measured_stays_whole_beside_the_steps() {
        let found = |step, value| Curve {
            name: "fld".into(),
            points: vec![(step, value)],
        };
        let mut history = History::default();
        history.recall(&[found(0, 9.0)]);
        let mut records = Vec::new();
        for step in 1..=40_u64 {
            history.push(step, &Series::from([("a".to_owned(), step as f32)]));
            records.push(history.curves(Some(step - 1), 100));
            history.recall(&[found(step, 1.0)]);
        }
        // A step's record has its own values only.
        let names = |record: &Vec<Curve>| {
            let some = record.iter().filter(|curve| !curve.points.is_empty());
            some.map(|curve| curve.name.clone()).collect::<Vec<_>>()
        };
        assert!(records.iter().all(|record| names(record) == ["a"]));
        let mut again = History::default();
        again.recall(&[found(0, 9.0)]);
        for (step, record) in (1..).zip(&records) {
            again.recall_steps(record);
            again.recall(&[found(step, 1.0)]);
        }
        for history in [&history, &again] {
            let curves = history.curves(None, 100);
            for (curve, first) in curves.iter().zip([1, 0]) {
                let steps = curve.points.iter().map(|p| p.0);
                assert!(steps.eq(first..=40), "{curve:?}");
            }
        }
        assert_eq!(history.means(5), again.means(5));
    }

    #[test]
    fn the_past_is_as_it_was_and_what_is_ahead_stays() {
        let step = |step: u64| Series::from([("a".to_owned(), step as f32)]);
        let mut history = History::default();
        let mut first_visit = Vec::new();
        for at in 1..=3000_u64 {
            history.push(at, &step(at));
            if at.is_multiple_of(7) {
                let measured = Curve {
                    name: "fld".into(),
                    points: vec![(at, 1.0)],
                };
                history.recall(&[measured]);
            }
            if at.is_multiple_of(500) {
                first_visit.push((at, history.curves(None, 300), history.means(WINDOW)));
            }
        }
        let end = history.curves(None, 300);
        for (at, curves, means) in &first_visit {
            history.stand_at(*at);
            assert_eq!(&history.means(WINDOW), means);
            assert_eq!(&history.curves(None, 300), curves);
            assert_eq!(history.farthest(), 3000);
            assert_eq!(history.at("a", 3000), Some(3000.0));
        }
        history.stand_at(3000);
        assert_eq!(history.curves(None, 300), end);

        // Another future: the copy keeps the old one.
        history.stand_at(700);
        let old = history.clone();
        history.forget_after(700);
        history.push(701, &step(0));
        assert_eq!((history.farthest(), old.farthest()), (701, 3000));
        assert_eq!(history.at("a", 701), Some(0.0));
        assert_eq!(old.at("a", 701), Some(701.0));
        assert_eq!(history.at("fld", 707), None);
        assert!(old.has_each(0, 3000) && !history.has_each(0, 702));
    }
}
