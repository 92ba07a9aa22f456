//! How a discriminator takes its batches.

/// Whether real and generated items share an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DBatches {
    /// One update on real and generated items together.
    #[default]
    Joint,
    /// One update on real items, one on generated ones, for each term that fools it (as Lazarou 2020
    /// trains them, and Keras users do).
    Split,
}

impl DBatches {
    /// Each with what it is.
    pub const WORDS: [(&'static str, &'static str); 2] = [
        ("joint", "one update on real and generated items together"),
        (
            "split",
            "one update on real items and one on generated ones, for each term",
        ),
    ];

    /// The word at the prompt.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }

    /// What a word stands for; `whole` and `apart` are older words.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "joint" | "whole" => Some(Self::Joint),
            "split" | "apart" => Some(Self::Split),
            _ => None,
        }
    }
}
