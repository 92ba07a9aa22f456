//! From patterns of sub-cells to the glyphs that show them, and back.
//!
//! In a pattern, bit `y * across + x` says that the sub-cell in column `x` and row `y` has the
//! foreground colour.

use super::blitter::Blitter;

/// Letters from paper to ink.
pub(super) const RAMP: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];

/// Shades from none to all, a quarter more each.
pub(super) const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];

const QUADRANTS: [char; 16] = [
    ' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█',
];

/// The octants that are no new characters of Unicode 16, because they were in it already or belong
/// to a family of quarters: `(pattern, glyph)` by rising pattern.
const OLD_OCTANTS: [(u8, char); 26] = [
    (0x00, ' '),
    (0x01, '\u{1CEA8}'),
    (0x02, '\u{1CEAB}'),
    (0x03, '\u{1FB82}'),
    (0x05, '▘'),
    (0x0A, '▝'),
    (0x0F, '▀'),
    (0x14, '\u{1FBE6}'),
    (0x28, '\u{1FBE7}'),
    (0x3F, '\u{1FB85}'),
    (0x40, '\u{1CEA3}'),
    (0x50, '▖'),
    (0x55, '▌'),
    (0x5A, '▞'),
    (0x5F, '▛'),
    (0x80, '\u{1CEA0}'),
    (0xA0, '▗'),
    (0xA5, '▚'),
    (0xAA, '▐'),
    (0xAF, '▜'),
    (0xC0, '▂'),
    (0xF0, '▄'),
    (0xF5, '▙'),
    (0xFA, '▟'),
    (0xFC, '▆'),
    (0xFF, '█'),
];

/// The glyph of each octant pattern: the old ones above, the others in order from U+1CD00.
const OCTANTS: [char; 256] = {
    let mut table = [' '; 256];
    let (mut pattern, mut old, mut next) = (0, 0, 0x1CD00);
    while pattern < 256 {
        if old < OLD_OCTANTS.len() && OLD_OCTANTS[old].0 as usize == pattern {
            table[pattern] = OLD_OCTANTS[old].1;
            old += 1;
        } else {
            table[pattern] = match char::from_u32(next) {
                Some(glyph) => glyph,
                None => panic!("U+1CD00 to U+1CDE5 are characters"),
            };
            next += 1;
        }
        pattern += 1;
    }
    table
};

/// The glyph of each sextant pattern: in order from U+1FB00, but for the four that existed.
const SEXTANTS: [char; 64] = {
    let mut table = [' '; 64];
    let (mut pattern, mut next) = (0, 0x1FB00);
    while pattern < 64 {
        table[pattern] = match pattern {
            0 => ' ',
            0x15 => '▌',
            0x2A => '▐',
            0x3F => '█',
            _ => {
                next += 1;
                match char::from_u32(next - 1) {
                    Some(glyph) => glyph,
                    None => panic!("U+1FB00 to U+1FB3B are characters"),
                }
            }
        };
        pattern += 1;
    }
    table
};

/// For each braille dot of Unicode, 1 to 8, its bit in our order.
const BRAILLE_DOTS: [u8; 8] = [0, 2, 4, 1, 3, 5, 6, 7];

/// The glyph that shows a pattern; bits beyond the blitter's sub-cells are ignored.
///
/// Shades and letters have no pattern but degrees: there the pattern is a degree, at most the
/// highest one.
pub(super) fn glyph(blitter: Blitter, pattern: u8) -> char {
    let at = usize::from(pattern);
    match blitter {
        Blitter::Half => [' ', '▀', '▄', '█'][at & 3],
        Blitter::Quadrant => QUADRANTS[at & 15],
        Blitter::Sextant => SEXTANTS[at & 63],
        Blitter::Octant => OCTANTS[at],
        // A blank of braille is as empty as a space but takes three bytes.
        Blitter::Braille if pattern == 0 => ' ',
        Blitter::Braille => {
            let dots = (0..8).filter(|dot| pattern >> BRAILLE_DOTS[*dot] & 1 == 1);
            let code = dots.fold(0x2800, |code, dot| code | 1 << dot);
            char::from_u32(code).unwrap_or(' ')
        }
        Blitter::Shade => SHADES[at.min(SHADES.len() - 1)],
        Blitter::Ascii => RAMP[at.min(RAMP.len() - 1)],
    }
}

