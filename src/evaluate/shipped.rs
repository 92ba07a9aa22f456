//! The classifiers that are part of the program, each with the hash of its weights and what it can do.

use super::Classifier;
use crate::error::Result;

/// A classifier in the program.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The data that it learned from.
    pub data: &'static str,
    /// The digest of these data.
    pub digest: &'static str,
    /// The weights, as a `.safetensors` file.
    pub content: &'static [u8],
    /// SHA-256 of that file in hexadecimal.
    pub sha256: &'static str,
    /// Held-out items that it reads rightly, of [`of`](Self::of).
    pub right: usize,
    pub of: usize,
}

macro_rules! weights {
    ($data:literal) => {
        include_bytes!(concat!("../../assets/readers/", $data, ".safetensors"))
    };
}

/// All of them; `assets/README.md` says how they were made.
// One place in the program: a constant would be copied to wherever it is used.
pub static SHIPPED: &[Shipped] = &[
    Shipped {
        data: "digits",
        digest: "6aa5f7aa1805b10d5dcba7682ba1627936f2e46e91d12cd158a7462ef39f0baa",
        content: weights!("digits"),
        sha256: "43cc1a553adc141dfd90e90a296aa77e7b1405bdf62052a8a14a0bf920c84e8e",
        right: 987,
        of: 1000,
    },
    Shipped {
        data: "fashion",
        digest: "b8cf3250e39827d7ef87b4f03424a9d6f191c316af8e2ddd4c1dab89fa1a1976",
        content: weights!("fashion"),
        sha256: "aa62b2b8bc48dcbb71aa7f984cbc4e9d1450fbc4d36b73ba6f69aeba9e9c3bdf",
        right: 879,
        of: 1000,
    },
];

/// The classifier that learned from the data with this digest, if it is part of the program.
#[must_use]
pub fn shipped(digest: &str) -> Option<Result<Classifier>> {
    let found = SHIPPED.iter().find(|s| s.digest == digest)?;
    Some(Classifier::of_bytes(found.content))
}
