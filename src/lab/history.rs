//! The values of every series over the steps, thinned so that a long run stays small.

use std::collections::BTreeMap;

use super::event::{Curve, Series};

/// Points kept of a series before every second one is dropped.
const KEPT: usize = 2048;

/// Steps at the beginning of a run that curves show one by one, however thin they are later: here a
/// run on another machine still is the same.
pub const EARLY: u64 = 8;

/// Steps that means are of, at most.
pub const RECENT: usize = 100;

/// All series of a run.
#[derive(Debug, Clone, Default)]
pub struct History {
    curves: BTreeMap<String, Thinned>,
    /// The last steps' values, for means.
    recent: Vec<Series>,
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
        self.recent.push(values.clone());
        if self.recent.len() > RECENT {
            self.recent.remove(0);
        }
    }

    /// Takes back curves that were recorded; what is there already of a series comes first.
    pub fn recall(&mut self, curves: &[Curve]) {
        for curve in curves {
            let kept = self.curves.entry(curve.name.clone()).or_insert(Thinned {
                every: 1,
                points: Vec::new(),
            });
            let last = kept.points.last().map(|(step, _)| *step);
            let later = curve.points.iter().filter(|(step, _)| Some(*step) > last);
            kept.points.extend(later);
        }
    }

    /// Means over the last `steps` steps, at most [`RECENT`].
    #[must_use]
    pub fn means(&self, steps: u64) -> Series {
        let from = self
            .recent
            .len()
            .saturating_sub(usize::try_from(steps).unwrap_or(usize::MAX));
        let mut sums: BTreeMap<String, (f32, f32)> = BTreeMap::new();
        for values in &self.recent[from..] {
            for (name, value) in values {
                let sum = sums.entry(name.clone()).or_default();
                sum.0 += value;
                sum.1 += 1.0;
            }
        }
        sums.into_iter()
            .map(|(name, (sum, count))| (name, sum / count))
            .collect()
    }

    /// Curves after the step `since`, or all of them where that is 0, with at most `points` points each; those of
    /// the first [`EARLY`] steps are always there.
    #[must_use]
    pub fn curves(&self, since: u64, points: usize) -> Vec<Curve> {
        self.curves
            .iter()
            .map(|(name, curve)| {
                let all: Vec<_> = curve
                    .points
                    .iter()
                    .filter(|(step, _)| since == 0 || *step > since)
                    .copied()
                    .collect();
                let every = all.len().div_ceil(points.max(1)).max(1);
                Curve {
                    name: name.clone(),
                    points: all
                        .into_iter()
                        .enumerate()
                        .filter(|(at, (step, _))| *step <= EARLY || at % every == 0)
                        .map(|(_, point)| point)
                        .collect(),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_stays_small_and_means_are_of_the_last_steps() {
        let mut history = History::default();
        for step in 1..=100_000_u64 {
            history.push(step, &Series::from([("a".to_owned(), (step % 7) as f32)]));
        }
        let curves = history.curves(0, usize::MAX);
        assert!(curves[0].points.len() <= KEPT && curves[0].points.len() > KEPT / 4);
        assert!(curves[0].points.windows(2).all(|w| w[0].0 < w[1].0));
        let thin = history.curves(0, 10);
        let early: Vec<_> = thin[0].points.iter().take(9).map(|p| p.0).collect();
        assert_eq!(early[..8], [1, 2, 3, 4, 5, 6, 7, 8]);
        assert!(early[8] > 100 && thin[0].points.len() <= 18);
        assert!((history.means(1)["a"] - (100_000 % 7) as f32).abs() < 1e-6);
    }
}
