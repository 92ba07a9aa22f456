//! What may be typed next.

/// A word that may come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub text: String,
    pub about: String,
}

/// A suggestion that stands for files; what it is about are the extensions of their names.
pub const PATH: &str = "<path>";

/// A suggestion that stands for any word that help knows.
pub const TOPIC_NAME: &str = "<topic>";

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
        Self::files("")
    }

    /// Folders, and files whose names have one of these extensions: `ron journal`; any file where there is none.
    #[must_use]
    pub fn files(extensions: &str) -> Vec<Self> {
        Self::all([(PATH, extensions)])
    }
}
