//! The text of a drawing: `drawn 40x40`, and its cells row by row from the top left. `.` is an empty cell, `A` to `I` one
//! of class 1 to 9, and a number before it repeats it, as in the run-length encoding of Golly's cellular automata.

use std::fmt;
use std::ops::Range;

use super::drawing::{CLASSES, Drawing, SIDE};
use crate::error::Mistake;

/// The longest text, in bytes.
const MOST_BYTES: usize = 4096;
/// What a text begins with.
const WORD: &str = "drawn";
const SIZE: &str = "40x40";

/// Whether a text that names no data is a drawing, right or wrong.
#[must_use]
pub fn is_drawing(text: &str) -> bool {
    text.split_whitespace().next() == Some(WORD)
}

impl Drawing {
    /// Reads what [`Display`](fmt::Display) wrote. There may be spaces between the cells.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(text: &str) -> Result<Self, Mistake> {
        if text.len() > MOST_BYTES {
            return Err(Mistake::new(
                format!("a drawing has at most {MOST_BYTES} bytes"),
                0..0,
            ));
        }
        let (word, rest) = first_word(text, 0);
        let (size, start) = first_word(text, rest);
        if &text[word.clone()] != WORD || &text[size.clone()] != SIZE {
            let wrong = if &text[word.clone()] == WORD {
                size
            } else {
                word
            };
            return Err(Mistake::new(
                format!("a drawing begins with '{WORD} {SIZE}'"),
                wrong,
            ));
        }
        let mut cells: Vec<u8> = Vec::with_capacity(SIDE * SIDE);
        // The number before a cell, and where it begins.
        let mut times: Option<(usize, usize)> = None;
        for (at, c) in text[start..].char_indices() {
            let (at, end) = (start + at, start + at + c.len_utf8());
            if let Some(digit) = c.to_digit(10) {
                let (so_far, from) = times.unwrap_or((0, at));
                // Longer numbers are as wrong as this one.
                let number = (10 * so_far + digit as usize).min(SIDE * SIDE + 1);
                times = Some((number, from));
                continue;
            }
            let from = times.map_or(at, |(_, from)| from);
            if c.is_whitespace() && times.is_none() {
                continue;
            }
            let class = class(c).ok_or_else(|| match times {
                Some(_) if c.is_whitespace() => no_cell(from..at),
                _ => Mistake::new(
                    format!(
                        "'{}' is no cell; '.' is an empty one, and {} to {} are classes 1 to {CLASSES}",
                        c.escape_debug(),
                        letter(1),
                        letter(CLASSES)
                    ),
                    at..end,
                ),
            })?;
            let count = times.take().map_or(1, |(count, _)| count);
            if count == 0 {
                return Err(Mistake::new("a cell is repeated at least once", from..end));
            }
            if cells.len() + count > SIDE * SIDE {
                return Err(Mistake::new(
                    format!(
                        "these are more than {SIDE} times {SIDE} cells; {} are left here",
                        SIDE * SIDE - cells.len()
                    ),
                    from..end,
                ));
            }
            cells.extend(std::iter::repeat_n(class, count));
        }
        if let Some((_, from)) = times {
            return Err(no_cell(from..text.len()));
        }
        if cells.len() < SIDE * SIDE {
            return Err(Mistake::new(
                format!(
                    "these are {} of {SIDE} times {SIDE} cells; {} are missing",
                    cells.len(),
                    SIDE * SIDE - cells.len()
                ),
                text.len()..text.len(),
            ));
        }
        Ok(Self { cells })
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{WORD} {SIZE} ")?;
        for run in self.cells.chunk_by(|a, b| a == b) {
            if run.len() > 1 {
                write!(f, "{}", run.len())?;
            }
            write!(f, "{}", letter(run[0]))?;
        }
        Ok(())
    }
}

/// The place of the first word from a byte on, and the byte behind it.
fn first_word(text: &str, from: usize) -> (Range<usize>, usize) {
    let rest = &text[from..];
    let start = from + rest.len() - rest.trim_start().len();
    let word = text[start..].split(char::is_whitespace).next();
    let end = start + word.unwrap_or("").len();
    (start..end, end)
}

fn no_cell(span: Range<usize>) -> Mistake {
    Mistake::new(
        "no cell follows this number, which is how often one is repeated",
        span,
    )
}

/// The class of a cell's letter.
fn class(letter: char) -> Option<u8> {
    (0..=CLASSES).find(|class| self::letter(*class) == letter)
}

/// The letter of a class; a dot for none.
fn letter(class: u8) -> char {
    match class {
        0 => '.',
        class => char::from(b'A' + class - 1),
    }
}
