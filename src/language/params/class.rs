//! A class of the data.

use super::{Given, Suggestion, Typed};
use crate::error::Result;

/// As usage shows it.
const SHOWN: &str = "CLASS";

/// A class by its name, which may be of several words, or by its number. Which classes there are is known where the
/// data are.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    name: &'static str,
    most: usize,
}

impl Class {
    /// A class of at most so many words.
    #[must_use]
    pub const fn of_words(most: usize) -> Self {
        Self { name: SHOWN, most }
    }

    /// By another name, where its command has two.
    #[must_use]
    pub const fn called(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }
}

impl Typed for Class {
    type Value = String;

    fn name(&self) -> &'static str {
        self.name
    }

    fn shown(&self) -> &'static str {
        SHOWN
    }

    fn length(&self) -> (usize, usize) {
        (1, self.most)
    }

    fn value(&self, words: &[String], _: &Given) -> Result<String> {
        Ok(words.join(" "))
    }

    /// The data say which classes there are, and that none is without a name.
    fn read_without(&self) -> bool {
        true
    }

    fn suggest(&self, _: &[&str]) -> Vec<Suggestion> {
        Vec::new()
    }
}
