//! Have `Dxz` take what was made of a code for what belongs to it: `(G(E(x)), E(x))`, the code as a condition (as
//! Isola et al. 2017, Eq. 1, where the condition is the source picture itself).

use super::term::{Kind, Operand, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_xz_rec",
    formula: "Dxz fooled by G(E(x))",
    explained: "Pushes E and G to make an item that Dxz takes for the one that belongs to the code (Isola et al. 2017).",
    of: Operand::TranslatedPair,
    kind: Kind::Real(Role::PairDiscriminator),
    needs: &[Role::Encoder, Role::Generator, Role::PairDiscriminator],
    moves: &[Role::Encoder, Role::Generator],
};
