//! One error type for the person at the prompt: a sentence that says what was wrong and what to do.

mod mistake;

use std::fmt;

pub use mistake::Mistake;

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

    /// Of a word that should name a `what` and names none: the nearest there is, and all there are.
    pub fn unknown<'a>(
        what: &str,
        word: &str,
        names: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
    ) -> Self {
        let names = names.into_iter();
        let all = names.clone().collect::<Vec<_>>().join(", ");
        let guess = nearest(word, names).map_or_else(
            || "; there".to_owned(),
            |name| format!("; did you mean '{name}'? There"),
        );
        Self::new(format!("there is no {what} '{word}'{guess} are {all}"))
    }
}

/// The name that is most like `word`, as a slip of the fingers leaves it: one letter of a short name, two of a longer
/// one. Nothing is better than a guess: 'exit' is two letters away from 'next', and nobody means it.
#[must_use]
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let slips = |name: &str| match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    names
        .map(|name| (strsim::damerau_levenshtein(word, name), name))
        .filter(|(distance, name)| *distance <= slips(name))
        .min()
        .map(|(_, name)| name)
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

/// A name as a sentence has it. A drawing is a name of hundreds of bytes, of which the beginning and the end will do.
#[must_use]
pub fn brief(name: &str) -> String {
    /// The most characters of a name that is left as it is, and those of the two ends of any other.
    const MOST: usize = 72;
    const ENDS: (usize, usize) = (30, 20);
    let length = name.chars().count();
    if length <= MOST {
        return name.to_owned();
    }
    let head = name.chars().take(ENDS.0);
    let tail = name.chars().skip(length - ENDS.1);
    head.chain(['…']).chain(tail).collect()
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

    #[test]
    fn a_long_name_is_cut_in_its_middle() {
        assert_eq!(brief("digits"), "digits");
        let path = "é".repeat(72);
        assert_eq!(brief(&path), path);
        let drawing = format!("drawn 40x40 {}", "A.".repeat(800));
        assert_eq!(
            brief(&drawing),
            "drawn 40x40 A.A.A.A.A.A.A.A.A.…A.A.A.A.A.A.A.A.A.A."
        );
    }
}
