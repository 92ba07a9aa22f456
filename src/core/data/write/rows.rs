//! Rows of numbers that are made as they are written, and the file that they go into.

use crate::error::{Error, Result};
use crate::file::write_atomically;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

/// Rows that are made and written at once.
const PIECE: usize = 256;

/// What the numbers of a row are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// Brightness from 0 to 1; stored as 256 levels in formats for pictures.
    Brightness,
    /// Any numbers of 32 bits.
    Any,
    /// Whole numbers from 0 to 255.
    Labels,
}

/// Returns the rows of a range, one after the other; ranges are requested in order.
pub type Next<'a> = &'a mut dyn FnMut(Range<usize>) -> Result<Vec<f32>>;

/// Rows of numbers that are made as they are written.
pub struct Rows<'a> {
    /// Their name in formats that have names: `images`, `codes`.
    pub name: &'static str,
    pub count: usize,
    /// Sizes of one row: `[28, 28, 1]`, `[64]`, none for a single number.
    pub item: Vec<usize>,
    pub numbers: Numbers,
    /// The class of each row, if they have classes.
    pub labels: Option<&'a dyn Fn(usize) -> u8>,
    pub next: Next<'a>,
}

impl Rows<'_> {
    /// Calls `each` with the rows of one piece after the other.
    ///
    /// # Errors
    /// What makes or takes the rows says.
    pub fn each<E: From<Error>>(
        &mut self,
        mut each: impl FnMut(Range<usize>, &[f32]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        for from in (0..self.count).step_by(PIECE) {
            let range = from..self.count.min(from + PIECE);
            let values = (self.next)(range.clone())?;
            each(range, &values)?;
        }
        Ok(())
    }

    /// Numbers in a row.
    pub(super) fn width(&self) -> usize {
        self.item.iter().product()
    }
}

/// A failure of the rows or of the disk.
pub(super) enum Failure {
    Rows(Error),
    Disk(io::Error),
}

impl From<Error> for Failure {
    fn from(why: Error) -> Self {
        Self::Rows(why)
    }
}

impl From<io::Error> for Failure {
    fn from(why: io::Error) -> Self {
        Self::Disk(why)
    }
}

/// Writes a file whole or not at all.
pub(super) fn to_file(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> std::result::Result<(), Failure>,
) -> Result<()> {
    let mut refused = None;
    let written = write_atomically(path, |out| {
        content(out).map_err(|failure| match failure {
            Failure::Disk(why) => why,
            Failure::Rows(why) => {
                refused = Some(why);
                io::Error::other("stopped")
            }
        })
    });
    refused.map_or(written, Err)
}

/// A level from 0 to 255.
pub(super) fn level(brightness: f32) -> u8 {
    (brightness.clamp(0.0, 1.0) * 255.0).round() as u8
}
