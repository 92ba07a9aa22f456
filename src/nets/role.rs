//! The parts that networks play in the family.

use std::fmt;

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

    /// What it takes and gives.
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
