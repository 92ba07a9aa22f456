//! Numbers in few bits: a scalar quantiser for each column of a set.

/// The most bits that a number takes.
pub const MOST_BITS: u32 = 8;

/// Turns of Lloyd's iteration; it seldom takes as many.
const TURNS: usize = 200;

/// For each column the levels that its numbers are rounded to.
#[derive(Debug, Clone)]
pub struct Quantiser {
    /// From low to high, `2^bits` a column.
    columns: Vec<Vec<f32>>,
}

impl Quantiser {
    /// `2^bits` levels a column where the squared error of `set [rows, columns]` is least nearby (Lloyd
    /// 1982, method I).
    ///
    /// # Panics
    /// If the numbers do not fill their rows, there is no row, or `bits` is not from 1 to [`MOST_BITS`].
    #[must_use]
    pub fn of(set: &[f32], columns: usize, bits: u32) -> Self {
        assert!(
            columns > 0 && !set.is_empty() && set.len().is_multiple_of(columns),
            "rows of {columns} numbers"
        );
        assert!((1..=MOST_BITS).contains(&bits), "1 to {MOST_BITS} bits");
        let column = |at: usize| {
            let mut values: Vec<f32> = set.iter().skip(at).step_by(columns).copied().collect();
            values.sort_by(f32::total_cmp);
            levels(&values, 1 << bits)
        };
        Self {
            columns: (0..columns).map(column).collect(),
        }
    }

    /// The symbol of each number of `set [rows, columns]`: the place of the nearest level.
    #[must_use]
    pub fn symbols(&self, set: &[f32]) -> Vec<u8> {
        let columns = self.columns.iter().cycle();
        let symbol = |(value, levels): (&f32, &Vec<f32>)| {
            let between = levels.windows(2);
            let below = between.take_while(|pair| f32::midpoint(pair[0], pair[1]) < *value);
            // There are at most 2^MOST_BITS levels.
            below.count() as u8
        };
        set.iter().zip(columns).map(symbol).collect()
    }

    /// The level of each symbol.
    ///
    /// # Panics
    /// If there is no such level.
    #[must_use]
    pub fn levels(&self, symbols: &[u8]) -> Vec<f32> {
        let columns = self.columns.iter().cycle();
        let level = |(symbol, levels): (&u8, &Vec<f32>)| levels[usize::from(*symbol)];
        symbols.iter().zip(columns).map(level).collect()
    }

    /// What is left of `set [rows, columns]` in these bits.
    #[must_use]
    pub fn round(&self, set: &[f32]) -> Vec<f32> {
        self.levels(&self.symbols(set))
    }
}

/// Levels for values that rise.
fn levels(values: &[f32], count: usize) -> Vec<f32> {
    let n = values.len();
    let mut sums = vec![0.0_f64];
    let mut sum = 0.0;
    for v in values {
        sum += f64::from(*v);
        sums.push(sum);
    }
    // The best levels lie more evenly than the values, and less evenly than a ruler's marks.
    let (low, high) = (values[0], values[n - 1]);
    let first = |i: usize| {
        let share = (i as f32 + 0.5) / count as f32;
        let quantile = values[((share * n as f32) as usize).min(n - 1)];
        f32::midpoint(quantile, low + (high - low) * share)
    };
    let mut levels: Vec<f32> = (0..count).map(first).collect();
    for _ in 0..TURNS {
        let mut moved = false;
        let edges = edges(values, &levels);
        for (level, edge) in levels.iter_mut().zip(edges.windows(2)) {
            let (from, to) = (edge[0], edge[1]);
            // A level that no value is nearest to stays.
            if from < to {
                let mean = ((sums[to] - sums[from]) / (to - from) as f64) as f32;
                moved |= mean.to_bits() != level.to_bits();
                *level = mean;
            }
        }
        if !moved {
            break;
        }
    }
    levels
}

/// Where the values that are nearest to each level begin; one more for the end.
fn edges(values: &[f32], levels: &[f32]) -> Vec<usize> {
    let between = levels.windows(2);
    let inner = between.map(|pair| {
        let middle = f32::midpoint(pair[0], pair[1]);
        values.partition_point(|v| *v <= middle)
    });
    std::iter::once(0)
        .chain(inner)
        .chain([values.len()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    fn normals(n: usize) -> Vec<f32> {
        let mut values = vec![0.0; n];
        random::normals(3, "quantiser", 0, &mut values);
        values
    }

    fn error(set: &[f32], columns: usize, bits: u32) -> f64 {
        let again = Quantiser::of(set, columns, bits).round(set);
        let squares = set.iter().zip(&again);
        let squares = squares.map(|(a, b)| f64::from(a - b).powi(2));
        squares.sum::<f64>() / set.len() as f64
    }

    #[test]
    fn a_gaussian_is_quantised_as_well_as_max_found() {
        // Max 1960, table I: the least error for 2, 4, 8 and 16 levels of a Gaussian of variance 1.
        let set = normals(200_000);
        for (bits, least) in [(1, 0.3634), (2, 0.1175), (3, 0.03454), (4, 0.009_497)] {
            let found = error(&set, 1, bits);
            assert!(
                (found / least - 1.0).abs() < 0.03,
                "{bits} bits: {found}, {least}"
            );
        }
    }

    #[test]
    fn each_column_has_levels_of_its_own() {
        let pairs = normals(5000).into_iter();
        let set: Vec<f32> = pairs.flat_map(|v| [v, 100.0 + 0.01 * v]).collect();
        let again = Quantiser::of(&set, 2, 4).round(&set);
        let second = set.iter().zip(&again).skip(1).step_by(2);
        assert!(second.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max) < 0.02);
    }

    #[test]
    fn few_values_are_kept_as_they_are_and_beyond_the_ends_is_the_end() {
        let set = [0.0, 0.0, 0.0, 0.5, 2.0, 0.0];
        assert!(error(&set, 1, 2) < 1e-12);
        let quantiser = Quantiser::of(&set, 1, 2);
        assert_eq!(quantiser.round(&[-9.0, 9.0]), [0.0, 2.0]);
        assert_eq!(quantiser.symbols(&[9.0, -9.0]), [3, 0]);
    }

    #[test]
    fn a_column_of_one_value_is_that_value() {
        assert!(error(&[7.0; 100], 1, 8) < 1e-12);
    }
}
