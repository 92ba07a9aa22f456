//! Points from a drawing: cells of the plane, each empty or of one of nine classes.
//!
//! The points are a function of the drawing alone, and the drawing has a short text: a session stores the text, and
//! finds the same points by it anywhere.

mod points;
mod text;

use super::labels::Labels;
use super::parts::{Content, Raw};
use super::{Dataset, parts};
use crate::error::{Error, Mistake, Result};
pub use text::is_drawing;

/// Cells in a row and in a column.
const SIDE: usize = 40;
/// Classes.
const CLASSES: u8 = 9;
/// How far x and y go from the origin: as far as the lab shows the plane.
const EDGE: f32 = 1.5;
/// The fewest cells that make a drawing.
const FEWEST: usize = 8;

/// A drawing: 40×40 cells of the plane, x and y from -1.5 to 1.5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Row by row from the top left: 0 for an empty cell, otherwise its class.
    cells: Vec<u8>,
}

impl Default for Drawing {
    fn default() -> Self {
        Self {
            cells: vec![0; SIDE * SIDE],
        }
    }
}

impl Drawing {
    /// Cells in a row and in a column.
    pub const SIDE: usize = SIDE;
    /// Classes are numbered from 1 to this.
    pub const CLASSES: u8 = CLASSES;
    /// How far x and y go from the origin.
    pub const EDGE: f32 = EDGE;

    /// The class of a cell, from the top left; 0 for an empty one, and for what is no cell.
    #[must_use]
    pub fn at(&self, column: usize, row: usize) -> u8 {
        let inside = column < SIDE && row < SIDE;
        inside.then(|| self.cells[row * SIDE + column]).unwrap_or(0)
    }

    /// Gives a cell a class, or empties it with class 0; what is no cell is left alone.
    pub fn set(&mut self, column: usize, row: usize, class: u8) {
        if column < SIDE && row < SIDE && class <= CLASSES {
            self.cells[row * SIDE + column] = class;
        }
    }

    /// How many cells there are of a class; of class 0, how many are empty.
    #[must_use]
    pub fn count(&self, class: u8) -> usize {
        self.cells.iter().filter(|cell| **cell == class).count()
    }

    /// How many cells are drawn.
    #[must_use]
    pub fn drawn(&self) -> usize {
        self.cells.len() - self.count(0)
    }

    /// The classes that are used, in order.
    #[must_use]
    pub fn classes(&self) -> Vec<u8> {
        (1..=CLASSES)
            .filter(|class| self.count(*class) > 0)
            .collect()
    }

    /// Whether there is enough of it to learn from.
    ///
    /// # Errors
    /// A sentence if nothing, or hardly anything, is drawn.
    pub fn check(&self) -> Result<()> {
        let drawn = match self.drawn() {
            0 => "no cell is".to_owned(),
            1 => "only 1 cell is".to_owned(),
            some if some < FEWEST => format!("only {some} cells are"),
            _ => return Ok(()),
        };
        Err(Error::new(format!(
            "{drawn} drawn; a drawing has at least {FEWEST} cells"
        )))
    }
}

/// What the text of a drawing draws, in a few words.
///
/// # Errors
/// What is wrong with it, and where.
pub fn described(text: &str) -> std::result::Result<String, Mistake> {
    let drawing = Drawing::read(text)?;
    Ok(match drawing.classes().len() {
        0 | 1 => format!("points all over {} cells", drawing.drawn()),
        classes => format!(
            "points all over {} cells, in {classes} classes",
            drawing.drawn()
        ),
    })
}

/// The points of a drawing, 10,000 to learn from and 1,000 held out; with labels, if it has more than one class.
///
/// # Errors
/// A sentence with the place that is wrong, or that too little is drawn.
pub(super) fn load(text: &str) -> Result<Dataset> {
    let drawing = Drawing::read(text).map_err(|mistake| mistake.within(text).error())?;
    drawing.check()?;
    let classes = drawing.classes();
    let [train, held_out] = points::of(&drawing).map(|(points, labels)| Raw {
        content: Content::Points(points),
        labels: if classes.len() > 1 {
            Labels::Numbers(labels)
        } else {
            Labels::None
        },
    });
    let notes = vec![format!(
        "points all over {} of {SIDE}×{SIDE} cells, drawn from the text with seed 0: x and y from -{EDGE} to {EDGE}",
        drawing.drawn()
    )];
    parts::dataset(text, train, Some(held_out), Vec::new(), notes)
}

#[cfg(test)]
mod tests;
