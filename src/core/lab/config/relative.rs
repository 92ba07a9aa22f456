//! What a discriminator's scores are relative to.

/// What the score of an item is compared with before it is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Relative {
    /// Nothing: the score itself.
    #[default]
    No,
    /// The mean score of the other side (`RaGAN`; Jolicoeur-Martineau 2019, section 4).
    Mean,
    /// The score of the item of the other side at the same place in the batch (`RpGAN`; Jolicoeur-Martineau 2019, section 3;
    /// Huang et al. 2024, Eq. 2).
    Pairs,
}

impl Relative {
    /// Each with what it is.
    pub const WORDS: [(&'static str, &'static str); 3] = [
        ("no", "the scores themselves"),
        (
            "yes",
            "how much more real an item is than the mean of the other side",
        ),
        (
            "pairs",
            "how much more real an item is than one item of the other side",
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
        let all = [Self::No, Self::Mean, Self::Pairs];
        all.into_iter().find(|relative| relative.word() == word)
    }
}
