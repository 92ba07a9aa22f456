//! Reads IDX, the format of MNIST, gzipped or not, without trusting a byte of it.

use super::arrays::{Array, Kind, Levels, Numbers, Pair, raw};
use super::bounds::{MAX_BYTES, MAX_SIDE};
use super::input::Input;
use super::parts::Raw;
use crate::error::{Error, Result};
use std::io::Read;

/// The first four bytes: two without meaning, the type (bytes), the number of dimensions.
pub(super) const MAGIC_IMAGES: u32 = 0x0000_0803;
/// As [`MAGIC_IMAGES`], with the three channels of a pixel as a fourth dimension.
pub(super) const MAGIC_COLOUR: u32 = 0x0000_0804;
pub(super) const MAGIC_LABELS: u32 = 0x0000_0801;
/// The most numbers per label: QMNIST has eight.
const MOST_COLUMNS: usize = 1_024;
/// The types of numbers that the third byte stands for: what they are called, and how many bytes each has.
const TYPES: [(u8, &str, usize); 6] = [
    (0x08, "bytes", 1),
    (0x09, "signed bytes", 1),
    (0x0b, "integers of 16 bits", 2),
    (0x0c, "integers of 32 bits", 4),
    (0x0d, "floating-point numbers of 32 bits", 4),
    (0x0e, "floating-point numbers of 64 bits", 8),
];

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

/// Reads images; `file` is what errors call the input. Gzip is recognised by its first bytes. Numbers that are no bytes
/// become 256 levels, from the least of them to the greatest.
///
/// # Errors
/// If the input cannot be read or is not exactly one IDX file of images.
pub fn read_images(file: &str, input: impl Read) -> Result<Images> {
    read_levels(file, input, &mut None)
}

/// As [`read_images`]; what is black and what is white in other numbers than bytes is said by `levels`, or by the images
/// where it does not say so yet.
pub(super) fn read_levels(
    file: &str,
    input: impl Read,
    levels: &mut Option<Levels>,
) -> Result<Images> {
    let mut input = Input::open(file, input)?;
    let magic = input.number("images")?;
    let numbers = kind(magic, 3..=4).filter(|_| magic != MAGIC_IMAGES && magic != MAGIC_COLOUR);
    let colour = magic & 0xff == 4;
    if numbers.is_none() && magic != MAGIC_COLOUR {
        input.expect(magic, MAGIC_IMAGES, "images")?;
    }
    let [count, rows, cols] = input.dimensions("images")?;
    let fits = |side: usize| (1..=MAX_SIDE).contains(&side);
    if [rows, cols].into_iter().all(|side| fits(swapped(side))) && !fits(rows) && !fits(cols) {
        return Err(input.turned());
    }
    if !fits(rows) || !fits(cols) {
        return Err(input.says(&format!(
            "claims to hold images of {rows} by {cols} pixels; sides of 1 to {MAX_SIDE} can be read"
        )));
    }
    let channels = if colour {
        input.number("images")? as usize
    } else {
        1
    };
    if channels != 3 && colour && (rows == 1 || rows == 3) {
        return Err(input.says(&format!(
            "claims to hold images of {channels} channels and {rows} rows: the channels seem to come first; the order is images, rows, columns, channels, with 3 channels, or without a fourth dimension for grey"
        )));
    }
    if colour && channels != 3 {
        return Err(input.says(&format!(
            "claims to hold images of {channels} channels; a fourth dimension must be 3"
        )));
    }
    let size = numbers.map_or(1, |(_, size)| size);
    let mut pixels = input.body(count, rows * cols * channels * size)?;
    if numbers.is_some() {
        let array = Array {
            file: file.to_owned(),
            shape: vec![count, rows, cols, channels],
            fortran: false,
            numbers: numbers_of(magic, size, pixels),
        };
        let levels = match levels {
            Some(levels) => levels,
            none => none.insert(Levels::of(&array.file, &array.numbers)?),
        };
        (_, pixels) = array.pictures(levels)?;
    }
    Ok(Images {
        rows,
        cols,
        channels,
        pixels,
    })
}

/// Reads the items of a file of any type: images, or points. Nothing where it does not begin as IDX does.
///
/// # Errors
/// If it begins as IDX does, and is not exactly one file of items.
pub(super) fn read_items(
    file: &str,
    mut input: impl Read,
    notes: &mut Vec<String>,
) -> Result<Option<Raw>> {
    let mut opened = Input::open(file, &mut input)?;
    let magic = opened.read(4)?;
    let magic = <[u8; 4]>::try_from(magic).map_or(0, u32::from_be_bytes);
    let dimensions = magic & 0xff;
    let Some((_, size)) = kind(magic, 1..=4) else {
        return Ok(None);
    };
    if dimensions == 1 {
        return Err(opened.says(
            "holds one number per item, so it is a file of labels; give the file of the items",
        ));
    }
    let mut shape = Vec::new();
    for _ in 0..dimensions {
        shape.push(opened.number("items")? as usize);
    }
    let item = shape[1..]
        .iter()
        .try_fold(size, |n, side| n.checked_mul(*side));
    let item = item.filter(|item| (1..=MAX_BYTES).contains(item));
    let item = item.ok_or_else(|| {
        opened.says("claims to hold items of size 0, or items that are too large")
    })?;
    let bytes = opened.body(shape[0], item)?;
    let items = Array {
        file: file.to_owned(),
        shape,
        fortran: false,
        numbers: numbers_of(magic, size, bytes),
    };
    let pair = Pair {
        items,
        labels: None,
    };
    Ok(Some(raw(pair, None, notes)?.0))
}

