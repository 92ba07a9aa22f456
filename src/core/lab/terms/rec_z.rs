//! Reconstruct a code: the mean square of `z - E(G(z))` (Lazarou 2020; `reconstruct_latent` in its code).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "rec_z",
    formula: "mse(z, E(G(z)))",
    explained: "Pushes E to recover the code that G made an item from (Lazarou 2020).",
    of: Operand::Made(Product::Recode),
    kind: Kind::Code,
    needs: &[Role::Encoder, Role::Generator],
    moves: &[Role::Encoder, Role::Generator],
};
