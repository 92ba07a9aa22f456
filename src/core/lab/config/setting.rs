//! What one setting is: its names, what it takes, and what a change of it touches.

use super::corruption::Corruption;
use super::d_batches::DBatches;
use super::relative::Relative;
use super::schedule::Schedule;
use crate::error::{Error, Result};
use crate::losses::{self, Distance, Objective};
use crate::optim::{self, Rule};

/// A row of a table of settings, whose values `S` holds.
#[derive(Debug)]
pub struct Row<S> {
    /// Its name, at the prompt and in sessions.
    pub name: &'static str,
    /// Names of earlier versions: they are read, and never printed.
    pub was: &'static [&'static str],
    /// One line, for people.
    pub about: &'static str,
    pub takes: Takes,
    pub effect: Effect,
    pub(super) read: fn(&S) -> String,
    pub(super) write: fn(&mut S, &str, &str) -> Result<()>,
}

/// Values that a setting takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A number, from the one to the other.
    Number(f64, f64),
    /// One of these words; each with what it is.
    Word(fn() -> Vec<(&'static str, &'static str)>),
}

/// What a change touches beside the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Nothing,
    /// How much memory a step takes.
    Memory,
    /// What optimisers remember: it means something else to another rule, and is forgotten.
    Moments,
    /// Whether discriminators must be piecewise linear.
    Slopes,
    /// What is done to items of the data.
    Corruption,
    /// What is done to pictures before a discriminator sees them.
    Augments,
}

impl<S> Row<S> {
    /// Whether a word is its name, or another name of it.
    #[must_use]
    pub fn is_called(&self, word: &str) -> bool {
        self.name == word || self.was.contains(&word)
    }

    /// Its value, as `set` takes it.
    #[must_use]
    pub fn of(&self, settings: &S) -> String {
        (self.read)(settings)
    }

    /// The words that it takes, with what they are; none where it takes a number.
    #[must_use]
    pub fn words(&self) -> Vec<(&'static str, &'static str)> {
        match self.takes {
            Takes::Number(..) => Vec::new(),
            Takes::Word(words) => words(),
        }
    }

    /// What it is, and which words it takes where its line does not say them.
    #[must_use]
    pub fn describe(&self) -> String {
        let words: Vec<_> = self.words().into_iter().map(|(word, _)| word).collect();
        if words.iter().all(|word| self.about.contains(word)) {
            return self.about.to_owned();
        }
        format!("{} · {}", self.about, words.join(", "))
    }
}

/// A value of a setting, as a word and back.
pub(super) trait Value: Sized {
    /// The value that a word stands for.
    ///
    /// # Errors
    /// A sentence with what is allowed.
    fn read(name: &str, word: &str, takes: &Takes) -> Result<Self>;

    fn word(&self) -> String;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Value for $number {
            fn read(name: &str, word: &str, takes: &Takes) -> Result<Self> {
                let Takes::Number(low, high) = *takes else {
                    return Err(Error::new(format!("{name} takes no number")));
                };
                let within = |v: &Self| (low as Self..=high as Self).contains(v);
                word.parse().ok().filter(within).ok_or_else(|| {
                    Error::new(format!("{name} takes a number from {low} to {high}, not '{word}'"))
                })
            }

            fn word(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

numbers!(usize, u64, f32);

impl Value for Relative {
    fn read(name: &str, word: &str, _: &Takes) -> Result<Self> {
        Self::of(word)
            .ok_or_else(|| Error::new(format!("{name} is yes, pairs or no, not '{word}'")))
    }

    fn word(&self) -> String {
        Self::word(*self).to_owned()
    }
}

impl Value for DBatches {
    fn read(name: &str, word: &str, _: &Takes) -> Result<Self> {
        Self::of(word).ok_or_else(|| Error::new(format!("{name} is joint or split, not '{word}'")))
    }

    fn word(&self) -> String {
        Self::word(*self).to_owned()
    }
}

impl Value for Schedule {
    fn read(name: &str, word: &str, _: &Takes) -> Result<Self> {
        Self::of(word).ok_or_else(|| {
            let words = Self::WORDS.map(|(word, _)| word).join(", ");
            Error::new(format!("{name} is one of {words}, not '{word}'"))
        })
    }

    fn word(&self) -> String {
        Self::word(*self).to_owned()
    }
}

impl Value for Corruption {
    fn read(name: &str, word: &str, _: &Takes) -> Result<Self> {
        Self::of(word).ok_or_else(|| {
            let words = Self::WORDS.map(|(word, _)| word).join(", ");
            Error::new(format!("{name} is one of {words}, not '{word}'"))
        })
    }

    fn word(&self) -> String {
        Self::word(*self).to_owned()
    }
}

impl Value for Rule {
    fn read(_: &str, word: &str, _: &Takes) -> Result<Self> {
        optim::rule(word)
    }

    fn word(&self) -> String {
        self.name.to_owned()
    }
}

impl Value for Objective {
    fn read(_: &str, word: &str, _: &Takes) -> Result<Self> {
        losses::objective(word)
    }

    fn word(&self) -> String {
        self.name.to_owned()
    }
}

impl Value for Distance {
    fn read(_: &str, word: &str, _: &Takes) -> Result<Self> {
        losses::distance(word)
    }

    fn word(&self) -> String {
        self.name.to_owned()
    }
}
