//! Pictures without colours: which sub-cells get ink.
//!
//! Ink is white and paper black, so that a cell's bytes are its glyph's: 1 for a space, 3 for the
//! old blocks, 4 for sextants and octants.

use super::blitter::Blitter;
use super::cells::{Cell, Colour};
use super::glyphs;
use super::palette::luma;

/// Chooses glyphs for one picture.
pub(super) struct Inker {
    blitter: Blitter,
    /// What a byte is worth, in mean squared error over the cell.
    byte: f32,
    /// Patterns of the glyphs that take fewer bytes than the longest, and how many they take.
    short: Vec<(u8, usize)>,
}

impl Inker {
    /// `detail` is how many of the picture's pixels a sub-cell covers.
    ///
    /// A byte is worth so little that only near ties are decided by it, a hundredth of a decibel
    /// or two; least where there are cells enough for every pixel, since fidelity was asked for
    /// then; and more where a glyph takes four bytes, of which there is more to save.
    pub(super) fn new(blitter: Blitter, detail: f32) -> Self {
        let (across, down) = blitter.grid();
        let len = |pattern: u8| glyphs::glyph(blitter, pattern).len_utf8();
        let all = || (0..1u16 << (across * down)).map(|pattern| pattern as u8);
        let longest = all().map(len).max().unwrap_or(1);
        let most = if longest > 3 { 450.0 } else { 100.0 };
        let short = all().map(|pattern| (pattern, len(pattern)));
        Self {
            blitter,
            byte: (340.0 * detail).min(most),
            short: short.filter(|(_, bytes)| *bytes < longest).collect(),
        }
    }

    /// The glyph nearest to sub-cells (RGB means in `[0, 255]`), or one nearly as near but shorter.
    pub(super) fn paint(&self, subs: &[[f32; 3]]) -> Cell {
        let levels = || subs.iter().map(|sub| luma(*sub)).enumerate();
        let nearest = levels().fold(0, |pattern, (i, level)| {
            pattern | u8::from(level > 127.5) << i
        });
        // What it costs to give sub-cells the other of the two colours.
        let loss = |pattern: u8| -> f32 {
            let flipped = levels().filter(|(i, _)| (pattern ^ nearest) >> i & 1 == 1);
            let errors = flipped.map(|(_, level)| 255.0 * (255.0 - 2.0 * level).abs());
            errors.sum::<f32>() / subs.len() as f32
        };
        let mut glyph = glyphs::glyph(self.blitter, nearest);
        if glyph != ' ' {
            let mut least = self.byte * glyph.len_utf8() as f32;
            for (pattern, bytes) in &self.short {
                let cost = loss(*pattern) + self.byte * *bytes as f32;
                if cost < least {
                    (glyph, least) = (glyphs::glyph(self.blitter, *pattern), cost);
                }
            }
        }
        Cell {
            glyph,
            fg: Colour::Default,
            bg: Colour::Default,
        }
    }
}
