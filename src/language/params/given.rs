//! What was given for the parameters of a command.

use std::collections::BTreeMap;

/// The words of one command, by the parameters that they are for. Every value was checked when the line was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    pub(super) words: BTreeMap<&'static str, Vec<String>>,
    pub(super) options: Vec<(String, String)>,
    rest: String,
}

impl Given {
    /// Nothing yet but options, and the line behind the name.
    pub(crate) fn new(options: Vec<(String, String)>, rest: String) -> Self {
        Self {
            words: BTreeMap::new(),
            options,
            rest,
        }
    }

    /// Puts the words of a parameter in.
    pub(super) fn put(&mut self, name: &'static str, words: Vec<String>) {
        self.words.insert(name, words);
    }

    /// All options, in order.
    #[must_use]
    pub fn options(&self) -> &[(String, String)] {
        &self.options
    }

    /// Everything after the name of the command, as it was typed.
    #[must_use]
    pub fn rest(&self) -> &str {
        &self.rest
    }
}
