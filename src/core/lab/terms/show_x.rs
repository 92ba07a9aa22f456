//! Have `Dx` learn that `G(z)` is generated, without a loss for the generator (Lazarou 2020; the `generated` items of
//! the encoding GAN in its code).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "show_x",
    formula: "Dx is shown G(z)",
    explained: "Pushes neither E nor G: only Dx learns from samples (Lazarou 2020).",
    of: Operand::Made(Product::Fake),
    kind: Kind::DOnly(Role::Discriminator),
    needs: &[Role::Generator, Role::Discriminator],
    moves: &[],
};