/// The pattern (or degree) that a blitter's glyph shows; `None` if it is not one of its glyphs.
///
/// Among braille, a full block shows all there is: that is how an even cell may be written.
pub(super) fn pattern(blitter: Blitter, wanted: char) -> Option<u8> {
    if blitter == Blitter::Braille && wanted == '█' {
        return Some(u8::MAX);
    }
    let (across, down) = blitter.grid();
    let highest = match blitter {
        Blitter::Shade => SHADES.len() - 1,
        Blitter::Ascii => RAMP.len() - 1,
        _ => (1 << (across * down)) - 1,
    };
    (0..=highest)
        .map(|pattern| pattern as u8)
        .find(|pattern| glyph(blitter, *pattern) == wanted)
}

/// The glyph that looks the same with its two colours swapped.
///
/// Only for glyphs whose ink fills its sub-cells; space and full block are each other's.
pub(super) fn complement(wanted: char) -> Option<char> {
    let other = |table: &[char]| {
        let at = table.iter().position(|glyph| *glyph == wanted)?;
        Some(table[table.len() - 1 - at])
    };
    match wanted {
        ' ' | '█' | '▀'..='▐' | '▖'..='▟' => {
            other(&QUADRANTS).or_else(|| other(&OCTANTS))
        }
        '\u{1FB00}'..='\u{1FB3B}' => other(&SEXTANTS),
        '\u{1CD00}'..='\u{1CEAF}' | '\u{1FB82}'..='\u{1FBE7}' => other(&OCTANTS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// The digits of Unicode's name of an octant give its pattern: `BLOCK OCTANT-1367`.
    fn octant(digits: &str) -> char {
        let bits = digits.bytes().map(|digit| 1u8 << (digit - b'1'));
        glyph(Blitter::Octant, bits.sum())
    }

    #[test]
    fn octants_are_where_unicode_16_has_them() {
        // Samples of UnicodeData.txt, with the first and the last of the block.
        for (digits, code) in [
            ("3", 0x1CD00),
            ("23", 0x1CD01),
            ("123", 0x1CD02),
            ("4", 0x1CD03),
            ("14", 0x1CD04),
            ("5", 0x1CD09),
            ("12345", 0x1CD17),
            ("1367", 0x1CD56),
            ("1234567", 0x1CD70),
            ("678", 0x1CDCB),
            ("2345678", 0x1CDE5),
        ] {
            assert_eq!(octant(digits) as u32, code, "octant {digits}");
        }
    }

    #[test]
    fn every_pattern_has_its_own_glyph_and_reads_back() {
        for (blitter, count) in [
            (Blitter::Half, 4),
            (Blitter::Quadrant, 16),
            (Blitter::Sextant, 64),
            (Blitter::Octant, 256),
            (Blitter::Braille, 256),
            (Blitter::Shade, 5),
            (Blitter::Ascii, 10),
        ] {
            let glyphs: Vec<char> = (0..count).map(|p| glyph(blitter, p as u8)).collect();
            assert_eq!(
                glyphs.iter().collect::<HashSet<_>>().len(),
                count,
                "{blitter}"
            );
            for (at, shown) in glyphs.iter().enumerate() {
                assert_eq!(pattern(blitter, *shown), Some(at as u8));
            }
        }
        assert_eq!(pattern(Blitter::Half, 'x'), None);
    }

    #[test]
    fn coarse_glyphs_are_special_cases_of_finer_ones() {
        for coarse in 0..16u8 {
            // Each quadrant is two octants high.
            let top = coarse & 3;
            let bottom = coarse >> 2;
            let fine = top | top << 2 | bottom << 4 | bottom << 6;
            assert_eq!(
                glyph(Blitter::Octant, fine),
                glyph(Blitter::Quadrant, coarse)
            );
        }
    }

    #[test]
    fn braille_dots_are_where_they_are_named() {
        // Dots 1, 2, 3, 7 run down the left, 4, 5, 6, 8 down the right.
        assert_eq!(glyph(Blitter::Braille, 0b0101_0101), '⡇');
        assert_eq!(glyph(Blitter::Braille, 0b0000_0010), '⠈');
        assert_eq!(glyph(Blitter::Braille, 0xFF), '⣿');
    }

    #[test]
    fn complements_swap_colours() {
        for blitter in [
            Blitter::Half,
            Blitter::Quadrant,
            Blitter::Sextant,
            Blitter::Octant,
        ] {
            let (across, down) = blitter.grid();
            let all = ((1u16 << (across * down)) - 1) as u8;
            for pattern in 0..=all {
                let swapped = complement(glyph(blitter, pattern));
                assert_eq!(swapped, Some(glyph(blitter, all ^ pattern)));
            }
        }
        assert_eq!(complement('⡇'), None);
        assert_eq!(complement('░'), None);
        assert_eq!(complement('@'), None);
    }
}
