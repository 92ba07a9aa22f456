//! Fool `Dz` with the code of a generated item, `E(G(z))` (Lazarou 2020; the discriminator of codes on `z_tilde` in its
//! code).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_z_rec",
    formula: "Dz fooled by E(G(z))",
    explained: "Pushes the codes that E gives for generated items towards the prior (Lazarou 2020).",
    of: Operand::Made(Product::Recode),
    kind: Kind::Real(Role::CodeDiscriminator),
    needs: &[Role::Encoder, Role::Generator, Role::CodeDiscriminator],
    moves: &[Role::Encoder, Role::Generator],
};
