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
/// As [`MAGIC_IMAGES`], with the three channels of a pixel as a fourth dimension.
pub(super) const MAGIC_COLOUR: u32 = 0x0000_0804;
const MAGIC_LABELS: u32 = 0x0000_0801;

/// Images of one size, grey or in colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images {
    /// The height of each.
    pub rows: usize,
    /// The width of each.
    pub cols: usize,
    /// 1 for grey, 3 for red, green and blue.
    pub channels: usize,
    /// One image after the other, row by row, the channels of a pixel together.
    pub pixels: Vec<u8>,
}

/// Reads images; `file` is what errors call the input. Gzip is recognised by its first bytes.
///
/// # Errors
/// If the input cannot be read or is not exactly one IDX file of images.
pub fn read_images(file: &str, input: impl Read) -> Result<Images> {
    let mut input = Input::open(file, input)?;
    let magic = input.number("images")?;
    let colour = magic == MAGIC_COLOUR;
    if !colour {
        input.expect(magic, MAGIC_IMAGES, "images")?;
    }
    let [count, rows, cols] = input.dimensions("images")?;
    if !(1..=MAX_SIDE).contains(&rows) || !(1..=MAX_SIDE).contains(&cols) {
        return Err(input.says(&format!(
            "is said to hold images of {rows} by {cols} pixels; 1 to {MAX_SIDE} each way can be read"
        )));
    }
    let channels = if colour {
        input.number("images")? as usize
    } else {
        1
    };
    if colour && channels != 3 {
        return Err(input.says(&format!(
            "is said to hold images of {channels} channels; a fourth dimension of 3 can be read, or none"
        )));
    }
    let pixels = input.body(count.checked_mul(rows * cols * channels))?;
    Ok(Images {
        rows,
        cols,
        channels,
        pixels,
    })
}

/// Reads labels; `file` is what errors call the input. Gzip is recognised by its first bytes.
///
/// # Errors
/// If the input cannot be read or is not exactly one IDX file of labels.
pub fn read_labels(file: &str, input: impl Read) -> Result<Vec<u8>> {
    let mut input = Input::open(file, input)?;
    let magic = input.number("labels")?;
    input.expect(magic, MAGIC_LABELS, "labels")?;
    let [count] = input.dimensions("labels")?;
    input.body(Some(count))
}

impl Input<'_> {
    /// Whether the file begins as one of `what` does.
    fn expect(&self, found: u32, magic: u32, what: &str) -> Result<()> {
        if found != magic {
            return Err(self.says(&format!(
                "is not an IDX file of {what}: it begins with {found:08x} and not {magic:08x}"
            )));
        }
        Ok(())
    }

    fn dimensions<const D: usize>(&mut self, what: &str) -> Result<[usize; D]> {
        let mut dimensions = [0; D];
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
