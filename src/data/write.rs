//! Writes images as IDX, whole or not at all.

use super::bounds::{MAX_BYTES, MAX_SIDE};
use super::idx::{MAGIC_COLOUR, MAGIC_IMAGES};
use crate::error::{Error, Result};
use crate::file::write_atomically;
use flate2::{Compression, GzBuilder};
use std::io::Write;
use std::path::Path;

/// Writes images of `[rows, cols, channels]`, one after the other in `pixels`, to an IDX file: of three
/// dimensions for grey, of four for the three channels of colour; gzipped if `path` ends in `.gz`. A
/// file of that name is replaced in one step: nobody ever sees half of the new one.
///
/// # Errors
/// If the pixels are not whole images of a size that can be read again, or the file cannot be
/// written; then no new file is left behind.
pub fn write_images(path: &Path, image: [usize; 3], pixels: &[u8]) -> Result<()> {
    let [rows, cols, channels] = image;
    if !(1..=MAX_SIDE).contains(&rows) || !(1..=MAX_SIDE).contains(&cols) {
        return Err(Error::new(format!(
            "images of {rows} by {cols} pixels cannot be written; 1 to {MAX_SIDE} each way can"
        )));
    }
    let (magic, dimensions) = match channels {
        1 => (MAGIC_IMAGES, &[rows, cols][..]),
        3 => (MAGIC_COLOUR, &image[..]),
        _ => {
            return Err(Error::new(format!(
                "images of {channels} channels cannot be written; 1 for grey and 3 for colour can"
            )));
        }
    };
    let size = rows * cols * channels;
    if pixels.len() > MAX_BYTES || !pixels.len().is_multiple_of(size) {
        return Err(Error::new(format!(
            "{} numbers cannot be written as images of {rows} by {cols}: whole images are wanted, \
             and 1 GiB at the most",
            pixels.len()
        )));
    }
    let mut content = magic.to_be_bytes().to_vec();
    for &number in [pixels.len() / size].iter().chain(dimensions) {
        // At most 2³⁰, by the checks above.
        #[allow(clippy::cast_possible_truncation)]
        content.extend_from_slice(&(number as u32).to_be_bytes());
    }
    let gzipped = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    write_atomically(path, |out| {
        if gzipped {
            let mut packer = GzBuilder::new().write(out, Compression::best());
            packer.write_all(&content)?;
            packer.write_all(pixels)?;
            packer.finish().map(|_| ())
        } else {
            out.write_all(&content)?;
            out.write_all(pixels)
        }
    })
}
