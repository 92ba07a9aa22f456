//! A word that stands for something: one of a few, or the name of a thing.

use super::{Given, Suggestion, Typed};
use crate::error::{Error, Result};

/// One of a few words that are written here; each means a value.
pub struct Choice<T: 'static> {
    pub name: &'static str,
    /// Whether it has to be given.
    pub needed: bool,
    /// Word, what it is, what it means.
    pub words: &'static [(&'static str, &'static str, T)],
    /// What is said to any other word, after what was given before it.
    pub refuse: fn(&str, &Given) -> String,
}

impl<T: Copy + Sync> Typed for Choice<T> {
    type Value = T;

    fn name(&self) -> &'static str {
        self.name
    }

    fn length(&self) -> (usize, usize) {
        (usize::from(self.needed), 1)
    }

    fn value(&self, words: &[String], before: &Given) -> Result<T> {
        let word = words.first().map_or("", String::as_str);
        let found = self.words.iter().find(|(known, ..)| *known == word);
        let value = found.map(|(_, _, value)| *value);
        value.ok_or_else(|| Error::new((self.refuse)(word, before)))
    }

    fn suggest(&self, _: &[&str]) -> Vec<Suggestion> {
        Suggestion::all(self.words.iter().map(|(word, about, _)| (*word, *about)))
    }
}

/// A word that is read by a function: the name of a setting, a number, a path.
// What it is called is its name.
#[allow(clippy::struct_field_names)]
pub struct Name<T> {
    name: &'static str,
    shown: &'static str,
    needed: bool,
    read: fn(&str) -> Result<T>,
    suggest: fn(&[&str]) -> Vec<Suggestion>,
}

impl<T> Name<T> {
    /// A word that has to be given. What may be typed for it follows from the words of the command before it.
    #[must_use]
    pub const fn needed(
        name: &'static str,
        read: fn(&str) -> Result<T>,
        suggest: fn(&[&str]) -> Vec<Suggestion>,
    ) -> Self {
        Self {
            name,
            shown: name,
            needed: true,
            read,
            suggest,
        }
    }

    /// A word that may be missing.
    #[must_use]
    pub const fn optional(
        name: &'static str,
        read: fn(&str) -> Result<T>,
        suggest: fn(&[&str]) -> Vec<Suggestion>,
    ) -> Self {
        let mut one = Self::needed(name, read, suggest);
        one.needed = false;
        one
    }

    /// As usage shows it, where that is not its name.
    #[must_use]
    pub const fn shown(mut self, shown: &'static str) -> Self {
        self.shown = shown;
        self
    }
}

/// Any word, as it is.
///
/// # Errors
/// None.
// Every word is read by a function that may fail.
#[allow(clippy::unnecessary_wraps)]
pub fn any(word: &str) -> Result<String> {
    Ok(word.to_owned())
}

impl<T> Typed for Name<T> {
    type Value = T;

    fn name(&self) -> &'static str {
        self.name
    }

    fn shown(&self) -> &'static str {
        self.shown
    }

    fn length(&self) -> (usize, usize) {
        (usize::from(self.needed), 1)
    }

    fn value(&self, words: &[String], _: &Given) -> Result<T> {
        (self.read)(words.first().map_or("", String::as_str))
    }

    fn suggest(&self, before: &[&str]) -> Vec<Suggestion> {
        (self.suggest)(before)
    }
}
