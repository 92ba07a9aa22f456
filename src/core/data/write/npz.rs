//! `.npz`, arrays of `NumPy` in a ZIP file that is not compressed, as `numpy.savez` writes it.

use super::npy;
use super::rows::{Failure, Numbers, Rows};
use std::io::{self, Write};
use std::ops::Range;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Writes rows under their name, and their labels as `labels`.
pub(super) fn write(out: &mut dyn Write, rows: &mut Rows) -> std::result::Result<(), Failure> {
    let mut zip = ZipWriter::new_stream(Steady { out, failed: false });
    array(&mut zip, rows)?;
    if let Some(labels) = rows.labels {
        let mut next = |range: Range<usize>| Ok(range.map(|i| f32::from(labels(i))).collect());
        let mut labels = Rows {
            name: "labels",
            count: rows.count,
            item: Vec::new(),
            numbers: Numbers::Labels,
            labels: None,
            next: &mut next,
        };
        array(&mut zip, &mut labels)?;
    }
    zip.finish().map_err(io::Error::from)?;
    Ok(())
}

fn array<W: Write>(
    zip: &mut ZipWriter<zip::write::StreamWriter<W>>,
    rows: &mut Rows,
) -> std::result::Result<(), Failure> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(npy::bytes(rows) >= u64::from(u32::MAX));
    zip.start_file(format!("{}.npy", rows.name), options)
        .map_err(io::Error::from)?;
    npy::write(zip, rows)
}

/// Takes whatever comes after the first failure and loses it: a `ZipWriter` that is dropped after a failure writes the
/// end of its file all the same, and complains on standard error where it cannot.
struct Steady<'a> {
    out: &'a mut dyn Write,
    failed: bool,
}

impl Write for Steady<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        self.failed = written.is_err();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failed {
            return Ok(());
        }
        self.out.flush()
    }
}
