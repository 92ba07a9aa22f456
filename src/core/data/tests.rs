//! Tests of the data room, and what they share: small IDX files made by hand.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

mod batches;
mod cifar;
mod colours;
mod directories;
mod hostile;
#[cfg(feature = "parquet")]
mod parquet;
mod sets;
mod stacked;
mod stored;
mod table;
mod writing;

use super::load;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::path::Path;

/// An IDX file: the type byte, the dimensions, the content.
fn idx(dimensions: &[u32], content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, u8::try_from(dimensions.len()).unwrap()];
    bytes.extend(dimensions.iter().flat_map(|d| d.to_be_bytes()));
    bytes.extend_from_slice(content);
    bytes
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(content).unwrap();
    packer.finish().unwrap()
}

/// `count` images of 2 by 3 pixels, all of them different for a count below 40.
fn images(count: u32) -> Vec<u8> {
    let pixels: Vec<u8> = (0..count * 6)
        .map(|i| u8::try_from(i % 251).unwrap())
        .collect();
    idx(&[count, 2, 3], &pixels)
}

fn labels(count: u32) -> Vec<u8> {
    let content: Vec<u8> = (0..count).map(|i| u8::try_from(i % 4).unwrap()).collect();
    idx(&[count], &content)
}

/// The sentence that `load` fails with.
fn sentence(directory: &Path) -> String {
    load(directory.to_str().unwrap()).unwrap_err().to_string()
}
