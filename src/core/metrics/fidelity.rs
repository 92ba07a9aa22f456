//! How like its original a picture is: peak signal to noise, and structural similarity.

/// Pixels to each side of the middle of a window.
const REACH: usize = 5;
/// Pixels along a window.
pub const WINDOW: usize = 2 * REACH + 1;
/// Deviation of a window's weights, in pixels.
const SIGMA: f64 = 1.5;
/// What keeps the quotients from 0 / 0, for pixels in [0, 1].
const C1: f64 = 0.01 * 0.01;
const C2: f64 = 0.03 * 0.03;

/// Mean of the squared differences of `a` and `b`.
///
/// # Panics
/// If the two differ in length.
#[must_use]
pub fn mean_squared_error(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len(), "pictures of one size");
    let squares = a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2));
    squares.sum::<f64>() / a.len().max(1) as f64
}

/// Peak signal-to-noise ratio in decibels of a mean squared error of pixels in [0, 1]; infinite where
/// nothing was lost.
#[must_use]
pub fn psnr(mean_squared_error: f64) -> f64 {
    -10.0 * mean_squared_error.log10()
}

/// Structural similarity of two pictures `[height, width, channels]` in [0, 1] (Wang et al. 2004, section
/// III: windows of 11×11 Gaussian weights of deviation 1.5, K₁ 0.01, K₂ 0.03): the mean over all windows
/// that lie within the picture, and over its channels. 1: the same.
///
/// # Panics
/// If the numbers do not fill the pictures, or a side is shorter than a window.
#[must_use]
pub fn ssim(a: &[f32], b: &[f32], [height, width, channels]: [usize; 3]) -> f64 {
    let pixels = height * width * channels;
    assert!(
        a.len() == pixels && b.len() == pixels && channels > 0,
        "pictures of {height}×{width}×{channels}"
    );
    assert!(
        height.min(width) >= WINDOW,
        "pictures of {WINDOW}×{WINDOW} pixels at least"
    );
    let of = |channel: usize| {
        let pick = |set: &[f32]| -> Vec<f64> {
            let values = set.iter().skip(channel).step_by(channels);
            values.map(|v| f64::from(*v)).collect()
        };
        one_channel(&pick(a), &pick(b), height, width)
    };
    (0..channels).map(of).sum::<f64>() / channels as f64
}

fn one_channel(a: &[f64], b: &[f64], height: usize, width: usize) -> f64 {
    let product =
        |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a * b).collect() };
    let blur = |map: &[f64]| blurred(map, height, width);
    let (mean_a, mean_b) = (blur(a), blur(b));
    let (aa, bb, ab) = (
        blur(&product(a, a)),
        blur(&product(b, b)),
        blur(&product(a, b)),
    );
    let windows = mean_a.len();
    let sum: f64 = (0..windows)
        .map(|i| {
            let (ma, mb) = (mean_a[i], mean_b[i]);
            let (va, vb, cov) = (aa[i] - ma * ma, bb[i] - mb * mb, ab[i] - ma * mb);
            (2.0 * ma * mb + C1) * (2.0 * cov + C2) / ((ma * ma + mb * mb + C1) * (va + vb + C2))
        })
        .sum();
    sum / windows as f64
}

/// The weighted mean of each window within the picture: along the rows, then along the columns.
fn blurred(map: &[f64], height: usize, width: usize) -> Vec<f64> {
    let weights = weights();
    let (high, wide) = (height - 2 * REACH, width - 2 * REACH);
    let weigh = |values: &mut dyn Iterator<Item = f64>| -> f64 {
        values.zip(weights).map(|(v, w)| v * w).sum()
    };
    let mut rows = Vec::with_capacity(height * wide);
    for row in map.chunks_exact(width) {
        rows.extend((0..wide).map(|x| weigh(&mut row[x..x + WINDOW].iter().copied())));
    }
    let mut windows = Vec::with_capacity(high * wide);
    for y in 0..high {
        windows.extend((0..wide).map(|x| weigh(&mut (y..y + WINDOW).map(|y| rows[y * wide + x]))));
    }
    windows
}

fn weights() -> [f64; WINDOW] {
    let bell: [f64; WINDOW] = std::array::from_fn(|i| {
        let away = i as f64 - REACH as f64;
        (-away * away / (2.0 * SIGMA * SIGMA)).exp()
    });
    let sum: f64 = bell.iter().sum();
    bell.map(|w| w / sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    fn noise(name: &str, numbers: usize) -> Vec<f32> {
        let mut values = vec![0.0; numbers];
        random::uniforms(1, name, 0, &mut values);
        values
    }

    #[test]
    fn decibels_of_a_tenth_are_twenty_and_of_nothing_no_end() {
        let (a, b) = ([0.2; 50], [0.3; 50]);
        assert!((psnr(mean_squared_error(&a, &b)) - 20.0).abs() < 1e-5);
        assert!(psnr(mean_squared_error(&a, &a)).is_infinite());
    }

    #[test]
    fn a_picture_is_like_itself_and_its_negative_is_not() {
        let a = noise("a", 28 * 28 * 3);
        let negative: Vec<f32> = a.iter().map(|v| 1.0 - v).collect();
        assert!((ssim(&a, &a, [28, 28, 3]) - 1.0).abs() < 1e-12);
        assert!(ssim(&a, &negative, [28, 28, 3]) < -0.5);
    }

    #[test]
    fn two_flat_pictures_differ_in_brightness_alone() {
        // Without variance the formula is (2ab + C₁) / (a² + b² + C₁).
        let (a, b) = (0.25_f64, 0.75_f64);
        let wanted = (2.0 * a * b + C1) / (a * a + b * b + C1);
        let found = ssim(&[0.25; 144], &[0.75; 144], [12, 12, 1]);
        assert!((found - wanted).abs() < 1e-9, "{found}, {wanted}");
    }

    #[test]
    fn more_noise_is_less_like() {
        let (a, noise) = (noise("a", 784), noise("noise", 784));
        let worse = |share: f32| {
            let b: Vec<f32> = a
                .iter()
                .zip(&noise)
                .map(|(a, n)| a + share * (n - a))
                .collect();
            ssim(&a, &b, [28, 28, 1])
        };
        assert!(worse(0.1) > worse(0.3) && worse(0.3) > worse(0.9));
    }
}
