//! Fool `Dz` with the code of an item, `E(x)` (Makhzani et al. 2015, section 2).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_z",
    formula: "Dz fooled by E(x)",
    explained: "Pushes the codes that E gives towards the prior, so G can decode codes drawn from it (Makhzani et al. 2015).",
    of: Operand::Made(Product::Code),
    kind: Kind::Real(Role::CodeDiscriminator),
    needs: &[Role::Encoder, Role::CodeDiscriminator],
    moves: &[Role::Encoder],
};
