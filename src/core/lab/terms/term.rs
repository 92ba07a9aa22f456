//! What a term of the joint loss is: what it looks at, how it is computed, which networks it needs and trains.

use crate::nets::Role;

/// What a term looks at, of all that is computed from a batch of items `x` and codes `z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab) enum Operand {
    /// A single item or code.
    Made(Product),
    /// `(G(z), z)`.
    GeneratedPair,
    /// `(x, E(x))`.
    EncodedPair,
    /// `(G(e), e)` for `e = E(x)`; the second `e`, the one beside the item, is held constant.
    TranslatedPair,
}

impl Operand {
    /// What has to be computed for it. For pairs of generator and encoder both kinds are computed, whichever one is to
    /// pass for the other.
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

/// What E and G compute from a batch, in the order in which it is computed.
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
    /// `G(e)` for a code `e = E(x)` that is held constant.
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
    /// The distance of an item from `x`, by the run's setting.
    Item,
    /// The squared distance of a code from `z`.
    Code,
    /// The distance of an item from `x` in the features of `Dx`.
    Features,
    /// The divergence of `E`'s distribution from the prior.
    Divergence,
    /// The size of a code.
    Size,
    /// The loss of passing for real: low if the discriminator takes it for real.
    Real(Role),
    /// The loss of passing for generated: low if the discriminator takes it for generated.
    Fake(Role),
    /// No loss: the discriminator learns that it is generated, but neither E nor G is trained by it.
    DOnly(Role),
}

/// One term of the joint loss of encoder and generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The word at the prompt.
    pub name: &'static str,
    /// For people.
    pub formula: &'static str,
    /// Which way it pushes, and the paper it is from.
    pub explained: &'static str,
    pub(in crate::lab) of: Operand,
    pub(in crate::lab) kind: Kind,
    /// The networks that it needs. A discriminator of pairs learns from both kinds of pairs, and terms on codes make sense
    /// only with a generator that decodes them.
    pub needs: &'static [Role],
    /// The networks that it trains.
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
