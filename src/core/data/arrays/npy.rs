//! Reads `.npy`, an array of `NumPy` (its format 1.0 to 3.0), without trusting a byte of it.

use super::numbers::size;
use super::{Array, Kind, Numbers};
use crate::data::input::Input;
use crate::error::Result;
use std::io::Read;

/// The beginning of every such file.
const MAGIC: &[u8] = b"\x93NUMPY";
/// The most bytes of the header.
const MOST_HEAD: usize = 64 << 10;
/// The most dimensions.
const MOST_DIMENSIONS: usize = 8;

/// What a header says.
struct Head {
    shape: Vec<usize>,
    fortran: bool,
    kind: Kind,
    big_endian: bool,
    /// Bytes of the file before the numbers.
    bytes: usize,
}

/// Reads an array; `file` is its name in errors.
///
/// # Errors
/// If the input is not exactly one array of numbers.
pub(in crate::data) fn read(file: &str, input: impl Read) -> Result<Array> {
    let mut input = Input::open(file, input)?;
    let head = head(&mut input)?;
    let Some(size) = size(&head.shape, head.kind) else {
        return Err(input.says(&format!(
            "claims to be of shape {:?}, more than 1 GiB, the most that can be read",
            head.shape
        )));
    };
    // One byte more than wanted tells whether the file ends where it should.
    let bytes = input.read(size + 1)?;
    if bytes.len() < size {
        return Err(input.says(&format!(
            "is cut short: its header promises {size} bytes of numbers, but there are {}",
            bytes.len()
        )));
    }
    if bytes.len() > size {
        return Err(input.says(&format!(
            "is longer than the {size} bytes of numbers that its header promises"
        )));
    }
    Ok(head.array(file, bytes))
}

/// What the beginning of a file says of it, and where its numbers begin; nothing where it does not begin like an array.
///
/// # Errors
/// If the header is damaged.
pub(in crate::data) fn described(file: &str, begins: &[u8]) -> Result<Option<(Array, usize)>> {
    if !begins.starts_with(MAGIC) {
        return Ok(None);
    }
    let head = head(&mut Input::open(file, begins)?)?;
    let bytes = head.bytes;
    Ok(Some((head.array(file, Vec::new()), bytes)))
}

impl Head {
    fn array(self, file: &str, bytes: Vec<u8>) -> Array {
        Array {
            file: file.to_owned(),
            shape: self.shape,
            fortran: self.fortran,
            numbers: Numbers {
                kind: self.kind,
                big_endian: self.big_endian,
                bytes,
            },
        }
    }
}

fn head(input: &mut Input<'_>) -> Result<Head> {
    let magic = input.read(8)?;
    if magic.len() < 8 || !magic.starts_with(MAGIC) {
        return Err(input.says("is not a NumPy array (.npy): it does not begin like one"));
    }
    let wide = magic[6] > 1;
    let length = input.read(if wide { 4 } else { 2 })?;
    let before = magic.len() + length.len();
    let length = length.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b));
    if length > MOST_HEAD {
        return Err(input.says(&format!(
            "has a header of {length} bytes; at most {MOST_HEAD} are read"
        )));
    }
    let head = input.read(length)?;
    let head = String::from_utf8_lossy(&head).into_owned();
    let field = |name: &str| value(&head, name);
    let (Some(descr), Some(order), Some(shape)) =
        (field("descr"), field("fortran_order"), field("shape"))
    else {
        return Err(input.says("is damaged: its header does not give type, order and shape"));
    };
    let descr = descr.trim_matches(['\'', '"']);
    if descr.contains('O') || descr.starts_with('[') {
        return Err(input.says(
            "holds pickled Python objects, which are never loaded because they can run any program; save an array of numbers",
        ));
    }
    let Some((kind, big_endian)) = kind(descr) else {
        return Err(input.says(&format!(
            "holds numbers of type '{descr}'; whole numbers and floating-point numbers of 2, 4 and 8 bytes can be read"
        )));
    };
    let sides = shape.trim_matches(['(', ')']).split(',').map(str::trim);
    let sides = sides.filter(|side| !side.is_empty());
    let parsed: Option<Vec<usize>> = sides.map(|side| side.parse().ok()).collect();
    let Some(shape) = parsed.filter(|shape| (1..=MOST_DIMENSIONS).contains(&shape.len())) else {
        return Err(input.says(&format!("is of shape {shape}, which cannot be read")));
    };
    Ok(Head {
        shape,
        fortran: order == "True",
        kind,
        big_endian,
        bytes: before + length,
    })
}

/// The value of a field in the text of a dictionary of Python: up to the comma behind it, or the bracket that closes it.
fn value<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let at = ['\'', '"'].iter().find_map(|quote| {
        let key = format!("{quote}{name}{quote}");
        Some(head.find(&key)? + key.len())
    })?;
    let value = head[at..].trim_start().strip_prefix(':')?.trim_start();
    let close = match value.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return value.split([',', '}']).next().map(str::trim),
    };
    value.find(close).map(|end| &value[..=end])
}

/// The type that a word such as `<f4` stands for, and whether its highest byte comes first.
fn kind(descr: &str) -> Option<(Kind, bool)> {
    let mut letters = descr.chars();
    let big_endian = match letters.next()? {
        '<' | '|' => false,
        '>' => true,
        '=' => cfg!(target_endian = "big"),
        _ => return None,
    };
    let kind = letters.next()?;
    let bytes: usize = letters.as_str().parse().ok()?;
    let kind = match (kind, bytes) {
        ('u', 1 | 2 | 4 | 8) | ('b', 1) => Kind::Whole { bytes, sign: false },
        ('i', 1 | 2 | 4 | 8) => Kind::Whole { bytes, sign: true },
        ('f', 2 | 4 | 8) => Kind::Float { bytes },
        _ => return None,
    };
    Some((kind, big_endian))
}
