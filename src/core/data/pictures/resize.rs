//! Pictures of one size: cropped to their middle, and resampled with a wide Lanczos filter.
//!
//! Sums are of whole numbers, so that a picture has the same bytes on every machine.

use super::crop::{Area, middle};
use super::raster::Raster;
use crate::error::Result;

/// Lobes of the filter on each side of its middle.
const LOBES: f64 = 3.0;
/// Bits behind the point of a weight.
const BITS: u32 = 22;

/// The middle of a picture, `[height, width]` pixels of it. Smaller sizes average over all pixels that fall on one
/// (the filter is as wide as the step between pixels; Parmar et al. 2022 on what goes wrong without).
pub(super) fn fit(picture: &Raster, to: [usize; 2]) -> Raster {
    let [height, width] = to;
    if [picture.height, picture.width] == to {
        return picture.clone();
    }
    let area = middle(picture.width, picture.height, to);
    let across = narrowed(picture, area, width);
    lowered(&across, height)
}

/// Pictures of `[height, width, channels]`, one after the other, each as [`fit`] makes it and in so many channels; `go_on`
/// is asked before each.
///
/// # Errors
/// What `go_on` says.
pub(in crate::data) fn fit_all<'a>(
    pictures: impl Iterator<Item = &'a [u8]>,
    from: [usize; 3],
    to: [usize; 3],
    go_on: &mut dyn FnMut() -> Result<()>,
) -> Result<Vec<u8>> {
    let [height, width, channels] = from;
    let mut all = Vec::new();
    for pixels in pictures {
        go_on()?;
        let picture = Raster {
            width,
            height,
            channels,
            pixels: pixels.to_vec(),
        };
        let picture = if to[2] == 1 { picture.grey() } else { picture };
        let picture = fit(&picture, [to[0], to[1]]);
        let picture = if to[2] == 3 { picture.rgb() } else { picture };
        all.extend(picture.pixels);
    }
    Ok(all)
}

/// Which samples make up one, and with what weights.
struct Taps {
    first: usize,
    weights: Vec<i64>,
}

fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| {
        let x = x * std::f64::consts::PI;
        if x == 0.0 { 1.0 } else { x.sin() / x }
    };
    if x.abs() < LOBES {
        sinc(x) * sinc(x / LOBES)
    } else {
        0.0
    }
}

/// For each of `to` samples that are made of `from`.
fn taps(from: usize, to: usize) -> Vec<Taps> {
    let step = from as f64 / to as f64;
    let wide = step.max(1.0);
    let reach = LOBES * wide;
    let of = |at: usize| {
        let centre = (at as f64 + 0.5) * step;
        let first = (centre - reach + 0.5).max(0.0) as usize;
        let last = ((centre + reach + 0.5) as usize).min(from);
        let weights: Vec<f64> = (first..last)
            .map(|i| lanczos((i as f64 + 0.5 - centre) / wide))
            .collect();
        let sum: f64 = weights.iter().sum();
        let whole = |w: &f64| (w / sum * f64::from(1_u32 << BITS)).round() as i64;
        Taps {
            first,
            weights: weights.iter().map(whole).collect(),
        }
    };
    (0..to).map(of).collect()
}

fn rounded(sum: i64) -> u8 {
    ((sum + (1 << (BITS - 1))) >> BITS).clamp(0, 255) as u8
}

/// The rows of an area with `width` pixels each.
fn narrowed(picture: &Raster, area: Area, width: usize) -> Raster {
    let channels = picture.channels;
    let mut pixels = Vec::with_capacity(area.height * width * channels);
    let taps = taps(area.width, width);
    let rows = picture
        .pixels
        .chunks_exact(picture.width * channels)
        .skip(area.top)
        .take(area.height);
    for row in rows {
        let row = &row[area.left * channels..][..area.width * channels];
        if area.width == width {
            pixels.extend_from_slice(row);
            continue;
        }
        for Taps { first, weights } in &taps {
            let from = &row[first * channels..];
            for channel in 0..channels {
                let values = from[channel..].iter().step_by(channels);
                let sum = values.zip(weights).map(|(v, w)| i64::from(*v) * w).sum();
                pixels.push(rounded(sum));
            }
        }
    }
    Raster {
        width,
        height: area.height,
        channels,
        pixels,
    }
}

/// The columns of a picture with `height` pixels each.
fn lowered(picture: &Raster, height: usize) -> Raster {
    let row = picture.width * picture.channels;
    let mut pixels = Vec::with_capacity(height * row);
    let mut sums = vec![0_i64; row];
    for Taps { first, weights } in taps(picture.height, height) {
        sums.fill(0);
        let rows = picture.pixels[first * row..].chunks_exact(row);
        for (values, weight) in rows.zip(weights) {
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += i64::from(*value) * weight;
            }
        }
        pixels.extend(sums.iter().map(|sum| rounded(*sum)));
    }
    Raster {
        height,
        pixels,
        ..*picture
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(width: usize, height: usize, of: impl Fn(usize, usize) -> u8) -> Raster {
        let pixels = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| of(x, y))
            .collect();
        Raster {
            width,
            height,
            channels: 1,
            pixels,
        }
    }

    #[test]
    fn a_flat_picture_stays_flat_and_the_same_size_stays_the_same() {
        for value in [0, 1, 77, 255] {
            let small = fit(&grey(301, 97, |_, _| value), [64, 64]);
            assert!(small.pixels.iter().all(|v| *v == value));
            let large = fit(&grey(3, 5, |_, _| value), [17, 40]);
            assert!(large.pixels.iter().all(|v| *v == value));
            assert_eq!(large.pixels.len(), 17 * 40);
        }
        let same = grey(4, 3, |x, y| (x * 60 + y) as u8);
        assert_eq!(fit(&same, [3, 4]), same);
    }

    #[test]
    fn fine_stripes_become_grey_and_no_coarse_ones() {
        // One pixel black, one white: without a filter as wide as the step, every pixel would be one of them.
        let stripes = grey(256, 256, |x, _| if x % 2 == 0 { 0 } else { 255 });
        let small = fit(&stripes, [32, 32]);
        assert!(
            small.pixels.iter().all(|v| (120..=136).contains(v)),
            "{:?}",
            &small.pixels[..32]
        );
    }

    #[test]
    fn a_ramp_stays_a_ramp_and_the_middle_is_taken() {
        let ramp = grey(200, 100, |x, _| x as u8);
        let small = fit(&ramp, [10, 10]);
        // The middle hundred columns: 50 to 149, ten to a pixel.
        let row = &small.pixels[..10];
        for (value, wanted) in row.iter().zip((0..10).map(|i| 54.5 + 10.0 * f64::from(i))) {
            assert!((f64::from(*value) - wanted).abs() <= 2.0, "{row:?}");
        }
    }

    /// What Pillow 13 makes of the same picture with `Resampling.LANCZOS`.
    #[test]
    fn pixels_are_those_of_pillow() {
        let picture = grey(13, 11, |x, y| ((x * 37 + y * 61 + x * y * 7) % 256) as u8);
        let small = fit(&picture, [5, 6]);
        assert_eq!((small.width, small.height), (6, 5));
        assert_eq!(small.pixels, PILLOW);
    }

    #[rustfmt::skip]
    const PILLOW: [u8; 30] = [
        70, 139, 140, 94, 127, 140, 174, 129, 125, 125, 154, 129, 117, 100, 153,
        145, 121, 92, 113, 123, 116, 110, 109, 127, 133, 147, 101, 150, 103, 158,
    ];
}
