//! Terms as data: what encoder and generator may pay for.

use crate::error::{Error, Result};
use crate::nets::Role;

/// One term of the joint loss of encoder and generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// Reconstruct an image: `d(x, G(E(x)))`.
    RecX,
    /// Reconstruct a code: `d(z, E(G(z)))`.
    RecZ,
    /// Reconstruct what `Dx` sees in an image: `d(f(x), f(G(E(x))))` for a hidden layer `f` of `Dx`
    /// (Larsen et al. 2016, Eq. 7).
    RecF,
    /// Keep the distribution of a code near the prior: `KL(E(x) ‖ N(0, 1))`, in nats an item (Kingma and
    /// Welling 2014, Eq. 7). Its weight is the β of Higgins et al. 2017.
    Kl,
    /// Keep codes small, so that few numbers of a code are used: `mean |E(x)|`.
    Sparse,
    /// Fool `Dx` with a generated image: `G(z)`.
    AdvX,
    /// Fool `Dx` with a reconstructed image: `G(E(x))`.
    AdvXRec,
    /// Fool `Dx` with a reconstructed image, at no cost to the encoder: `G(e)` where `e = E(x)` is held
    /// (Larsen et al. 2016, Algorithm 1).
    AdvXDec,
    /// Fool `Dz` with the code of an image: `E(x)`.
    AdvZ,
    /// Fool `Dz` with the code of a generated image: `E(G(z))`.
    AdvZRec,
    /// Have `Dxz` take the generated pair `(G(z), z)` for a real one.
    AdvXzG,
    /// Have `Dxz` take the pair of an image and its code `(x, E(x))` for a made one.
    AdvXzE,
    /// Have `Dxz` take what was made of a code for what belongs to it: `(G(E(x)), E(x))`, the code as a
    /// condition.
    AdvXzRec,
}

impl Term {
    pub const ALL: [Self; 13] = [
        Self::RecX,
        Self::RecZ,
        Self::RecF,
        Self::Kl,
        Self::Sparse,
        Self::AdvX,
        Self::AdvXRec,
        Self::AdvXDec,
        Self::AdvZ,
        Self::AdvZRec,
        Self::AdvXzG,
        Self::AdvXzE,
        Self::AdvXzRec,
    ];

    /// The word at the prompt.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RecX => "rec_x",
            Self::RecZ => "rec_z",
            Self::RecF => "rec_f",
            Self::Kl => "kl",
            Self::Sparse => "sparse",
            Self::AdvX => "adv_x",
            Self::AdvXRec => "adv_x_rec",
            Self::AdvXDec => "adv_x_dec",
            Self::AdvZ => "adv_z",
            Self::AdvZRec => "adv_z_rec",
            Self::AdvXzG => "adv_xz_g",
            Self::AdvXzE => "adv_xz_e",
            Self::AdvXzRec => "adv_xz_rec",
        }
    }

    /// For people.
    #[must_use]
    pub fn formula(self) -> &'static str {
        match self {
            Self::RecX => "d(x, G(E(x)))",
            Self::RecZ => "d(z, E(G(z)))",
            Self::RecF => "d(f(x), f(G(E(x))))",
            Self::Kl => "KL(E(x) ‖ N(0, 1))",
            Self::Sparse => "mean |E(x)|",
            Self::AdvX => "Dx fooled by G(z)",
            Self::AdvXRec => "Dx fooled by G(E(x))",
            Self::AdvXDec => "Dx fooled by G(held)",
            Self::AdvZ => "Dz fooled by E(x)",
            Self::AdvZRec => "Dz fooled by E(G(z))",
            Self::AdvXzG => "Dxz fooled by G(z), z",
            Self::AdvXzE => "Dxz fooled by x, E(x)",
            Self::AdvXzRec => "Dxz fooled by G(E(x))",
        }
    }

    /// The networks that the term cannot do without.
    #[must_use]
    pub fn needs(self) -> &'static [Role] {
        use Role::{
            CodeDiscriminator as Dz, Discriminator as Dx, Encoder as E, Generator as G,
            PairDiscriminator as Dxz,
        };
        match self {
            // A distribution of codes is made for a generator.
            Self::RecX | Self::RecZ | Self::Kl | Self::Sparse => &[E, G],
            Self::AdvX => &[G, Dx],
            Self::RecF | Self::AdvXRec | Self::AdvXDec => &[E, G, Dx],
            Self::AdvZ => &[E, Dz],
            Self::AdvZRec => &[E, G, Dz],
            // A lesson is of both kinds of pairs.
            Self::AdvXzG | Self::AdvXzE | Self::AdvXzRec => &[E, G, Dxz],
        }
    }

    /// The networks that the term moves.
    #[must_use]
    pub fn moves(self) -> &'static [Role] {
        match self {
            Self::Kl | Self::Sparse | Self::AdvZ => &[Role::Encoder],
            Self::AdvX | Self::AdvXDec => &[Role::Generator],
            _ => &[Role::Encoder, Role::Generator],
        }
    }

    /// Whether it wants `G(z)` of codes of the prior.
    #[must_use]
    pub fn generates(self) -> bool {
        matches!(self, Self::RecZ | Self::AdvX | Self::AdvZRec) || self.in_pairs()
    }

    /// Whether it wants `E(G(z))`.
    #[must_use]
    pub fn recodes(self) -> bool {
        matches!(self, Self::RecZ | Self::AdvZRec)
    }

    /// Whether it wants `E(x)`.
    #[must_use]
    pub fn encodes(self) -> bool {
        matches!(self, Self::Kl | Self::Sparse | Self::AdvZ)
            || self.reconstructs()
            || self.decodes()
            || self.in_pairs()
    }

    /// Whether it wants `G(E(x))`.
    #[must_use]
    pub fn reconstructs(self) -> bool {
        matches!(
            self,
            Self::RecX | Self::RecF | Self::AdvXRec | Self::AdvXzRec
        )
    }

    /// Whether it wants `G(e)` of a code `e = E(x)` that is held.
    #[must_use]
    pub fn decodes(self) -> bool {
        self == Self::AdvXDec
    }

    /// Whether it is about pairs of generator and encoder: then both kinds are made, whichever is to fool.
    fn in_pairs(self) -> bool {
        matches!(self, Self::AdvXzG | Self::AdvXzE)
    }

    /// The terms in which this discriminator is fooled.
    #[must_use]
    pub fn fooling(judge: Role) -> &'static [Self] {
        match judge {
            Role::CodeDiscriminator => &[Self::AdvZ, Self::AdvZRec],
            Role::PairDiscriminator => &[Self::AdvXzG, Self::AdvXzE, Self::AdvXzRec],
            _ => &[Self::AdvX, Self::AdvXRec, Self::AdvXDec],
        }
    }

    /// The term called `name`.
    ///
    /// # Errors
    /// A sentence with the names there are.
    pub fn named(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|t| t.name() == name)
            .ok_or_else(|| Error::unknown("term", name, Self::ALL.iter().map(|t| t.name())))
    }
}
