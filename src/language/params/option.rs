//! `key=value`.

use super::given::Given;
use super::keyed::Keyed;
use super::param::{Offers, Param};
use super::suggestion::Suggestion;
use crate::error::Result;

/// An option with a value of a type.
pub struct Opt<T> {
    pub key: &'static str,
    /// As usage shows it: `every=N`; nothing where another option says it, too.
    pub shown: &'static str,
    /// What it is, for completion.
    pub about: &'static str,
    /// Reads the value; the key is for the sentence.
    pub read: fn(&str, &str) -> Result<T>,
}

impl<T> Keyed for Opt<T> {
    fn key(&self) -> &'static str {
        self.key
    }

    fn shown(&self) -> &'static str {
        self.shown
    }

    fn suggestion(&self) -> Suggestion {
        // `from=mixture` is typed as it is shown; `every=N` is not.
        let shown = self.shown.split_once('=');
        let whole = shown.is_some_and(|(key, value)| {
            key == self.key && value.starts_with(|c: char| c.is_lowercase())
        });
        Suggestion {
            text: if whole {
                self.shown.to_owned()
            } else {
                format!("{}=", self.key)
            },
            about: self.about.to_owned(),
        }
    }

    fn check(&self, value: &str) -> Result<()> {
        (self.read)(self.key, value).map(drop)
    }
}

/// Options that stand anywhere in the line.
pub struct Options {
    pub keys: &'static [&'static dyn Keyed],
    /// Where options of other names are taken, too: what may be typed for them.
    pub others: Option<Others>,
}

/// Options of other names than those that a command declares.
#[derive(Clone, Copy)]
pub struct Others {
    /// Their names, each with `=` behind it.
    pub keys: fn() -> Vec<Suggestion>,
    /// What may be typed as the value of one of them.
    pub values: fn(&str) -> Vec<Suggestion>,
}

impl Options {
    /// These and no others.
    #[must_use]
    pub const fn of(keys: &'static [&'static dyn Keyed]) -> Self {
        Self { keys, others: None }
    }
}

impl Param for Options {
    fn usage(&self) -> String {
        let shown = self.keys.iter().map(|key| key.shown());
        let others = self.others.map(|_| "key=value ...");
        let shown: Vec<_> = shown.chain(others).filter(|s| !s.is_empty()).collect();
        format!("[{}]", shown.join(" "))
    }

    fn words(&self) -> (usize, usize) {
        (0, 0)
    }

    fn span(&self, _: &[&str]) -> usize {
        0
    }

    fn by_place(&self) -> bool {
        false
    }

    fn read(&self, _: &[&str], _: &mut Given) -> Result<()> {
        Ok(())
    }

    fn offers(&self, _: &[&str], before: &[&str]) -> Offers {
        let others = self
            .others
            .map(|others| (others.keys)())
            .unwrap_or_default();
        let mut suggestions: Vec<_> = self.keys.iter().map(|key| key.suggestion()).collect();
        suggestions.extend(others);
        // Twice is once too often.
        let typed = |text: &str| {
            let key = text.split_once('=').map_or(text, |(key, _)| key);
            before
                .iter()
                .any(|word| word.split_once('=').is_some_and(|(typed, _)| typed == key))
        };
        suggestions.retain(|s| !typed(&s.text));
        Offers {
            suggestions,
            more: true,
        }
    }

    fn keys(&self) -> Vec<&'static dyn Keyed> {
        self.keys.to_vec()
    }

    fn any_key(&self) -> bool {
        self.others.is_some()
    }

    fn values(&self, key: &str) -> Vec<Suggestion> {
        let others = self.others.map(|others| (others.values)(key));
        others.unwrap_or_default()
    }
}
