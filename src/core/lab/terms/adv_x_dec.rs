//! Fool `Dx` with a reconstruction, without a gradient for the encoder: `G(e)` where `e = E(x)` is held constant (Larsen
//! et al. 2016, Algorithm 1).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_x_dec",
    formula: "Dx fooled by G(held)",
    explained: "Pushes G, but not E, to make reconstructions that Dx takes for real (Larsen et al. 2016).",
    of: Operand::Made(Product::Held),
    kind: Kind::Real(Role::Discriminator),
    needs: &[Role::Encoder, Role::Generator, Role::Discriminator],
    moves: &[Role::Generator],
};
