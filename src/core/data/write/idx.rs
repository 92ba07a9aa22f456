//! IDX, the format of MNIST: bytes of pictures, numbers of 32 bits, labels.

use super::rows::{Failure, Numbers, Rows, level, to_file};
use crate::data::bounds::MAX_SIDE;
use crate::data::idx::{MAGIC_COLOUR, MAGIC_IMAGES, MAGIC_LABELS};
use crate::error::{Error, Result};
use flate2::{Compression, GzBuilder};
use std::io::Write;
use std::ops::Range;
use std::path::Path;

/// Floating-point numbers of 32 bits, without the number of dimensions.
const MAGIC_FLOATS: u32 = 0x0000_0d00;

/// Writes images of `[rows, cols, channels]`, one after the other in `pixels`, to an IDX file: of three dimensions for
/// grey, of four for the three channels of colour; gzipped if `path` ends in `.gz`. A file of that name is replaced in
/// one step: nobody ever sees half of the new one.
///
/// # Errors
/// If the pixels are not whole images of a size that can be read again, or the file cannot be written; then no new
/// file is left behind.
pub fn write_images(path: &Path, image: [usize; 3], pixels: &[u8]) -> Result<()> {
    fits(Numbers::Brightness, 0, &image)?;
    let size: usize = image.iter().product();
    if !pixels.len().is_multiple_of(size) {
        return Err(Error::new(format!(
            "{} numbers cannot be written as images of {} by {}: they are not whole images",
            pixels.len(),
            image[0],
            image[1]
        )));
    }
    let mut next = |range: Range<usize>| {
        let pixels = &pixels[range.start * size..range.end * size];
        Ok(pixels.iter().map(|byte| f32::from(*byte) / 255.0).collect())
    };
    let mut rows = Rows {
        name: "images",
        count: pixels.len() / size,
        item: image.into(),
        numbers: Numbers::Brightness,
        labels: None,
        next: &mut next,
    };
    write(path, &mut rows)
}

/// Writes rows, gzipped if `path` ends in `.gz`: pictures of one channel with three dimensions, of three with four.
pub(super) fn write(path: &Path, rows: &mut Rows) -> Result<()> {
    let gzipped = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    to_file(path, |out| {
        if gzipped {
            let mut packer = GzBuilder::new().write(out, Compression::best());
            content(&mut packer, rows)?;
            packer.finish()?;
            return Ok(());
        }
        content(out, rows)
    })
}

fn content(out: &mut dyn Write, rows: &mut Rows) -> std::result::Result<(), Failure> {
    let (magic, sides) = match (rows.numbers, &rows.item[..]) {
        (Numbers::Labels, _) => (MAGIC_LABELS, &[][..]),
        (Numbers::Brightness, [sides @ .., 1]) => (MAGIC_IMAGES, sides),
        (Numbers::Brightness, sides) => (MAGIC_COLOUR, sides),
        // A row of at most 255 dimensions was checked.
        (Numbers::Any, sides) => (MAGIC_FLOATS + 1 + sides.len() as u32, sides),
    };
    out.write_all(&magic.to_be_bytes())?;
    for &side in [rows.count].iter().chain(sides) {
        // Within 32 bits, by `fits`.
        out.write_all(&(side as u32).to_be_bytes())?;
    }
    let numbers = rows.numbers;
    rows.each(|_, values| {
        let bytes: Vec<u8> = match numbers {
            Numbers::Brightness => values.iter().copied().map(level).collect(),
            Numbers::Labels => values.iter().map(|v| *v as u8).collect(),
            Numbers::Any => values.iter().flat_map(|v| v.to_be_bytes()).collect(),
        };
        Ok(out.write_all(&bytes)?)
    })
}

/// Refuses more items, or other pictures, than a file can hold and this program reads.
pub(super) fn fits(numbers: Numbers, count: usize, item: &[usize]) -> Result<()> {
    if u32::try_from(count).is_err() {
        return Err(Error::new(format!(
            "IDX holds at most {} items, but {} are needed; .npy holds any number",
            u32::MAX,
            count
        )));
    }
    let [height, width, channels] = *item else {
        return Ok(());
    };
    let (picture, sides) = (numbers == Numbers::Brightness, 1..=MAX_SIDE);
    if picture && !(sides.contains(&height) && sides.contains(&width)) {
        return Err(Error::new(format!(
            "images of {height} by {width} pixels cannot be written; 1 to {MAX_SIDE} each way can"
        )));
    }
    if picture && ![1, 3].contains(&channels) {
        return Err(Error::new(format!(
            "images of {channels} channels cannot be written; 1 for grey and 3 for colour can"
        )));
    }
    Ok(())
}
