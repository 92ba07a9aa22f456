//! Colours and attributes of cells as `ESC [ ... m`, in few bytes.
//!
//! The codes of the attributes are crossterm's. Its commands are not used here: each is a sequence of its own, and
//! bytes count on a slow line. Nor are its colours: it spells each of the first 16 in five bytes or more (`38;5;1`
//! for `31`), and leaves all of them out where `NO_COLOR` is set, which the theme decides here.

use std::io::Write as _;

use crossterm::style::Attribute;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What the terminal writes its next glyph with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// Attributes, as ratatui and as crossterm name them.
const ATTRIBUTES: [(Modifier, Attribute); 9] = [
    (Modifier::BOLD, Attribute::Bold),
    (Modifier::DIM, Attribute::Dim),
    (Modifier::ITALIC, Attribute::Italic),
    (Modifier::UNDERLINED, Attribute::Underlined),
    (Modifier::SLOW_BLINK, Attribute::SlowBlink),
    (Modifier::RAPID_BLINK, Attribute::RapidBlink),
    (Modifier::REVERSED, Attribute::Reverse),
    (Modifier::HIDDEN, Attribute::Hidden),
    (Modifier::CROSSED_OUT, Attribute::CrossedOut),
];
/// Attributes that show on a blank; a colour of the text does not, without them.
const ON_BLANKS: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

impl Pen {
    /// Back to the terminal's own colours, without attributes. (Crossterm's is a byte longer.)
    pub const RESET: &[u8] = b"\x1b[m";

    /// The pen of a cell.
    pub fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// The pen that a cell is written with, as much like this one as makes no difference.
    pub fn for_cell(self, cell: &Cell) -> Self {
        let mut pen = Self::of(cell);
        let shows = pen.modifier.union(self.modifier).intersects(ON_BLANKS);
        if cell.symbol() == " " && !shows {
            (pen.fg, pen.modifier) = (self.fg, self.modifier);
        }
        pen
    }

    /// Whether the cell, an ASCII letter or a blank, can be written as the pen is.
    pub fn writes(self, cell: &Cell) -> bool {
        cell.symbol().len() == 1 && self.for_cell(cell) == self
    }

    /// Changes the pen with as few codes as there can be.
    pub fn set(&mut self, to: Self, out: &mut Vec<u8>) {
        if *self == to {
            return;
        }
        if to == Self::default() {
            *self = to;
            out.extend(Self::RESET);
            return;
        }
        out.extend(b"\x1b[");
        if !to.modifier.contains(self.modifier) {
            *self = Self::default();
            out.extend(b"0;");
        }
        for (modifier, attribute) in ATTRIBUTES {
            if to.modifier.contains(modifier) && !self.modifier.contains(modifier) {
                // Writing to memory does not fail.
                let _ = write!(out, "{};", attribute.sgr());
            }
        }
        if to.fg != self.fg {
            colour(to.fg, 30, out);
        }
        if to.bg != self.bg {
            colour(to.bg, 40, out);
        }
        // The last code has its end instead of a separator.
        if let Some(last) = out.last_mut() {
            *last = b'm';
        }
        *self = to;
    }
}

/// The code of a colour; `base` says whether it is that of the text or of the ground.
fn colour(colour: Color, base: u8, out: &mut Vec<u8>) {
    let old = |index: u8| match index {
        0..8 => base + index,
        _ => base + 60 + index - 8,
    };
    let index = match colour {
        Color::Reset => {
            let _ = write!(out, "{};", base + 9);
            return;
        }
        Color::Rgb(r, g, b) => {
            let _ = write!(out, "{};2;{r};{g};{b};", base + 8);
            return;
        }
        Color::Indexed(index) => {
            // The first 16 have two spellings; the longer one is no different.
            let _ = match index {
                0..16 => write!(out, "{};", old(index)),
                _ => write!(out, "{};5;{index};", base + 8),
            };
            return;
        }
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    let _ = write!(out, "{};", old(index));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(from: Pen, to: Pen) -> String {
        let (mut pen, mut out) = (from, Vec::new());
        pen.set(to, &mut out);
        assert_eq!(pen, to);
        String::from_utf8_lossy(&out).replace('\x1b', "^")
    }

    #[test]
    fn only_what_differs_is_said() {
        let plain = Pen::default();
        let red = Pen {
            fg: Color::Red,
            bg: Color::Indexed(240),
            modifier: Modifier::BOLD,
        };
        assert_eq!(codes(plain, plain), "");
        assert_eq!(codes(plain, red), "^[1;31;48;5;240m");
        assert_eq!(codes(red, plain), "^[m");
        let ground = Pen {
            bg: Color::Reset,
            ..red
        };
        assert_eq!(codes(red, ground), "^[49m");
        let thin = Pen {
            modifier: Modifier::empty(),
            ..red
        };
        assert_eq!(codes(red, thin), "^[0;31;48;5;240m");
        let bright = Pen {
            fg: Color::Indexed(15),
            bg: Color::Rgb(1, 2, 3),
            ..plain
        };
        assert_eq!(codes(plain, bright), "^[97;48;2;1;2;3m");
    }

    #[test]
    fn every_attribute_has_its_code() {
        let all = Pen {
            modifier: Modifier::all(),
            ..Pen::default()
        };
        assert_eq!(codes(Pen::default(), all), "^[1;2;3;4;5;6;7;8;9m");
    }
}
