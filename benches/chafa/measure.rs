//! A sheet of digits, and how close a program's text comes to it.

use std::num::NonZero;

use aegan_lab::art::{ArtError, Blitter, Cell, Cells, Colour, Picture, decode, psnr};

/// Digits side by side, eight in a row.
const ACROSS: usize = 8;

/// The sheet, and the cells to draw it on.
pub struct Sheet {
    pub picture: Picture,
    pub columns: usize,
    pub rows: usize,
    /// The pixels of a cell at which both pixel and sub-cell edges fall between pixels.
    cell: (usize, usize),
    /// The sheet at that size.
    enlarged: Picture,
}

/// How faithful a text is, and how long.
#[derive(Clone, Copy, Debug)]
pub struct Score {
    pub psnr: f64,
    pub bytes: usize,
}

impl Sheet {
    pub fn new(digits: &[Picture], columns: usize, rows: usize) -> Result<Self, ArtError> {
        let picture = Picture::tile(digits, ACROSS, 0)?;
        let rows = rows * digits.len().div_ceil(ACROSS);
        let columns = columns * ACROSS;
        let cell = (
            common(picture.width(), columns, 2),
            common(picture.height(), rows, 12),
        );
        let enlarged = picture.fit(columns * cell.0, rows * cell.1)?;
        Ok(Self {
            picture,
            columns,
            rows,
            cell,
            enlarged,
        })
    }

    /// Reads a text as a terminal would and compares what it shows with the sheet.
    ///
    /// `ansi` tells what the program takes the 16 ANSI colours to be, if not xterm's.
    pub fn score(
        &self,
        text: &str,
        blitter: Blitter,
        ansi: Option<&[[u8; 3]; 16]>,
    ) -> Result<Score, ArtError> {
        let cells = self.screen(text, ansi)?;
        let shown = decode(&cells, blitter, self.cell.0, self.cell.1)?;
        Ok(Score {
            psnr: psnr(&self.enlarged, &shown)?,
            bytes: text.len(),
        })
    }

    fn screen(&self, text: &str, ansi: Option<&[[u8; 3]; 16]>) -> Result<Cells, ArtError> {
        let side = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
        // One row and column more, so that the last line end scrolls nothing away.
        let more = |cells: usize| NonZero::<u16>::MIN.saturating_add(side(cells));
        let mut terminal = vt100::Parser::new(more(self.rows), more(self.columns), 0);
        terminal.process(text.replace('\n', "\r\n").as_bytes());
        let screen = terminal.screen();
        let places = (0..self.rows).flat_map(|row| (0..self.columns).map(move |c| (row, c)));
        let cells = places.map(|(row, column)| {
            let Some(cell) = screen.cell(side(row), side(column)) else {
                return Cell::BLANK;
            };
            let (fg, bg) = (colour(cell.fgcolor()), colour(cell.bgcolor()));
            let (fg, bg) = if cell.inverse() {
                (own(bg, 0), own(fg, 255))
            } else {
                (fg, bg)
            };
            Cell {
                glyph: cell.contents().chars().next().unwrap_or(' '),
                fg: repaint(fg, ansi),
                bg: repaint(bg, ansi),
            }
        });
        Cells::new(self.columns, self.rows, cells.collect())
    }
}

/// The least number of pixels a cell, a multiple of `parts`, with whole pixels of the picture.
fn common(pixels: usize, cells: usize, parts: usize) -> usize {
    (1..=pixels)
        .map(|times| times * parts)
        .find(|size| (size * cells).is_multiple_of(pixels))
        .unwrap_or(parts)
}

fn colour(colour: vt100::Color) -> Colour {
    match colour {
        vt100::Color::Default => Colour::Default,
        vt100::Color::Idx(index) => Colour::Indexed(index),
        vt100::Color::Rgb(r, g, b) => Colour::Rgb(r, g, b),
    }
}

/// The terminal's own colour spelled out, since it is about to change places.
fn own(colour: Colour, grey: u8) -> Colour {
    match colour {
        Colour::Default => Colour::Rgb(grey, grey, grey),
        other => other,
    }
}

/// The colour under another idea of the 16 ANSI colours.
fn repaint(colour: Colour, ansi: Option<&[[u8; 3]; 16]>) -> Colour {
    match (colour, ansi) {
        (Colour::Indexed(index @ 0..=15), Some(ansi)) => {
            let [r, g, b] = ansi[usize::from(index)];
            Colour::Rgb(r, g, b)
        }
        (other, _) => other,
    }
}
