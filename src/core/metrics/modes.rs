//! Modes of a set whose items are each of one of known modes: how many there are, and how evenly (Metz et al. 2017,
//! section 3.3.1; Srivastava et al. 2017, section 4.2).

/// What is known of the modes of a set of items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Modes {
    /// Modes with at least one item.
    pub met: usize,
    /// KL divergence in nats from the modes of the items to those of the data, `Σ p ln(p / q)`: `p` is the share of a
    /// mode in the items, `q` in the data.
    pub kl: f64,
    /// About what the divergence is for as many items of the data themselves: `(modes − 1) / 2 items`, half the mean of
    /// a χ² (Wilks 1938).
    pub chance: f64,
}

impl Modes {
    /// From the number of items of each mode, and the share of each in the data. Without items, no mode is met, and
    /// divergence and chance are 0.
    ///
    /// # Panics
    /// If there is not one share for each mode.
    #[must_use]
    pub fn of(counts: &[u64], shares: &[f64]) -> Self {
        assert_eq!(counts.len(), shares.len(), "a share for each mode");
        let items = counts.iter().sum::<u64>().max(1) as f64;
        let there = counts.iter().zip(shares).filter(|(count, _)| **count > 0);
        let part = |(count, share): (&u64, &f64)| {
            let p = *count as f64 / items;
            p * (p / share).ln()
        };
        let any = counts.iter().any(|count| *count > 0);
        Self {
            met: there.clone().count(),
            kl: there.map(part).sum(),
            chance: if any {
                counts.len().saturating_sub(1) as f64 / (2.0 * items)
            } else {
                0.0
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;
    use rand::Rng;

    fn about(found: f64, wanted: f64) -> bool {
        (found - wanted).abs() < 1e-9
    }

    #[test]
    fn known_sets_have_known_modes() {
        let even = [0.1; 10];
        let all = Modes::of(&[7; 10], &even);
        assert!(all.met == 10 && about(all.kl, 0.0), "{all:?}");
        // Half of the modes, evenly.
        let half = Modes::of(&[3, 3, 3, 3, 3, 0, 0, 0, 0, 0], &even);
        assert!(half.met == 5 && about(half.kl, 2.0_f64.ln()), "{half:?}");
        let one = Modes::of(&[0, 0, 50, 0, 0, 0, 0, 0, 0, 0], &even);
        assert!(one.met == 1 && about(one.kl, 10.0_f64.ln()), "{one:?}");
        assert!(about(one.chance, 9.0 / 100.0), "{one:?}");
        let none = Modes::of(&[0; 10], &even);
        assert_eq!((none.met, none.kl, none.chance), (0, 0.0, 0.0));
    }

    #[test]
    fn the_data_need_not_be_even() {
        let same = Modes::of(&[30, 10], &[0.75, 0.25]);
        assert!(same.met == 2 && about(same.kl, 0.0), "{same:?}");
        let turned = Modes::of(&[10, 30], &[0.75, 0.25]);
        assert!(about(turned.kl, 0.5 * 3.0_f64.ln()), "{turned:?}");
    }

    #[test]
    fn items_of_the_data_reach_what_chance_gives() {
        let mut rng = random::stream(1, "modes", 0);
        let mut counts = [0; 1000];
        for _ in 0..26_000 {
            counts[rng.gen_range(0..1000_usize)] += 1;
        }
        let found = Modes::of(&counts, &[1e-3; 1000]);
        assert!(found.met == 1000 && (found.kl / found.chance - 1.0).abs() < 0.15);
    }
}
