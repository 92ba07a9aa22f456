//! How a discriminator takes its batches.

/// Whether real and generated items are of one update.
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
        ("whole", "one update on real and made items together"),
        (
            "apart",
            "an update on real items, one on made ones, for each term",
        ),
    ];

    /// The word at the prompt.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }

    /// What a word stands for.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "whole" | "joint" => Some(Self::Joint),
            "apart" | "split" => Some(Self::Split),
            _ => None,
        }
    }
}
