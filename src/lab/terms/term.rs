//! What a term of the joint loss is: what it looks at, how it is computed, which networks it needs and moves.

use crate::nets::Role;

/// What a term looks at, of all that is made of a batch of items `x` and codes `z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab) enum Operand {
    /// One thing alone.
    Made(Product),
    /// `(G(z), z)`.
    GeneratedPair,
    /// `(x, E(x))`.
    EncodedPair,
    /// `(G(e), e)` of `e = E(x)`, which is held constant where it stands beside the item.
    TranslatedPair,
}

impl Operand {
    /// What has to be made for it. Of pairs of generator and encoder both kinds are made, whichever is to pass
    /// for the other.
    pub(in crate::lab) const fn needs(self) -> &'static [Product] {
        match self {
            Self::Made(Product::Fake) => &[Product::Fake],
            Self::Made(Product::Recode) => &[Product::Fake, Product::Recode],
            Self::Made(Product::Code) => &[Product::Code],
            Self::Made(Product::Recon) | Self::TranslatedPair => &[Product::Code, Product::Recon],
            Self::Made(Product::Held) => &[Product::Code, Product::Held],
            Self::GeneratedPair | Self::EncodedPair => &[Product::Fake, Product::Code],
        }
    }
}

/// What E and G make of a batch, in the order in which it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab) enum Product {
    /// `G(z)`.
    Fake,
    /// `E(G(z))`.
    Recode,
    /// `E(x)`.
    Code,
    /// `G(E(x))`.
    Recon,
    /// `G(e)` of a code `e = E(x)` that is held constant.
    Held,
}

impl Product {
    pub(in crate::lab) const ALL: [Self; 5] = [
        Self::Fake,
        Self::Recode,
        Self::Code,
        Self::Recon,
        Self::Held,
    ];
}

/// How a term is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab) enum Kind {
    /// How far an item is from `x`, by the distance of the run.
    Item,
    /// How far a code is from `z`, squared.
    Code,
    /// How far what `Dx` sees in an item is from what it sees in `x`.
    Features,
    /// The divergence that `E` has from the prior.
    Divergence,
    /// How large a code is.
    Size,
    /// The loss of passing for real: low where the discriminator takes it to be real.
    Real(Role),
    /// The loss of passing for generated: low where the discriminator takes it to be generated.
    Fake(Role),
    /// Nothing: the discriminator learns that it is generated, and neither E nor G pays.
    DOnly(Role),
}

/// One term of the joint loss of encoder and generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The word at the prompt.
    pub name: &'static str,
    /// For people.
    pub formula: &'static str,
    /// Which way it pushes, and whose it is.
    pub explained: &'static str,
    pub(in crate::lab) of: Operand,
    pub(in crate::lab) kind: Kind,
    /// The networks that it cannot do without. A discriminator of pairs learns from both kinds; what
    /// a code is like counts where a generator decodes it.
    pub needs: &'static [Role],
    /// The networks that it moves.
    pub moves: &'static [Role],
}

impl Term {
    /// The discriminator that it is about.
    #[must_use]
    pub fn discriminator(self) -> Option<Role> {
        match self.kind {
            Kind::Real(d) | Kind::Fake(d) | Kind::DOnly(d) => Some(d),
            _ => None,
        }
    }
}
