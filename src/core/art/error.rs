//! What can go wrong with a picture, as one sentence for a person to read.

use std::fmt;

/// A sentence that says why a picture was refused, ready to be shown to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtError(String);

impl ArtError {
    /// Wraps a sentence; it begins with a small letter and has no full stop.
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for ArtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ArtError {}
