//! What a command is.

use super::args::Args;
use crate::error::Result;
use crate::shell::{Did, Emit, Shell};

/// One command of the language.
pub struct Command {
    pub name: &'static str,
    /// What comes after the name: `[N] [d|g]`.
    pub usage: &'static str,
    /// One line, for lists.
    pub about: &'static str,
    /// A few lines more, with examples.
    pub details: &'static str,
    /// Whether and how many words may follow: at least, at most.
    pub words: (usize, usize),
    /// What the next word may be, after the words before it; `word — what it is`.
    pub suggest: fn(&[&str]) -> Vec<Suggestion>,
    pub run: fn(&mut Shell, &Args, Emit<'_>) -> Result<Did>,
}

/// A word that may come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub text: String,
    pub about: String,
}

impl Suggestion {
    /// A suggestion for each of `(word, about)`.
    pub fn all<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Self> {
        words
            .into_iter()
            .map(|(text, about)| Self {
                text: text.to_owned(),
                about: about.to_owned(),
            })
            .collect()
    }

    /// No suggestions.
    #[must_use]
    pub fn none(_: &[&str]) -> Vec<Self> {
        Vec::new()
    }
}

/// A suggestion that stands for any file.
pub(super) const PATH: &str = "<path>";