/// What the beginning of a file of pictures says of it, and where its numbers begin; nothing where it does not begin so.
pub(super) fn described(begins: &[u8]) -> Option<(Array, usize)> {
    let word = |at: usize| {
        let bytes = begins.get(4 * at..4 * at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let magic = word(0)?;
    let (_, size) = kind(magic, 3..=4)?;
    let dimensions = (magic & 0xff) as usize;
    let shape: Option<Vec<usize>> = (1..=dimensions)
        .map(|at| Some(word(at)? as usize))
        .collect();
    let array = Array {
        file: String::new(),
        shape: shape?,
        fortran: false,
        numbers: numbers_of(magic, size, Vec::new()),
    };
    Some((array, 4 + 4 * dimensions))
}

/// The numbers of a body behind this magic.
fn numbers_of(magic: u32, size: usize, bytes: Vec<u8>) -> Numbers {
    let code = magic.to_be_bytes()[2];
    Numbers {
        kind: match code {
            0x0d | 0x0e => Kind::Float { bytes: size },
            _ => Kind::Whole {
                bytes: size,
                sign: code != 0x08,
            },
        },
        big_endian: true,
        bytes,
    }
}

/// Reads labels; `file` is what errors call the input. Gzip is recognised by its first bytes.
///
/// Labels are bytes or integers, one an item; or several integers an item, of which the first is the label (as in
/// QMNIST, Yadav and Bottou 2019).
///
/// # Errors
/// If the input cannot be read, is not exactly one IDX file of labels, or a label is not from 0 to 255.
pub fn read_labels(file: &str, input: impl Read) -> Result<Vec<u8>> {
    let mut input = Input::open(file, input)?;
    let magic = input.number("labels")?;
    let Some((what, size)) = kind(magic, 1..=2).filter(|_| magic != MAGIC_LABELS + 1) else {
        input.expect(magic, MAGIC_LABELS, "labels")?;
        return Err(input.says("is not an IDX file of labels"));
    };
    let [count] = input.dimensions("labels")?;
    let columns = if magic & 0xff == 2 {
        input.number("labels")? as usize
    } else {
        1
    };
    if what.starts_with("floating") {
        return Err(input.says(&format!("holds {what}; labels are whole numbers")));
    }
    if !(1..=MOST_COLUMNS).contains(&columns) {
        return Err(input.says(&format!(
            "claims to hold {columns} numbers for each label; 1 to {MOST_COLUMNS} can be read, and the first is the label"
        )));
    }
    let body = input.body(count, columns * size)?;
    if magic == MAGIC_LABELS {
        return Ok(body);
    }
    let label = |(row, bytes): (usize, &[u8])| {
        // Big-endian, with the sign in the first bit.
        let first = if bytes[0] < 0x80 { 0 } else { -1_i64 };
        let number = bytes[..size]
            .iter()
            .fold(first, |n, b| n << 8 | i64::from(*b));
        u8::try_from(number).map_err(|_| {
            input.says(&format!(
                "has the label {number} in row {}; labels are from 0 to 255",
                row + 1
            ))
        })
    };
    body.chunks_exact(columns * size)
        .enumerate()
        .map(label)
        .collect()
}

/// What numbers an IDX file with this magic holds, and the bytes of each, if it has so many dimensions.
fn kind(magic: u32, dimensions: std::ops::RangeInclusive<u32>) -> Option<(&'static str, usize)> {
    let [zero, none, kind, of] = magic.to_be_bytes();
    let found = TYPES.iter().find(|(code, ..)| *code == kind);
    let fits = zero == 0 && none == 0 && dimensions.contains(&u32::from(of));
    found.filter(|_| fits).map(|&(_, what, size)| (what, size))
}

/// A dimension with its bytes the other way round.
fn swapped(dimension: usize) -> usize {
    // Dimensions are read as 32 bits.
    (dimension as u32).swap_bytes() as usize
}

impl Input<'_> {
    /// Whether the file begins as one of `what` does.
    fn expect(&self, found: u32, magic: u32, what: &str) -> Result<()> {
        if found.swap_bytes() == magic {
            return Err(self.turned());
        }
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
            .map_err(|_| self.says(&format!("ends before its header does; expected IDX {what}")))?;
        Ok(u32::from_be_bytes(bytes))
    }

    /// A sentence about a header in the order of bytes that small machines have.
    fn turned(&self) -> Error {
        self.says("has the bytes of its header in the wrong order: IDX writes the highest byte of a number first (big-endian)")
    }

    /// Reads all the rest, which is to be exactly `count` times `item` bytes.
    fn body(&mut self, count: usize, item: usize) -> Result<Vec<u8>> {
        let most = |size: &usize| *size <= MAX_BYTES;
        let size = count.checked_mul(item).filter(most);
        let turned = swapped(count).checked_mul(item).filter(most);
        let Some(size) = size else {
            // What the header says may be said the wrong way round.
            if let Some(turned) = turned.filter(|size| *size > 0)
                && self.read(turned + 1)?.len() == turned
            {
                return Err(self.turned());
            }
            return Err(self.says("claims to hold more than 1 GiB, the most that can be read"));
        };
        // One byte more than wanted tells whether the file ends where it should; reading to the
        // end also makes gzip compare its checksum.
        let body = self.read(size + 1)?;
        match body.len() {
            found if found < size && Some(found) == turned && found > 0 => Err(self.turned()),
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
