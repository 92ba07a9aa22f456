//! A mixture of Gaussians: fitted to a set by expectation and maximisation, and drawn from.

use std::sync::OnceLock;

use nalgebra::{DMatrix, DVector};
use rand::Rng;
use rand::distributions::{Distribution, WeightedIndex};
use rand_distr::StandardNormal;

use crate::error::{Error, Result};
use crate::kernels::matrices::{eigen, factor, product};
use crate::kernels::tasks;
use crate::random;

/// Turns of the iteration at most.
const TURNS: usize = 100;

/// What a turn must add to the log likelihood of an item, in nats, to go on.
const SETTLED: f64 = 1e-3;

/// The least variance in any direction, as a share of the set's mean variance: a Gaussian never closes on
/// one point.
const FLOOR: f64 = 1e-4;

/// One Gaussian of a mixture.
#[derive(Debug, Clone)]
struct Part {
    /// Share of the items.
    weight: f64,
    mean: DVector<f64>,
    /// The lower triangle whose product with its transpose is the covariance.
    root: DMatrix<f64>,
}

/// A mixture of Gaussians with full covariances.
#[derive(Debug, Clone)]
pub struct Mixture {
    parts: Vec<Part>,
    likelihoods: Vec<f64>,
}

impl Mixture {
    /// A mixture of at most `k` Gaussians for `set [rows, columns]`, by expectation and maximisation
    /// (Dempster, Laird and Rubin 1977) from `k` of its rows, chosen as k-means++ does (Arthur and
    /// Vassilvitskii 2007), each with the spread of the whole. Fewer where fewer rows are different.
    /// `go_on` is asked before every turn.
    ///
    /// # Errors
    /// What `go_on` says; or a sentence when there are fewer than two rows, or a number is not finite.
    ///
    /// # Panics
    /// If the numbers do not fill their rows.
    pub fn of(
        set: &[f32],
        columns: usize,
        k: usize,
        seed: u64,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Self> {
        assert!(
            columns > 0 && set.len().is_multiple_of(columns),
            "rows of {columns} numbers"
        );
        let n = set.len() / columns;
        if n < 2 {
            return Err(Error::new(format!(
                "a mixture needs two items or more, not {n}"
            )));
        }
        if !set.iter().all(|v| v.is_finite()) {
            return Err(Error::new(
                "a number is not finite, so no mixture can be fitted; 'doctor' says more about the run",
            ));
        }
        // One item a column, as the library stores a matrix.
        let items = DMatrix::from_iterator(columns, n, set.iter().map(|v| f64::from(*v)));
        let mut whole = Part {
            weight: 1.0,
            mean: items.column_mean(),
            root: DMatrix::zeros(columns, columns),
        };
        let spread = whole.spread(&items, &vec![1.0; n]);
        let floor = (FLOOR * spread.trace() / columns as f64).max(f64::MIN_POSITIVE.sqrt());
        whole.root = root(spread, floor);
        let first = |mean| Part {
            weight: 1.0 / k.max(1) as f64,
            mean,
            ..whole.clone()
        };
        let parts = seeds(&items, k, seed).into_iter().map(first).collect();
        let mut mixture = Self {
            parts,
            likelihoods: Vec::new(),
        };
        mixture.settle(&items, floor, SETTLED, go_on)?;
        Ok(mixture)
    }

    /// How many Gaussians there are.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The mean log likelihood of an item of the set before each turn, in nats: it never falls.
    #[must_use]
    pub fn likelihoods(&self) -> &[f64] {
        &self.likelihoods
    }

    /// `n` rows of the mixture.
    #[must_use]
    pub fn draw(&self, n: usize, rng: &mut impl Rng) -> Vec<f32> {
        let weights = WeightedIndex::new(self.parts.iter().map(|part| part.weight));
        let mut drawn = Vec::new();
        for _ in 0..n {
            // Weights are shares that add up to one; without parts there is nothing to draw.
            let Ok(weights) = &weights else { break };
            let part = &self.parts[weights.sample(rng)];
            let normals = (0..part.mean.len()).map(|_| StandardNormal.sample(rng));
            let normals = DVector::from_iterator(part.mean.len(), normals);
            let row = &part.root * normals + &part.mean;
            drawn.extend(row.iter().map(|v| *v as f32));
        }
        drawn
    }

    /// Turns until one adds less than `settled` to the likelihood.
    fn settle(
        &mut self,
        items: &DMatrix<f64>,
        floor: f64,
        settled: f64,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<()> {
        let mut last = f64::NEG_INFINITY;
        for _ in 0..TURNS {
            go_on()?;
            let (shares, likelihood) = self.expect(items);
            self.likelihoods.push(likelihood);
            if likelihood - last < settled {
                break;
            }
            last = likelihood;
            self.parts = each(&self.parts, |i, part| {
                part.maximised(items, &shares[i], floor)
            });
        }
        Ok(())
    }

    /// Of each part the share that it has in each item, and the mean log likelihood of an item.
    fn expect(&self, items: &DMatrix<f64>) -> (Vec<Vec<f64>>, f64) {
        let mut logs = each(&self.parts, |_, part| part.logs(items));
        let mut sum = 0.0;
        for item in 0..items.ncols() {
            let most = (logs.iter().map(|l| l[item])).fold(f64::NEG_INFINITY, f64::max);
            let whole: f64 = logs.iter().map(|l| (l[item] - most).exp()).sum();
            let log = most + whole.ln();
            sum += log;
            logs.iter_mut()
                .for_each(|l| l[item] = (l[item] - log).exp());
        }
        (logs, sum / items.ncols() as f64)
    }
}

impl Part {
    /// Log of weight times density at each item.
    fn logs(&self, items: &DMatrix<f64>) -> Vec<f64> {
        let columns = items.nrows();
        let mut inverse = DMatrix::identity(columns, columns);
        // The diagonal of a root is above zero: the floor holds it there.
        self.root.solve_lower_triangular_mut(&mut inverse);
        let white = product(&inverse, &self.centred(items));
        let logs = self.root.diagonal().iter().map(|v| v.ln()).sum::<f64>();
        let of_middle = self.weight.ln() - logs - 0.5 * columns as f64 * std::f64::consts::TAU.ln();
        let log = |w: nalgebra::DVectorView<'_, f64>| of_middle - 0.5 * w.norm_squared();
        white.column_iter().map(log).collect()
    }

    fn centred(&self, items: &DMatrix<f64>) -> DMatrix<f64> {
        let mut centred = items.clone();
        for mut column in centred.column_iter_mut() {
            column -= &self.mean;
        }
        centred
    }

    /// The covariance of items around the mean, each counted by its share.
    fn spread(&self, items: &DMatrix<f64>, shares: &[f64]) -> DMatrix<f64> {
        let mut centred = self.centred(items);
        for (mut column, share) in centred.column_iter_mut().zip(shares) {
            column *= share.sqrt();
        }
        product(&centred, &centred.transpose()) / shares.iter().sum::<f64>()
    }

    /// The part that makes its shares of the items most likely, no direction's variance below `floor`.
    fn maximised(&self, items: &DMatrix<f64>, shares: &[f64], floor: f64) -> Self {
        let whole: f64 = shares.iter().sum();
        // Of nothing there is no mean: what lost all items stays where it is.
        if whole < f64::EPSILON {
            return Self {
                weight: 0.0,
                ..self.clone()
            };
        }
        let mut part = Self {
            weight: whole / items.ncols() as f64,
            mean: items * DVector::from_column_slice(shares) / whole,
            root: DMatrix::zeros(0, 0),
        };
        part.root = root(part.spread(items, shares), floor);
        part
    }
}

/// The lower triangle of a covariance whose variances below `floor` are raised to it. Of all covariances
/// without a variance below the floor that is the most likely one, so that turns with it never lose.
fn root(covariance: DMatrix<f64>, floor: f64) -> DMatrix<f64> {
    let columns = covariance.nrows();
    let lowered = &covariance - DMatrix::identity(columns, columns) * floor;
    let raised = if factor(lowered).is_some() {
        covariance
    } else {
        let mut eigen = eigen(covariance);
        eigen.eigenvalues.apply(|v| *v = v.max(floor));
        eigen.recompose()
    };
    // A variance that is the floor may be less than nothing after rounding where others are 10¹⁶ times as
    // large: then the diagonal alone serves.
    let diagonal = || DMatrix::from_diagonal(&raised.diagonal().map(|v| v.max(floor).sqrt()));
    let whole = factor(raised.clone());
    whole.map_or_else(diagonal, nalgebra::Cholesky::unpack)
}

/// `k` different items: the first any, each further one the likelier the farther it is from the nearest
/// before it, by the square of the distance.
fn seeds(items: &DMatrix<f64>, k: usize, seed: u64) -> Vec<DVector<f64>> {
    let mut rng = random::stream(seed, "seeds of a mixture", 0);
    let mut apart = vec![1.0; items.ncols()];
    let mut seeds: Vec<DVector<f64>> = Vec::new();
    while seeds.len() < k {
        // All distances are zero where every item was taken.
        let Ok(far) = WeightedIndex::new(&apart) else {
            break;
        };
        let seed = items.column(far.sample(&mut rng)).into_owned();
        for (apart, item) in apart.iter_mut().zip(items.column_iter()) {
            let square = (item - &seed).norm_squared();
            *apart = if seeds.is_empty() {
                square
            } else {
                apart.min(square)
            };
        }
        seeds.push(seed);
    }
    seeds
}

/// `work` of each part, on all threads.
fn each<T: Send + Sync>(parts: &[Part], work: impl Fn(usize, &Part) -> T + Sync) -> Vec<T> {
    let done: Vec<OnceLock<T>> = parts.iter().map(|_| OnceLock::new()).collect();
    tasks::run(parts.len(), |i| {
        done[i].get_or_init(|| work(i, &parts[i]));
    });
    done.into_iter().filter_map(OnceLock::into_inner).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn fit(set: &[f32], columns: usize, k: usize) -> Mixture {
        Mixture::of(set, columns, k, 1, &mut || Ok(())).unwrap()
    }

    /// Two heaps of the plane, a third of the items around (0, 0), the others around (10, -5).
    fn heaps(n: usize) -> Vec<f32> {
        let mut z = vec![0.0; 2 * n];
        random::normals(4, "heaps", 0, &mut z);
        let heap = |(i, z): (usize, &[f32])| match i % 3 {
            0 => [z[0], 0.5 * z[1]],
            _ => [10.0 + z[0] + z[1], z[1] - 5.0],
        };
        z.chunks_exact(2).enumerate().flat_map(heap).collect()
    }

    #[test]
    fn the_end_is_that_of_another_implementation() {
        let stored = include_str!("../../../tests/reference/mixture.json");
        let stored: serde_json::Value = serde_json::from_str(stored).unwrap();
        let list =
            |name: &str| -> Vec<f64> { serde_json::from_value(stored[name].clone()).unwrap() };
        let points = list("points");
        let items = DMatrix::from_vec(2, points.len() / 2, points);
        let part = |mean: &[f64]| Part {
            weight: 1.0 / 3.0,
            mean: DVector::from_column_slice(mean),
            root: DMatrix::identity(2, 2),
        };
        let mut found = Mixture {
            parts: list("start").chunks_exact(2).map(part).collect(),
            likelihoods: Vec::new(),
        };
        found.settle(&items, 1e-12, 1e-10, &mut || Ok(())).unwrap();
        let near = |what: &str, found: Vec<f64>| {
            for (a, b) in found.iter().zip(list(what)) {
                assert!((a - b).abs() < 1e-4, "{what}: {a}, {b} there");
            }
        };
        near("weights", found.parts.iter().map(|p| p.weight).collect());
        let means = found.parts.iter().flat_map(|p| p.mean.iter().copied());
        near("means", means.collect());
        let covariances = found.parts.iter().flat_map(|p| {
            let covariance = &p.root * p.root.transpose();
            covariance.iter().copied().collect::<Vec<_>>()
        });
        near("covariances", covariances.collect());
        let likelihood = found.likelihoods.last().unwrap();
        let there = stored["log_likelihood"].as_f64().unwrap();
        assert!(
            (likelihood - there).abs() < 1e-7,
            "{likelihood}, {there} there"
        );
    }

    #[test]
    fn heaps_are_found_and_drawn_again() {
        let found = fit(&heaps(3000), 2, 2);
        let of = |part: &Part| (part.mean[0], part.mean[1], part.weight);
        let mut parts: Vec<_> = found.parts.iter().map(of).collect();
        parts.sort_by(|a, b| a.0.total_cmp(&b.0));
        for ((x, y, weight), wanted) in parts.iter().zip([(0.0, 0.0, 1.0), (10.0, -5.0, 2.0)]) {
            assert!(
                (x - wanted.0).abs() < 0.1 && (y - wanted.1).abs() < 0.1,
                "{parts:?}"
            );
            assert!((weight - wanted.2 / 3.0).abs() < 1e-3, "{parts:?}");
        }
        let drawn = found.draw(3000, &mut random::stream(2, "draw", 0));
        let right: Vec<_> = drawn.chunks_exact(2).filter(|p| p[0] > 5.0).collect();
        assert!((right.len() as f64 / 3000.0 - 2.0 / 3.0).abs() < 0.03);
        let n = right.len() as f32;
        let mean = |c: usize| right.iter().map(|p| p[c]).sum::<f32>() / n;
        let product = |p: &&[f32]| (p[0] - mean(0)) * (p[1] - mean(1));
        let covariance = right.iter().map(product).sum::<f32>() / n;
        assert!((covariance - 1.0).abs() < 0.15, "{covariance}");
    }

    #[test]
    fn the_likelihood_never_falls_also_where_the_set_is_flat() {
        // Six columns in which only two numbers stand, and one that is always the same.
        let set: Vec<f32> = (heaps(500).chunks_exact(2))
            .flat_map(|p| [p[0], p[1], p[0] - p[1], 7.0, 0.0, -p[0]])
            .collect();
        for (set, columns) in [(heaps(500), 2), (set, 6)] {
            let found = fit(&set, columns, 7);
            assert!(found.likelihoods().len() > 3);
            for pair in found.likelihoods().windows(2) {
                assert!(pair[1] >= pair[0] - 1e-9, "{:?}", found.likelihoods());
            }
            let weights: f64 = found.parts.iter().map(|p| p.weight).sum();
            assert!((weights - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_few_rows_are_themselves_and_what_is_no_set_is_refused() {
        let same = fit(&[3.0; 20], 2, 5);
        assert_eq!(same.parts(), 1);
        let drawn = same.draw(4, &mut random::stream(1, "draw", 0));
        assert!(drawn.iter().all(|v| (v - 3.0).abs() < 1e-3), "{drawn:?}");
        let three = fit(&[0.0, 0.0, 1.0, 1.0, 5.0, 5.0], 1, 9);
        assert!(three.parts() == 3 && three.likelihoods().iter().all(|v| v.is_finite()));
        let refuse = |set: &[f32]| {
            let refused = Mixture::of(set, 1, 2, 1, &mut || Ok(()));
            refused.unwrap_err().to_string()
        };
        assert!(refuse(&[1.0]).contains("not 1"));
        assert!(refuse(&[1.0, f32::NAN]).contains("not finite"));
        let mut stop = || Err(Error::new("stopped"));
        assert!(Mixture::of(&heaps(9), 2, 2, 1, &mut stop).is_err());
    }
}
