//! Fool `Dx` with a generated item, `G(z)` (Goodfellow et al. 2014, Algorithm 1).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_x",
    formula: "Dx fooled by G(z)",
    explained: "Pushes G to make items from noise that Dx takes for real ones (Goodfellow et al. 2014).",
    of: Operand::Made(Product::Fake),
    kind: Kind::Real(Role::Discriminator),
    needs: &[Role::Generator, Role::Discriminator],
    moves: &[Role::Generator],
};
