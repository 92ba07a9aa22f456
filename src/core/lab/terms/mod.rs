//! Terms as data, one short file each: the parts of the joint loss of encoder and generator.

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
mod term;

pub use term::Term;
pub(in crate::lab) use term::{Kind, Operand, Product};

use crate::error::{Error, Result};
use crate::event::Listing;
use crate::nets::Role;

/// All terms, in the order of the ledger; to add one, add a file and a word here.
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

impl Term {
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
