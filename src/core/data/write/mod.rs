//! Writes arrays for other tools, in pieces, so a million generated items are never in memory at once.

mod csv;
mod idx;
mod npy;
mod npz;
mod rows;

pub use idx::write_images;
pub use rows::{Next, Numbers, Rows};

use super::file::idx_labels;
use crate::error::{Error, Result};
use rows::to_file;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One array of `NumPy`.
    Npy,
    /// Arrays of `NumPy` by their names, in a ZIP file.
    Npz,
    /// The format of MNIST; gzipped if the name ends in `.gz`.
    Idx,
    /// A row of text each.
    Csv,
}

impl Format {
    /// The format for a file name; IDX if it has no known extension, as in earlier versions.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let end = path.extension().unwrap_or_default();
        match end.to_string_lossy().to_lowercase().as_str() {
            "npy" => Self::Npy,
            "npz" => Self::Npz,
            "csv" => Self::Csv,
            _ => Self::Idx,
        }
    }
}

/// Writes rows to `path`, and their labels, where they have any, into the same file or one beside it. Says which files
/// were written: that of the rows first. Each is there whole or not at all.
///
/// # Errors
/// What the rows say, or a sentence where the format cannot hold them or the disk refuses; then a file that was there
/// is as it was.
pub fn write(path: &Path, format: Format, rows: &mut Rows) -> Result<Vec<PathBuf>> {
    fits(format, rows.numbers, rows.count, &rows.item)?;
    match format {
        Format::Npy => to_file(path, |out| npy::write(out, rows))?,
        Format::Npz => to_file(path, |out| npz::write(out, rows))?,
        Format::Csv => to_file(path, |out| csv::write(out, rows))?,
        Format::Idx => idx::write(path, rows)?,
    }
    let mut files = vec![path.to_owned()];
    if let (Some(beside), Some(labels)) = (labels_beside(path, format), rows.labels) {
        write_labels(&beside, format, rows.count, labels)?;
        files.push(beside);
    }
    Ok(files)
}

/// The file beside `path` in which the labels of rows go, where the format keeps them apart.
#[must_use]
pub fn labels_beside(path: &Path, format: Format) -> Option<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match format {
        Format::Csv | Format::Npz => None,
        Format::Npy => Some(path.with_file_name(npy::labels_name(&name))),
        Format::Idx => Some(path.with_file_name(idx_labels(&name))),
    }
}

/// Refuses what a file of this format cannot hold, before anything is computed.
///
/// # Errors
/// A sentence with the formats that can.
pub fn fits(format: Format, numbers: Numbers, count: usize, item: &[usize]) -> Result<()> {
    match format {
        Format::Csv if numbers == Numbers::Brightness => Err(Error::new(
            "pictures cannot be written as a table; name a file that ends with .npy, .npz, .idx or .idx.gz, or a folder ('made/')",
        )),
        Format::Idx => idx::fits(numbers, count, item),
        _ => Ok(()),
    }
}

fn write_labels(
    path: &Path,
    format: Format,
    count: usize,
    labels: &dyn Fn(usize) -> u8,
) -> Result<()> {
    let mut next = |range: Range<usize>| Ok(range.map(|i| f32::from(labels(i))).collect());
    let mut rows = Rows {
        name: "labels",
        count,
        item: Vec::new(),
        numbers: Numbers::Labels,
        labels: None,
        next: &mut next,
    };
    write(path, format, &mut rows).map(drop)
}
