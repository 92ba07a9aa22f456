//! Have `Dx` learn that `G(z)` is made, at no gain for the generator: nobody pays (Lazarou 2020; the `generated` items
//! of the encoding GAN in its code).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "show_x",
    formula: "Dx is shown G(z)",
    explained: "Pushes neither E nor G: Dx learns from samples, too (Lazarou 2020).",
    of: Operand::Made(Product::Fake),
    kind: Kind::DOnly(Role::Discriminator),
    needs: &[Role::Generator, Role::Discriminator],
    moves: &[],
};
