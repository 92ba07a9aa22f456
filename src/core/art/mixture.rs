//! Cells that show one colour as a mixture of ink and paper: shades and letters.

use super::cells::{Cell, Colour};
use super::depth::Depth;
use super::glyphs::{RAMP, SHADES};
use super::palette;
use super::partition::quantise;

/// The mixture of shade that looks most like a colour (RGB in `[0, 255]`).
///
/// In true colour that is the colour itself. In a palette it is a blend of two neighbours: of the
/// nearest entry, and of the entry that would make up for its error at a given degree.
pub(super) fn shade(mean: [f32; 3], depth: Depth) -> Cell {
    if depth == Depth::Mono {
        return ramp_cell(&SHADES, palette::luma(mean), Colour::Default);
    }
    let (paper, base) = quantise(depth, mean);
    let mut best = Cell {
        glyph: ' ',
        fg: Colour::Default,
        bg: paper,
    };
    let mut least = palette::distance(base, mean);
    let last = SHADES.len() - 1;
    for (degree, glyph) in SHADES.iter().enumerate().take(last).skip(1) {
        let part = degree as f32 / last as f32;
        let wanted =
            std::array::from_fn(|i| (base[i] + (mean[i] - base[i]) / part).clamp(0.0, 255.0));
        let (ink, other) = quantise(depth, wanted);
        let blend = std::array::from_fn(|i| base[i] + part * (other[i] - base[i]));
        // A coarse mixture shows its grain: it must be clearly nearer to be worth it.
        let error = palette::distance(blend, mean) + 0.01 * palette::distance(base, other);
        if error < least {
            least = error;
            best = Cell {
                glyph: *glyph,
                fg: ink,
                bg: paper,
            };
        }
    }
    best
}

/// The letter, and its colour on the terminal's own (black) background, that looks most like a
/// colour (RGB in `[0, 255]`).
pub(super) fn letter(mean: [f32; 3], depth: Depth) -> Cell {
    let brightest = mean.iter().fold(0.0f32, |a, b| a.max(*b));
    if depth == Depth::Mono {
        return ramp_cell(&RAMP, palette::luma(mean), Colour::Default);
    }
    // The thinnest letter that can be as bright as the colour, in the colour's full strength.
    let last = RAMP.len() - 1;
    let thinnest = (brightest / 255.0 * last as f32).ceil() as usize;
    let (mut best, mut least) = (Cell::BLANK, palette::distance([0.0; 3], mean));
    for (degree, glyph) in RAMP.iter().enumerate().skip(thinnest.max(1)) {
        let part = degree as f32 / last as f32;
        let (ink, colour) = quantise(depth, mean.map(|sample| (sample / part).min(255.0)));
        let error = palette::distance(colour.map(|sample| sample * part), mean);
        if error < least - 1.0 {
            least = error;
            best = Cell {
                glyph: *glyph,
                fg: ink,
                bg: Colour::Default,
            };
        }
    }
    best
}

/// The glyph of a ramp from empty to full for a level in `[0, 255]`.
fn ramp_cell(ramp: &[char], level: f32, fg: Colour) -> Cell {
    let degree = (level / 255.0 * (ramp.len() - 1) as f32).round() as usize;
    Cell {
        glyph: ramp[degree.min(ramp.len() - 1)],
        fg,
        bg: Colour::Default,
    }
}
