//! Reads IDX, the format of MNIST, gzipped or not, without trusting a byte of it.

use super::input::Input;
use crate::error::Result;
use std::io::Read;

/// The largest width or height of an image.
pub(super) const MAX_SIDE: usize = 1_024;
/// The most content that is read from one file: it is held in memory.
pub(super) const MAX_BYTES: usize = 1 << 30;
/// The first four bytes: no meaning, no meaning, bytes, so many dimensions.
pub(super) const MAGIC_IMAGES: u32 = 0x0000_0803;
const MAGIC_LABELS: u32 = 0x0000_0801;

/// Grey images of one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images {
    /// The height of each.
    pub rows: usize,
    /// The width of each.
    pub cols: usize,
    /// One image after the other, row by row.
    pub pixels: Vec<u8>,
}

/// Reads images; `file` is what errors call the input. Gzip is recognised by its first bytes.
///
/// # Errors
/// If the input cannot be read or is not exactly one IDX file of images.
pub fn read_images(file: &str, input: impl Read) -> Result<Images> {
    let mut input = Input::open(file, input)?;
    let [count, rows, cols] = input.header(MAGIC_IMAGES, "images")?;
    if !(1..=MAX_SIDE).contains(&rows) || !(1..=MAX_SIDE).contains(&cols) {
        return Err(input.says(&format!(
            "is said to hold images of {rows} by {cols} pixels; 1 to {MAX_SIDE} each way can be read"
        )));
    }
    let pixels = input.body(count.checked_mul(rows * cols))?;
    Ok(Images { rows, cols, pixels })
}

/// Reads labels; `file` is what errors call the input. Gzip is recognised by its first bytes.
///
/// # Errors
/// If the input cannot be read or is not exactly one IDX file of labels.
pub fn read_labels(file: &str, input: impl Read) -> Result<Vec<u8>> {
    let mut input = Input::open(file, input)?;
    let [count] = input.header(MAGIC_LABELS, "labels")?;
    input.body(Some(count))
}

impl Input<'_> {
    /// Reads the magic number and `D` dimensions.
    fn header<const D: usize>(&mut self, magic: u32, what: &str) -> Result<[usize; D]> {
        let mut dimensions = [0; D];
        let found = self.number(what)?;
        if found != magic {
            return Err(self.says(&format!(
                "is not an IDX file of {what}: it begins with {found:08x} and not {magic:08x}"
            )));
        }
        for dimension in &mut dimensions {
            *dimension = self.number(what)? as usize;
        }
        Ok(dimensions)
    }

    fn number(&mut self, what: &str) -> Result<u32> {
        let bytes = self.read(4)?;
        let bytes = <[u8; 4]>::try_from(bytes)
            .map_err(|_| self.says(&format!("ends before its header does; IDX {what} wanted")))?;
        Ok(u32::from_be_bytes(bytes))
    }

    /// Reads all the rest, which is to be exactly `size` bytes.
    fn body(&mut self, size: Option<usize>) -> Result<Vec<u8>> {
        let Some(size) = size.filter(|&size| size <= MAX_BYTES) else {
            return Err(self.says("is said to hold more than 1 GiB, the most that can be read"));
        };
        // One byte more than wanted tells whether the file ends where it should; reading to the
        // end also makes gzip compare its checksum.
        let body = self.read(size + 1)?;
        match body.len() {
            found if found < size => Err(self.says(&format!(
                "is cut short: its header promises {size} bytes of content and there are {found}"
            ))),
            found if found > size => Err(self.says(&format!(
                "is longer than the {size} bytes of content that its header promises"
            ))),
            _ => Ok(body),
        }
    }
}
