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
pub(super) enum Subject {
    /// `G(z)`.
    Fake,
    /// `G(E(x))`.
    Recon,
    /// `G(e)` of a code `e = E(x)` that is held.
    Held,
    /// `E(x)`.
    Code,
    /// `E(G(z))`.
    Recode,
    /// `(G(z), z)`.
    GeneratedPair,
    /// `(x, E(x))`.
    EncodedPair,
    /// `(G(e), e)` of `e = E(x)`, which is held where it stands beside the item.
    TranslatedPair,
}

/// How a term is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Price {
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
    /// How real the discriminator does not take it to be.
    Fool(Role),
    /// How made the discriminator does not take it to be.
    Hide(Role),
    /// Nothing: the discriminator learns that it is made, and nobody pays.
    Show(Role),
}

/// One term of the joint loss of encoder and generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The word at the prompt.
    pub name: &'static str,
    /// For people.
    pub formula: &'static str,
    pub(super) of: Subject,
    pub(super) price: Price,
    /// The networks that it cannot do without. A discriminator of pairs learns from both kinds; what
    /// a code is like counts where a generator decodes it.
    pub needs: &'static [Role],
    /// The networks that it moves.
    pub moves: &'static [Role],
}

impl Term {
    /// The discriminator that it is about.
    #[must_use]
    pub fn judge(self) -> Option<Role> {
        match self.price {
            Price::Fool(judge) | Price::Hide(judge) | Price::Show(judge) => Some(judge),
            _ => None,
        }
    }

    /// The terms that this discriminator learns from.
    pub fn teaching(judge: Role) -> impl Iterator<Item = Self> {
        TERMS
            .iter()
            .copied()
            .filter(move |t| t.judge() == Some(judge))
    }

    /// Whether it wants `G(z)` of codes of the prior.
    pub(super) fn generates(self) -> bool {
        matches!(self.of, Subject::Fake | Subject::Recode) || self.in_pairs()
    }

    /// Whether it wants `E(G(z))`.
    pub(super) fn recodes(self) -> bool {
        self.of == Subject::Recode
    }

    /// Whether it wants `E(x)`.
    pub(super) fn encodes(self) -> bool {
        self.of == Subject::Code || self.reconstructs() || self.decodes() || self.in_pairs()
    }

    /// Whether it wants `G(E(x))`.
    pub(super) fn reconstructs(self) -> bool {
        matches!(self.of, Subject::Recon | Subject::TranslatedPair)
    }

    /// Whether it wants `G(e)` of a code `e = E(x)` that is held.
    pub(super) fn decodes(self) -> bool {
        self.of == Subject::Held
    }

    /// Whether it is about pairs of generator and encoder: then both kinds are made, whichever is to fool.
    fn in_pairs(self) -> bool {
        matches!(self.of, Subject::GeneratedPair | Subject::EncodedPair)
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
