//! What may be typed next.

/// A word that may come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub text: String,
    pub about: String,
}

/// A suggestion that stands for any file.
pub const PATH: &str = "<path>";

/// A suggestion that stands for the name of any command.
pub const COMMAND_NAME: &str = "<command>";

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

    /// Any file.
    #[must_use]
    pub fn path(_: &[&str]) -> Vec<Self> {
        Self::all([(PATH, "")])
    }
}
