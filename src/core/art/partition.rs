//! The two colours and the pattern that paint a cell's sub-cells best.
//!
//! A sub-cell's error against the picture's own pixels is its area times the squared distance of
//! its colour from their mean, plus their variance, which no choice changes. So the means of the
//! sub-cells say all there is to know, and the optimum over them is the optimum over the pixels,
//! however much finer than the sub-cells these are.

use super::cells::Colour;
use super::depth::Depth;
use super::palette::{self, WEIGHTS};

/// The most sub-cells of a cell.
pub(super) const MOST: usize = 8;

/// The best way to paint a cell: set bits get `ink`, the others `paper`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Paint {
    pub pattern: u8,
    pub ink: Colour,
    pub paper: Colour,
}

impl Paint {
    fn even(paper: Colour) -> Self {
        Self {
            pattern: 0,
            ink: Colour::Default,
            paper,
        }
    }
}

/// The colour of a depth nearest to a mean, and what it looks like.
pub(super) fn quantise(depth: Depth, mean: [f32; 3]) -> (Colour, [f32; 3]) {
    let grey = is_grey(mean);
    let index = match depth {
        Depth::Truecolour => {
            let [red, green, blue] = mean.map(|sample| sample.round() as u8);
            return (
                Colour::Rgb(red, green, blue),
                [red, green, blue].map(f32::from),
            );
        }
        Depth::Indexed256 if grey => palette::grey_256(mean[1]),
        Depth::Indexed256 => palette::nearest_256(mean),
        Depth::Ansi16 if grey => palette::grey_16(mean[1]),
        Depth::Ansi16 => palette::nearest_16(mean),
        Depth::Mono => return (Colour::Default, mean),
    };
    (Colour::Indexed(index), palette::entry(index).map(f32::from))
}

/// Whether a colour is grey but for rounding.
pub(super) fn is_grey([red, green, blue]: [f32; 3]) -> bool {
    (red - green).abs() < 0.5 && (blue - green).abs() < 0.5
}

/// Paints sub-cells (1 to [`MOST`], RGB means in `[0, 255]`) with colours of a depth.
///
/// Exact for grey at every depth and for RGB in true colour and 16 colours; for RGB in 256 the
/// search is over the colours next to the sub-cells, their mean and their true-colour optimum.
/// Ink is the brighter of the two colours.
pub(super) fn paint(subs: &[[f32; 3]], depth: Depth) -> Paint {
    let first = subs.first().copied().unwrap_or_default();
    if subs.iter().all(|sub| palette::distance(*sub, first) < 1e-4) {
        return Paint::even(quantise(depth, first).0);
    }
    let best = if subs.iter().all(|sub| is_grey(*sub)) {
        greys(subs, depth)
    } else {
        match depth {
            Depth::Ansi16 => pairs(subs, &std::array::from_fn::<_, 16, _>(|i| i as u8)),
            Depth::Indexed256 => pairs(subs, &candidates(subs)),
            Depth::Truecolour | Depth::Mono => true_colours(subs),
        }
    };
    brighter_ink(best, subs.len())
}

/// Exact for greys: the best pattern cuts the sorted levels in two, and the best colour of each
/// part is the one nearest to its mean, whatever the palette.
fn greys(subs: &[[f32; 3]], depth: Depth) -> Paint {
    let count = subs.len();
    let mut order: [usize; MOST] = std::array::from_fn(|i| i);
    let order = &mut order[..count];
    order.sort_unstable_by(|a, b| subs[*a][1].total_cmp(&subs[*b][1]));
    let total: f32 = subs.iter().map(|sub| sub[1]).sum();
    // Up to a constant, painting `n` levels of a given sum with one level costs this.
    let cost = |sum: f32, n: usize| {
        let (colour, [_, level, _]) = quantise(depth, [sum / n as f32; 3]);
        (colour, level * (n as f32 * level - 2.0 * sum))
    };
    let (even, mut least) = cost(total, count);
    let mut best = Paint::even(even);
    let (mut dark_sum, mut pattern) = (0.0, (1u16 << count) - 1);
    for (n, i) in order.iter().enumerate().take(count - 1) {
        dark_sum += subs[*i][1];
        pattern ^= 1 << i;
        let (paper, dark) = cost(dark_sum, n + 1);
        let (ink, light) = cost(total - dark_sum, count - n - 1);
        if dark + light < least - 1e-3 && ink != paper {
            least = dark + light;
            best = Paint {
                pattern: pattern as u8,
                ink,
                paper,
            };
        }
    }
    best
}

/// `1 / n`, since dividing is what takes longest in the search below.
const SHARES: [f32; MOST + 1] = [
    0.0,
    1.0,
    1.0 / 2.0,
    1.0 / 3.0,
    1.0 / 4.0,
    1.0 / 5.0,
    1.0 / 6.0,
    1.0 / 7.0,
    1.0 / 8.0,
];

