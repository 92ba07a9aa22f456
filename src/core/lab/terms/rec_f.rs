//! Reconstruct an item in the features of `Dx`: the mean square of `f(x) - f(G(E(x)))` for a hidden layer `f` of `Dx`
//! (Larsen et al. 2016, Eq. 7).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "rec_f",
    formula: "mse(f(x), f(G(E(x))))",
    explained: "Pushes the reconstruction towards the item, compared in the features of a hidden layer of Dx (Larsen et al. 2016).",
    of: Operand::Made(Product::Recon),
    kind: Kind::Features,
    needs: &[Role::Encoder, Role::Generator, Role::Discriminator],
    moves: &[Role::Encoder, Role::Generator],
};
