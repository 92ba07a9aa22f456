//! Sums and means over whole sets. They are taken in f64: added up one by one in f32, a hundred thousand
//! numbers of one sign come out half a percent too small, and tens of millions several percent.

/// The mean of some numbers; NaN where there are none.
#[must_use]
pub fn mean(values: impl IntoIterator<Item = f32>) -> f64 {
    let (sum, count) = values
        .into_iter()
        .fold((0.0_f64, 0_u64), |(sum, count), value| {
            (sum + f64::from(value), count + 1)
        });
    sum / count as f64
}

/// The mean of some numbers and their standard deviation around it; NaN where there are none.
#[must_use]
pub fn mean_and_deviation(values: impl IntoIterator<Item = f32, IntoIter: Clone>) -> (f64, f64) {
    let values = values.into_iter();
    let middle = mean(values.clone());
    let (sum, count) = values.fold((0.0_f64, 0_u64), |(sum, count), value| {
        (sum + (f64::from(value) - middle).powi(2), count + 1)
    });
    (middle, (sum / count as f64).sqrt())
}

/// The mean of each of `columns` columns of a set of rows; NaN where there are none.
#[must_use]
pub fn column_means<'a>(rows: impl IntoIterator<Item = &'a [f32]>, columns: usize) -> Vec<f32> {
    let (mut sums, mut count) = (vec![0.0_f64; columns], 0_u64);
    for row in rows {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += f64::from(*value);
        }
        count += 1;
    }
    let mean = |sum: f64| (sum / count as f64) as f32;
    sums.into_iter().map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(6))]

        /// Against a sum that keeps what each addition loses (Neumaier 1974).
        #[test]
        fn a_mean_of_millions_is_right(
            seed in 0_u64..1000,
            n in 1_000_000_usize..3_000_000,
            size in 1e-4_f32..1e3,
            middle in -1.0_f32..1.0,
        ) {
            let mut values = vec![0.0; n];
            random::normals(seed, "means", 0, &mut values);
            // Numbers of one sign or nearly so, as squares and brightnesses are.
            values.iter_mut().for_each(|v| *v = size * (*v * *v + middle));
            let exact = |values: &mut dyn Iterator<Item = f64>| {
                let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
                for value in values {
                    let next = sum + value;
                    lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
                    sum = next;
                }
                (sum + lost) / n as f64
            };
            let wanted = exact(&mut values.iter().map(|v| f64::from(*v)));
            let scale = f64::from(size);
            let (found, deviation) = mean_and_deviation(values.iter().copied());
            proptest::prop_assert!((mean(values.iter().copied()) - wanted).abs() < 1e-9 * scale);
            proptest::prop_assert!((found - wanted).abs() < 1e-9 * scale);
            let squares = exact(&mut values.iter().map(|v| (f64::from(*v) - wanted).powi(2)));
            proptest::prop_assert!((deviation - squares.sqrt()).abs() < 1e-9 * scale);
            let halves = [&values[..n / 2], &values[n / 2..n / 2 * 2]];
            let columns = column_means(halves, n / 2);
            let middle = f32::midpoint(values[0], values[n / 2]);
            proptest::prop_assert_eq!(columns[0].to_bits(), middle.to_bits());
        }
    }

    #[test]
    fn nothing_has_no_mean() {
        assert!(mean([]).is_nan() && mean_and_deviation([]).1.is_nan());
        assert!(column_means([], 2).iter().all(|v| v.is_nan()));
    }
}
