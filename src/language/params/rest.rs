//! Many words, or all that is left of a line.

use super::{Given, Suggestion, Typed};
use crate::error::Result;

/// Words of one kind, one after the other.
pub struct List<T> {
    /// As usage shows them: `RECIPE RECIPE...`.
    pub name: &'static str,
    /// The fewest and the most.
    pub length: (usize, usize),
    pub read: fn(&str) -> Result<T>,
    /// What may be typed for the next.
    pub suggest: fn(&[&str]) -> Vec<Suggestion>,
}

impl<T> Typed for List<T> {
    type Value = Vec<T>;

    fn name(&self) -> &'static str {
        self.name
    }

    fn length(&self) -> (usize, usize) {
        self.length
    }

    fn value(&self, words: &[String], _: &Given) -> Result<Vec<T>> {
        words.iter().map(|word| (self.read)(word)).collect()
    }

    fn default(&self) -> Option<Vec<T>> {
        (self.length.0 == 0).then(Vec::new)
    }

    fn suggest(&self, before: &[&str]) -> Vec<Suggestion> {
        (self.suggest)(before)
    }
}

/// All that is left of the line.
pub struct Rest(pub &'static str);

impl Typed for Rest {
    type Value = Vec<String>;

    fn name(&self) -> &'static str {
        self.0
    }

    fn length(&self) -> (usize, usize) {
        (1, usize::MAX)
    }

    fn value(&self, words: &[String], _: &Given) -> Result<Vec<String>> {
        Ok(words.to_vec())
    }

    fn suggest(&self, _: &[&str]) -> Vec<Suggestion> {
        Vec::new()
    }
}