/// Exact for RGB in true colour: tries every pattern, 127 for octants.
fn true_colours(subs: &[[f32; 3]]) -> Paint {
    let count = subs.len();
    let total = sum(subs, u8::MAX);
    let weight = |s: [f32; 3]| -> f32 { (0..3).map(|i| WEIGHTS[i] * s[i] * s[i]).sum() };
    // The sums of every pattern, each from the one without its lowest bit. The last sub-cell
    // stays paper: a pattern and its complement are the same picture.
    let mut sums = [[0.0; 3]; 1 << (MOST - 1)];
    let even_gain = weight(total) / count as f32;
    let (mut best, mut most) = (0usize, even_gain);
    for pattern in 1..1usize << (count - 1) {
        let (rest, sub) = (
            sums[pattern & (pattern - 1)],
            subs[pattern.trailing_zeros() as usize],
        );
        let ink: [f32; 3] = std::array::from_fn(|i| rest[i] + sub[i]);
        sums[pattern] = ink;
        let paper = std::array::from_fn(|i| total[i] - ink[i]);
        let inked = pattern.count_ones() as usize;
        let gain = weight(ink) * SHARES[inked] + weight(paper) * SHARES[count - inked];
        if gain > most {
            (best, most) = (pattern, gain);
        }
    }
    let pattern = best as u8;
    let colour = |pattern: u8, n: u32| {
        let mean = sum(subs, pattern).map(|s| s / n as f32);
        quantise(Depth::Truecolour, mean).0
    };
    let inked = pattern.count_ones();
    let paper = colour(!pattern, count as u32 - inked);
    // Less to gain than rounding may lose is not worth a second colour.
    if most - even_gain < 0.25 * count as f32 {
        return Paint::even(colour(u8::MAX, count as u32));
    }
    Paint {
        pattern,
        ink: colour(pattern, inked),
        paper,
    }
}

/// The sum of the sub-cells in a pattern.
fn sum(subs: &[[f32; 3]], pattern: u8) -> [f32; 3] {
    let members = subs.iter().enumerate();
    members
        .filter(|(i, _)| pattern >> i & 1 == 1)
        .fold([0.0; 3], |sum, (_, sub)| {
            std::array::from_fn(|i| sum[i] + sub[i])
        })
}

/// The entries of the 256 that are worth trying: next to a sub-cell, to the mean of all, or to the
/// colours that would be best in true colour.
fn candidates(subs: &[[f32; 3]]) -> Vec<u8> {
    let count = subs.len() as f32;
    let ideal = true_colours(subs);
    let ideals = [ideal.ink, ideal.paper].map(|colour| palette::rgb(colour, [0; 3]).map(f32::from));
    let mean = sum(subs, u8::MAX).map(|s| s / count);
    let mut indices: Vec<u8> = subs
        .iter()
        .chain(&ideals)
        .chain([&mean])
        .map(|colour| palette::nearest_256(*colour))
        .collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}

/// The best pair among entries of the palette, each sub-cell taking the nearer of the two.
fn pairs(subs: &[[f32; 3]], indices: &[u8]) -> Paint {
    let errors: Vec<[f32; MOST]> = indices
        .iter()
        .map(|index| {
            let colour = palette::entry(*index).map(f32::from);
            let mut errors = [0.0; MOST];
            for (error, sub) in errors.iter_mut().zip(subs) {
                *error = palette::distance(colour, *sub);
            }
            errors
        })
        .collect();
    let (mut best, mut least) = ((0, 0), f32::MAX);
    for (a, of_a) in errors.iter().enumerate() {
        for (b, of_b) in errors.iter().enumerate().skip(a) {
            let error: f32 = of_a.iter().zip(of_b).map(|(a, b)| a.min(*b)).sum();
            // Pairs of a colour with itself come first, so that an even cell wins a tie.
            if error < least || (a == b && error <= least) {
                (best, least) = ((a, b), error);
            }
        }
    }
    let (a, b) = best;
    let pattern = (0..subs.len()).fold(0, |pattern, i| {
        pattern | u8::from(errors[a][i] < errors[b][i]) << i
    });
    Paint {
        pattern,
        ink: Colour::Indexed(indices[a]),
        paper: Colour::Indexed(indices[b]),
    }
}

/// The same picture with the brighter colour as ink, and none as ink of an even cell.
fn brighter_ink(paint: Paint, count: usize) -> Paint {
    let all = ((1u16 << count) - 1) as u8;
    let (ink, paper) = (paint.ink, paint.paper);
    if paint.pattern == 0 || ink == paper {
        return Paint::even(paper);
    }
    if paint.pattern == all {
        return Paint::even(ink);
    }
    let brightness = |colour| palette::luma(palette::rgb(colour, [0; 3]).map(f32::from));
    if brightness(ink) >= brightness(paper) {
        return paint;
    }
    Paint {
        pattern: all ^ paint.pattern,
        ink: paper,
        paper: ink,
    }
}
