//! Colours and attributes of cells as `ESC [ ... m`, in few bytes.

use std::io::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What the terminal writes its next glyph with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// Attributes and their codes.
const ATTRIBUTES: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];
/// Attributes that show on a blank; a colour of the text does not, without them.
const ON_BLANKS: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

impl Pen {
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
            out.extend(b"\x1b[m");
            return;
        }
        out.extend(b"\x1b[");
        if !to.modifier.contains(self.modifier) {
            *self = Self::default();
            out.extend(b"0;");
        }
        for (attribute, code) in ATTRIBUTES {
            if to.modifier.contains(attribute) && !self.modifier.contains(attribute) {
                // Writing to memory does not fail.
                let _ = write!(out, "{code};");
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
}
