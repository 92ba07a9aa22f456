//! Reconstruct an item: `d(x, G(E(x)))`, the autoencoder's only term (Hinton and Salakhutdinov 2006,
//! Fig. 1).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "rec_x",
    formula: "d(x, G(E(x)))",
    explained: "Pushes the reconstruction towards the item, number by number; the setting distance says how the difference is measured (Hinton and Salakhutdinov 2006).",
    of: Operand::Made(Product::Recon),
    kind: Kind::Item,
    needs: &[Role::Encoder, Role::Generator],
    moves: &[Role::Encoder, Role::Generator],
};
