//! Measures of what a classifier says of a set: which classes are there, and how clearly.

/// A class counts as covered from this share of its fair share on.
pub const COVERED_FROM: f64 = 0.1;

/// What a classifier says of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    /// Share of the items that each class has, by the most probable class of each.
    pub shares: Vec<f64>,
    /// Classes with at least [`COVERED_FROM`] of the fair share `1 / classes`.
    pub covered: usize,
    /// `exp(mean KL(p(y|x) ‖ p(y)))` (the inception score of Salimans et al. 2016, section 4, with the
    /// classifier at hand): 1 where all items are alike or unclear, the number of classes where each
    /// item is clearly of one class and all classes are as frequent.
    pub score: f64,
}

impl Classes {
    /// From probabilities `[items, classes]`. Without items, no class is covered and the score is 1.
    ///
    /// # Panics
    /// If the numbers do not fill their rows.
    #[must_use]
    pub fn of(probabilities: &[f32], classes: usize) -> Self {
        assert!(
            classes > 0 && probabilities.len().is_multiple_of(classes),
            "rows of {classes} classes"
        );
        let items = (probabilities.len() / classes).max(1) as f64;
        let (mut shares, mut margin) = (vec![0.0; classes], vec![0.0_f64; classes]);
        for row in probabilities.chunks_exact(classes) {
            shares[most(row)] += 1.0 / items;
            for (m, p) in margin.iter_mut().zip(row) {
                *m += f64::from(*p) / items;
            }
        }
        let mut divergence = 0.0;
        for row in probabilities.chunks_exact(classes) {
            for (p, m) in row.iter().zip(&margin) {
                let p = f64::from(*p);
                if p > 0.0 {
                    divergence += p * (p / m).ln() / items;
                }
            }
        }
        let fair = COVERED_FROM / classes as f64;
        Self {
            covered: shares.iter().filter(|share| **share >= fair).count(),
            shares,
            score: divergence.exp(),
        }
    }
}

/// The place of the greatest number; the first of several.
#[must_use]
pub fn most(row: &[f32]) -> usize {
    let better = |best: usize, i: usize| if row[i] > row[best] { i } else { best };
    (0..row.len()).fold(0, better)
}

#[allow(clippy::unwrap_used)]
#[cfg(test)]
mod tests {
    use super::*;

    fn sure(classes: &[usize]) -> Vec<f32> {
        let row = |class: usize| (0..10).map(move |i| f32::from(u8::from(i == class)));
        classes.iter().copied().flat_map(row).collect()
    }

    #[test]
    fn ten_clear_classes_score_ten_a_constant_and_the_unclear_score_one() {
        let all: Vec<usize> = (0..500).map(|i| i % 10).collect();
        let found = Classes::of(&sure(&all), 10);
        assert!((found.score - 10.0).abs() < 1e-9 && found.covered == 10);
        let one = Classes::of(&sure(&[4; 50]), 10);
        assert!((one.score - 1.0).abs() < 1e-9 && one.covered == 1);
        let unclear = Classes::of(&[0.1; 500], 10);
        assert!((unclear.score - 1.0).abs() < 1e-6);
    }

    #[test]
    fn three_missing_classes_are_missed_and_a_stray_item_is_no_class() {
        let mut seven: Vec<usize> = (0..700).map(|i| i % 7).collect();
        let found = Classes::of(&sure(&seven), 10);
        assert!((found.score - 7.0).abs() < 1e-9 && found.covered == 7);
        assert!((found.shares[6] - 1.0 / 7.0).abs() < 1e-9);
        // Six of 706 are less than a tenth of a fair share.
        seven.extend([9; 6]);
        assert_eq!(Classes::of(&sure(&seven), 10).covered, 7);
        seven.push(9);
        seven.push(9);
        assert_eq!(Classes::of(&sure(&seven), 10).covered, 8);
    }
}
