//! Which glyphs a picture is painted with.

use serde::{Deserialize, Serialize};

use super::words::words;

/// A family of glyphs that cut a cell into sub-cells of two colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Blitter {
    /// `▀`: 1 x 2 sub-cells, in every font.
    Half,
    /// `▘▚▙`: 2 x 2 sub-cells, in nearly every font.
    Quadrant,
    /// Unicode 13's 2 x 3 sub-cells; terminals that draw them themselves need no font.
    Sextant,
    /// Unicode 16's 2 x 4 sub-cells, known to few terminals yet.
    Octant,
    /// `⠟`: 2 x 4 dots that do not fill their sub-cells: for curves rather than pictures.
    Braille,
    /// `░▒▓`: one cell is one mixture of two colours.
    Shade,
    /// ` .:-=+*#%@`: one letter a cell, the denser the brighter.
    Ascii,
}

words! {
    Blitter, "way to draw",
    Half => "half", Quadrant => "quadrant", Sextant => "sextant", Octant => "octant",
    Braille => "braille", Shade => "shade", Ascii => "ascii",
}

impl Blitter {
    /// Sub-cells of a cell, `(across, down)`.
    #[must_use]
    pub fn grid(self) -> (usize, usize) {
        match self {
            Self::Half => (1, 2),
            Self::Quadrant => (2, 2),
            Self::Sextant => (2, 3),
            Self::Octant | Self::Braille => (2, 4),
            Self::Shade | Self::Ascii => (1, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for blitter in Blitter::ALL {
            assert_eq!(blitter.to_string().parse(), Ok(*blitter));
        }
        let error = "sixel".parse::<Blitter>().unwrap_err().to_string();
        assert_eq!(
            error,
            "\"sixel\" is no way to draw: say one of half, quadrant, sextant, octant, braille, \
             shade, ascii"
        );
    }
}
