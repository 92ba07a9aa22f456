//! Fool `Dx` with a reconstruction, `G(E(x))` (Lazarou 2020; the discriminator of images on `x_tilde` in its code).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_x_rec",
    formula: "Dx fooled by G(E(x))",
    explained: "Pushes E and G to make reconstructions that Dx takes for real, which makes them sharper (Lazarou 2020).",
    of: Operand::Made(Product::Recon),
    kind: Kind::Real(Role::Discriminator),
    needs: &[Role::Encoder, Role::Generator, Role::Discriminator],
    moves: &[Role::Encoder, Role::Generator],
};
