//! What a terminal shows: a grid of glyphs with two colours each.

use super::error::ArtError;

/// A colour as a terminal knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Colour {
    /// The terminal's own: ink for the foreground, paper for the background.
    #[default]
    Default,
    /// 24 bits: red, green, blue.
    Rgb(u8, u8, u8),
    /// An entry of xterm's palette; below 16 it is one of the colours that themes move.
    Indexed(u8),
}

/// One character cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell {
    /// One character, one column wide.
    pub glyph: char,
    /// The colour of the glyph.
    pub fg: Colour,
    /// The colour behind the glyph.
    pub bg: Colour,
}

impl Cell {
    /// Nothing on the terminal's own background.
    pub const BLANK: Self = Self {
        glyph: ' ',
        fg: Colour::Default,
        bg: Colour::Default,
    };
}

/// A grid of cells, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    columns: usize,
    rows: usize,
    all: Vec<Cell>,
}

impl Cells {
    /// Takes `[rows, columns]` cells, row by row; either may be 0.
    ///
    /// # Errors
    /// When `cells` has another length.
    pub fn new(columns: usize, rows: usize, cells: Vec<Cell>) -> Result<Self, ArtError> {
        if columns.checked_mul(rows) == Some(cells.len()) {
            Ok(Self {
                columns,
                rows,
                all: cells,
            })
        } else {
            Err(ArtError::new(format!(
                "{columns} columns and {rows} rows do not make {} cells",
                cells.len()
            )))
        }
    }

    /// Makes every cell in turn, row by row, from its `(column, row)`.
    pub(super) fn from_fn(
        columns: usize,
        rows: usize,
        mut make: impl FnMut(usize, usize) -> Cell,
    ) -> Self {
        let mut all = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            all.extend((0..columns).map(|column| make(column, row)));
        }
        Self { columns, rows, all }
    }

    /// Cells in a row.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// All cells, `[rows, columns]`, row by row.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.all
    }

    /// The rows from the top, `columns` cells each.
    pub fn lines(&self) -> impl Iterator<Item = &[Cell]> {
        // Without columns there are no cells, hence no chunks, whatever their size.
        self.all.chunks_exact(self.columns.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_must_agree() {
        assert!(Cells::new(2, 2, vec![Cell::BLANK; 3]).is_err());
        assert!(Cells::new(usize::MAX, 2, vec![]).is_err());
        let cells = Cells::new(2, 3, vec![Cell::BLANK; 6]).unwrap();
        assert_eq!(cells.lines().count(), 3);
        assert_eq!(Cells::new(0, 3, vec![]).unwrap().lines().count(), 0);
    }
}
