//! Cells of the plane, each empty or of a class.

use crate::error::{Error, Result};

/// Cells in a row and in a column.
pub(super) const SIDE: usize = 40;
/// Classes.
pub(super) const CLASSES: u8 = 9;
/// How far x and y go from the origin: as far as the lab shows the plane.
pub(super) const EDGE: f32 = 1.5;
/// The fewest cells that make a drawing.
const FEWEST: usize = 8;

/// A drawing: 40×40 cells of the plane, x and y from -1.5 to 1.5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Row by row from the top left: 0 for an empty cell, otherwise its class.
    pub(super) cells: Vec<u8>,
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
        if column < SIDE && row < SIDE {
            self.cells[row * SIDE + column]
        } else {
            0
        }
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
        let same = |cell: &&u8| **cell == class;
        self.cells.iter().filter(same).count()
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
