//! Have `Dxz` take the pair of an item and its code, `(x, E(x))`, for a generated one (Donahue et al. 2017, Eq. 3).

use super::term::{Kind, Operand, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_xz_e",
    formula: "Dxz fooled by x, E(x)",
    explained: "Pushes E to give codes with which Dxz takes (x, E(x)) for a generated pair (Donahue et al. 2017).",
    of: Operand::EncodedPair,
    kind: Kind::Fake(Role::PairDiscriminator),
    needs: &[Role::Encoder, Role::Generator, Role::PairDiscriminator],
    moves: &[Role::Encoder, Role::Generator],
};
