//! The classifiers that are part of the program, each with the hash of its weights and what it can do.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::Classifier;
use crate::error::{Error, Result};

/// A classifier in the program.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The data that it learned from.
    pub data: &'static str,
    /// The digest of these data.
    pub digest: &'static str,
    /// The weights, packed by `build.rs`.
    packed: &'static [u8],
    /// SHA-256 of their `.safetensors` file in hexadecimal.
    pub sha256: &'static str,
    /// Held-out items that it reads rightly, of [`of`](Self::of).
    pub right: usize,
    pub of: usize,
}

macro_rules! weights {
    ($data:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $data, ".safetensors.zlib"))
    };
}

/// All of them; `assets/README.md` says how they were made.
// One place in the program: a constant would be copied to wherever it is used.
pub static SHIPPED: &[Shipped] = &[
    Shipped {
        data: "digits",
        digest: "6aa5f7aa1805b10d5dcba7682ba1627936f2e46e91d12cd158a7462ef39f0baa",
        packed: weights!("digits"),
        sha256: "43cc1a553adc141dfd90e90a296aa77e7b1405bdf62052a8a14a0bf920c84e8e",
        right: 987,
        of: 1000,
    },
    Shipped {
        data: "fashion",
        digest: "b8cf3250e39827d7ef87b4f03424a9d6f191c316af8e2ddd4c1dab89fa1a1976",
        packed: weights!("fashion"),
        sha256: "aa62b2b8bc48dcbb71aa7f984cbc4e9d1450fbc4d36b73ba6f69aeba9e9c3bdf",
        right: 879,
        of: 1000,
    },
];

impl Shipped {
    /// The weights, as a `.safetensors` file.
    ///
    /// # Errors
    /// When the program's own bytes cannot be read.
    pub fn content(&self) -> Result<Vec<u8>> {
        // The first bytes of all words of four, then the second, the third and the fourth.
        let mut places = Vec::new();
        ZlibDecoder::new(self.packed)
            .read_to_end(&mut places)
            .map_err(|error| Error::new(format!("the classifier of '{}': {error}", self.data)))?;
        let words = places.len() / 4;
        let word = |at: usize| (0..4).map(move |place| place * words + at);
        Ok((0..words).flat_map(word).map(|at| places[at]).collect())
    }
}

/// The classifier that learned from the data with this digest, if it is part of the program.
#[must_use]
pub fn shipped(digest: &str) -> Option<Result<Classifier>> {
    let found = SHIPPED.iter().find(|s| s.digest == digest)?;
    Some(
        found
            .content()
            .and_then(|content| Classifier::of_bytes(&content)),
    )
}
