//! One error type for the person at the prompt: a sentence that says what was wrong and what to do.

use std::fmt;

/// A sentence for the person at the prompt. It names the bad thing, what is allowed, and the next
/// move; it carries no control characters, so that a hostile file cannot reach the terminal with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(String);

/// The result of everything that can fail in front of a person.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Makes an error of a sentence; control characters are replaced.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(plain(&sentence.into()))
    }
}

/// `text` without anything that a terminal would obey: control characters become `�`, new lines stay.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => '\n',
            '\t' => ' ',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_does_not_survive() {
        let error = Error::new("no file '\u{1b}[2J\u{9b}1mx'");
        assert_eq!(error.to_string(), "no file '\u{fffd}[2J\u{fffd}1mx'");
    }
}
