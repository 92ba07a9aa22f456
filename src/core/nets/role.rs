//! The roles of networks in the family.

use std::fmt;

use crate::error::{Error, Result};

/// Which of the networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `E: x → z`.
    Encoder,
    /// `G: z → x`.
    Generator,
    /// `Dx: x → 1`.
    Discriminator,
    /// `Dz: z → 1`.
    CodeDiscriminator,
    /// `Dxz: (x, z) → 1`.
    PairDiscriminator,
}

impl Role {
    pub const ALL: [Self; 5] = [
        Self::Encoder,
        Self::Generator,
        Self::Discriminator,
        Self::CodeDiscriminator,
        Self::PairDiscriminator,
    ];

    /// Its input and output.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Encoder => "item → code",
            Self::Generator => "code → item",
            Self::Discriminator => "item → real?",
            Self::CodeDiscriminator => "code → of the prior?",
            Self::PairDiscriminator => "item, code → real?",
        }
    }

    /// The word at the prompt.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Encoder => "enc",
            Self::Generator => "gen",
            Self::Discriminator => "disc",
            Self::CodeDiscriminator => "code",
            Self::PairDiscriminator => "pair",
        }
    }

    /// The role of a word.
    ///
    /// # Errors
    /// A sentence with the words there are.
    pub fn of_word(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|role| role.word() == word);
        found.ok_or_else(|| Error::unknown("role", word, Self::ALL.map(Self::word)))
    }

    /// The discriminators.
    pub const DISCRIMINATORS: [Self; 3] = [
        Self::Discriminator,
        Self::CodeDiscriminator,
        Self::PairDiscriminator,
    ];
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoder => "E",
            Self::Generator => "G",
            Self::Discriminator => "Dx",
            Self::CodeDiscriminator => "Dz",
            Self::PairDiscriminator => "Dxz",
        })
    }
}
