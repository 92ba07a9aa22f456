//! Fool `Dx` with a generated item, `G(z)` (Goodfellow et al. 2014, Algorithm 1).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_x",
    formula: "Dx fooled by G(z)",
    of: Operand::Made(Product::Fake),
    kind: Kind::Real(Role::Discriminator),
    needs: &[Role::Generator, Role::Discriminator],
    moves: &[Role::Generator],
};
