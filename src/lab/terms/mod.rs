//! Terms as data, one short file each: what encoder and generator may pay for.

pub(super) mod adv_x;
pub(super) mod adv_x_dec;
pub(super) mod adv_x_rec;
pub(super) mod adv_xz_e;
pub(super) mod adv_xz_g;
pub(super) mod adv_xz_rec;
pub(super) mod adv_z;
pub(super) mod adv_z_rec;
pub(super) mod kl;
pub(super) mod rec_f;
pub(super) mod rec_x;
pub(super) mod rec_z;
pub(super) mod show_x;
pub(super) mod sparse;

use crate::error::{Error, Result};
use crate::event::Listing;
use crate::nets::Role;

/// All terms, in the order of the ledger; to add one is a file and a word here.
pub const TERMS: &[Term] = &[
    rec_x::TERM,
    rec_z::TERM,
    rec_f::TERM,
    kl::TERM,
    sparse::TERM,
    adv_x::TERM,
    adv_x_rec::TERM,
    adv_x_dec::TERM,
    show_x::TERM,
    adv_z::TERM,
    adv_z_rec::TERM,
    adv_xz_g::TERM,
    adv_xz_e::TERM,
    adv_xz_rec::TERM,
];

/// What a term looks at, of all that is made of a batch of items `x` and codes `z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operand {
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
    pub(super) const fn needs(self) -> &'static [Product] {
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
pub(super) enum Product {
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
    pub(super) const ALL: [Self; 5] = [
        Self::Fake,
        Self::Recode,
        Self::Code,
        Self::Recon,
        Self::Held,
    ];
}

/// How a term is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
    pub(super) of: Operand,
    pub(super) kind: Kind,
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

    /// The terms that this discriminator learns from.
    pub fn learned_by(d: Role) -> impl Iterator<Item = Self> {
        let all = TERMS.iter().copied();
        all.filter(move |term| term.discriminator() == Some(d))
    }

    /// The term whose operand is generated where this one's is real to the discriminator; otherwise itself.
    pub(super) fn generated(self) -> Self {
        if self == adv_xz_e::TERM {
            adv_xz_g::TERM
        } else {
            self
        }
    }
}

/// The term called `name`.
///
/// # Errors
/// A sentence with the names there are.
pub fn term(name: &str) -> Result<Term> {
    let found = TERMS.iter().find(|t| t.name == name).copied();
    found.ok_or_else(|| Error::unknown("term", name, TERMS.iter().map(|t| t.name)))
}

/// What the terms are.
#[must_use]
pub fn table() -> Listing {
    let row = |term: &Term| {
        let needs: Vec<_> = term.needs.iter().map(ToString::to_string).collect();
        vec![term.name.into(), term.formula.into(), needs.join(" ")]
    };
    Listing {
        title: "terms of the ledger".into(),
        columns: ["term", "what", "networks"].map(Into::into).into(),
        rows: TERMS.iter().map(row).collect(),
        footer: "E: item → code · G: code → item · Dx, Dz, Dxz: is it real?".into(),
    }
}
