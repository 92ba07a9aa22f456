//! A count within a range.

use super::{Given, Suggestion, Typed};
use crate::error::{Error, Result};

/// A whole number from `low` to `high`; where it may be missing it is `default`.
#[derive(Debug, Clone, Copy)]
pub struct Count {
    name: &'static str,
    shown: &'static str,
    default: Option<u64>,
    low: u64,
    high: u64,
}

impl Count {
    /// A count that may be missing.
    #[must_use]
    pub const fn of(name: &'static str, default: u64, low: u64, high: u64) -> Self {
        Self {
            default: Some(default),
            ..Self::needed(name, low, high)
        }
    }

    /// A count that has to be given.
    #[must_use]
    pub const fn needed(name: &'static str, low: u64, high: u64) -> Self {
        Self {
            name,
            shown: name,
            default: None,
            low,
            high,
        }
    }

    /// As usage shows it, where that is not its name.
    #[must_use]
    pub const fn shown(mut self, shown: &'static str) -> Self {
        self.shown = shown;
        self
    }
}

impl Typed for Count {
    type Value = u64;

    fn name(&self) -> &'static str {
        self.name
    }

    fn shown(&self) -> &'static str {
        self.shown
    }

    fn length(&self) -> (usize, usize) {
        (usize::from(self.default.is_none()), 1)
    }

    fn value(&self, words: &[String], _: &Given) -> Result<u64> {
        let word = words.first().map_or("", String::as_str);
        let read = word.parse::<u64>().ok();
        read.filter(|n| (self.low..=self.high).contains(n))
            .ok_or_else(|| {
                Error::new(format!(
                    "'{word}' is not a count: give a whole number from {} to {}",
                    self.low, self.high
                ))
            })
    }

    fn default(&self) -> Option<u64> {
        self.default
    }

    fn default_in_words(&self) -> Option<String> {
        self.default.map(|n| n.to_string())
    }

    fn suggest(&self, _: &[&str]) -> Vec<Suggestion> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_reach_from_the_least_to_the_greatest() {
        let count = |word: &str| {
            Count::of("N", 5, 2, 9)
                .value(&[word.to_owned()], &Given::default())
                .ok()
        };
        assert_eq!([count("2"), count("9")], [Some(2), Some(9)]);
        for bad in ["1", "10", "-3", "2.5", "two", ""] {
            assert_eq!(count(bad), None, "{bad}");
        }
    }
}
