//! Fool `Dx` with a generated item, `G(z)` (Goodfellow et al. 2014, Algorithm 1).

use super::{Price, Subject, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_x",
    formula: "Dx fooled by G(z)",
    of: Subject::Fake,
    price: Price::Fool(Role::Discriminator),
    needs: &[Role::Generator, Role::Discriminator],
    moves: &[Role::Generator],
};
