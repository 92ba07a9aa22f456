//! The values of every series over the steps, thinned so that a long run stays small.

use std::collections::BTreeMap;

use crate::event::{Curve, Series};
use crate::metrics::mean::mean;

/// Points kept of a series before every second one is dropped.
const KEPT: usize = 2048;

/// Steps at the beginning of a run that curves show one by one, however thin they are later: here a
/// run on another machine still is the same.
pub const EARLY: u64 = 8;

/// Steps at the end of a run that curves show one by one: means of the last steps are the same after a load.
pub const LATE: u64 = 30;

/// Steps that means are of, at most.
pub const RECENT: usize = 100;

/// Steps that a value is the mean of, wherever one number stands for a series: what `step` says, the progress,
/// the ledger, the legend of the curves, `expect` and `doctor`. Fewer where fewer were taken.
pub const WINDOW: u64 = 20;

/// All series of a run.
#[derive(Debug, Clone, Default)]
pub struct History {
    curves: BTreeMap<String, Thinned>,
    /// The last steps and their values, for means.
    recent: Vec<(u64, Series)>,
}

#[derive(Debug, Clone)]
struct Thinned {
    /// A point is kept every so many steps.
    every: u64,
    points: Vec<(u64, f32)>,
}

impl History {
    /// Adds the values of one step.
    pub fn push(&mut self, step: u64, values: &Series) {
        for (name, &value) in values {
            let curve = self.curves.entry(name.clone()).or_insert(Thinned {
                every: 1,
                points: Vec::new(),
            });
            if step <= EARLY || step.is_multiple_of(curve.every) {
                curve.points.push((step, value));
            }
            if curve.points.len() > KEPT {
                curve.every *= 2;
                let every = curve.every;
                curve
                    .points
                    .retain(|(step, _)| *step <= EARLY || step.is_multiple_of(every));
            }
        }
        self.recent.push((step, values.clone()));
        if self.recent.len() > RECENT {
            self.recent.remove(0);
        }
    }

    /// Takes back what was recorded of steps, for curves and means; steps that are there already stay as they are.
    pub fn recall_steps(&mut self, curves: &[Curve]) {
        self.recall(curves);
        let last = self.recent.last().map(|(step, _)| *step);
        let mut later: BTreeMap<u64, Series> = BTreeMap::new();
        for curve in curves {
            for &(step, value) in curve.points.iter().filter(|(step, _)| Some(*step) > last) {
                later
                    .entry(step)
                    .or_default()
                    .insert(curve.name.clone(), value);
            }
        }
        self.recent.extend(later);
        let end = self.recent.last().map_or(0, |(step, _)| *step);
        self.recent.retain(|(step, _)| step + RECENT as u64 > end);
    }

    /// Takes back curves that were recorded, or adds what was measured; what is there already of a series comes first,
    /// but for what was found before at the same step.
    pub fn recall(&mut self, curves: &[Curve]) {
        for curve in curves {
            let kept = self.curves.entry(curve.name.clone()).or_insert(Thinned {
                every: 1,
                points: Vec::new(),
            });
            let last = kept.points.last().map(|(step, _)| *step);
            let mut later = curve
                .points
                .iter()
                .filter(|(step, _)| Some(*step) >= last)
                .peekable();
            if later.peek().map(|(step, _)| *step) == last {
                kept.points.pop();
            }
            kept.points.extend(later);
        }
    }

    /// Means over the last `steps` steps, at most [`RECENT`].
    #[must_use]
    pub fn means(&self, steps: u64) -> Series {
        let end = self.recent.last().map_or(0, |(step, _)| *step);
        let mut found: BTreeMap<&str, Vec<f32>> = BTreeMap::new();
        let wanted = |(step, _): &&(u64, Series)| step.saturating_add(steps) > end;
        for (_, values) in self.recent.iter().filter(wanted) {
            for (name, value) in values {
                found.entry(name).or_default().push(*value);
            }
        }
        let means = found.into_iter();
        means
            .map(|(name, values)| (name.to_owned(), mean(values) as f32))
            .collect()
    }

    /// Curves of the steps after `since`, or of all there are, with at most `points` points each; those of the first
    /// [`EARLY`] and the last [`LATE`] steps are there beside them.
    #[must_use]
    pub fn curves(&self, since: Option<u64>, points: usize) -> Vec<Curve> {
        let end = self.recent.last().map_or(0, |(step, _)| *step);
        let from = end.saturating_sub(LATE - 1);
        let wanted = |step: u64| since.is_none_or(|since| step > since);
        let curve = |(name, kept): (&String, &Thinned)| {
            let there = kept.points.iter().copied();
            let mut all: BTreeMap<u64, f32> = there.filter(|(step, _)| wanted(*step)).collect();
            // What was measured is no step's value, and a long run's curve is thin: the one has what the other lacks.
            let recent = self.recent.iter();
            let late = recent.filter(|(step, _)| *step >= from && wanted(*step));
            all.extend(late.filter_map(|(step, values)| Some((*step, *values.get(name)?))));
            let late = all.split_off(&from);
            let every = all.len().div_ceil(points.max(1)).max(1);
            let last = all.len();
            let thin = all
                .into_iter()
                .enumerate()
                .filter(|(at, (step, _))| *step <= EARLY || (last - 1 - at).is_multiple_of(every));
            Curve {
                name: name.clone(),
                points: thin.map(|(_, point)| point).chain(late).collect(),
            }
        };
        self.curves.iter().map(curve).collect()
    }
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
        assert!(curves[0].points.len() <= KEPT && curves[0].points.len() > KEPT / 4);
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
}
