//! Fool `Dz` with the code of an item, `E(x)` (Makhzani et al. 2015, section 2).

use super::{Price, Subject, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_z",
    formula: "Dz fooled by E(x)",
    of: Subject::Code,
    price: Price::Fool(Role::CodeDiscriminator),
    needs: &[Role::Encoder, Role::CodeDiscriminator],
    moves: &[Role::Encoder],
};
