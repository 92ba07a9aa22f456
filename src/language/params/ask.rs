//! The values of parameters, asked of what was given.

use super::form::Key;
use super::given::Given;
use super::option::Opt;
use super::param::Typed;
use crate::error::{Error, Result};

impl Given {
    /// The value of a parameter, if it was given.
    ///
    /// # Errors
    /// As [`Typed::value`]; not where the line was read.
    pub fn maybe<P: Typed>(&self, param: &P) -> Result<Option<P::Value>> {
        let words = self.words.get(param.name());
        words.map(|words| param.value(words, self)).transpose()
    }

    /// The value of a parameter, or its default.
    ///
    /// # Errors
    /// A sentence where it was not given and has no default; not where it has to be given.
    pub fn get<P: Typed>(&self, param: &P) -> Result<P::Value> {
        let value = self.maybe(param)?.or_else(|| param.default());
        value.ok_or_else(|| Error::new(format!("{} is missing", param.name())))
    }

    /// The value of a count, as a size.
    ///
    /// # Errors
    /// As [`Given::get`].
    pub fn size<P: Typed<Value = u64>>(&self, param: &P) -> Result<usize> {
        Ok(usize::try_from(self.get(param)?).unwrap_or(usize::MAX))
    }

    /// Whether a word was typed.
    #[must_use]
    pub fn has(&self, key: &Key) -> bool {
        self.words.contains_key(key.word)
    }

    /// The value of an option, if it was given; of two the last.
    ///
    /// # Errors
    /// As [`Opt::read`]; not where the line was read.
    pub fn option<T>(&self, option: &Opt<T>) -> Result<Option<T>> {
        let mut found = self.options.iter().rev();
        let found = found.find(|(key, _)| key == option.key);
        found
            .map(|(key, value)| (option.read)(key, value))
            .transpose()
    }
}
