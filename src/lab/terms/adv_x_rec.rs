//! Fool `Dx` with a reconstruction, `G(E(x))` (Lazarou 2020; the discriminator of images on `x_tilde` in its code).

use super::{Price, Subject, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_x_rec",
    formula: "Dx fooled by G(E(x))",
    of: Subject::Recon,
    price: Price::Fool(Role::Discriminator),
    needs: &[Role::Encoder, Role::Generator, Role::Discriminator],
    moves: &[Role::Encoder, Role::Generator],
};
