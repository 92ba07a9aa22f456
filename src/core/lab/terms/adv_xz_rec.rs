//! Have `Dxz` take a reconstruction for the item that belongs to the code: `(G(E(x)), E(x))`, with the code as the
//! condition (in Isola et al. 2017, Eq. 1, the condition is the source picture itself).

use super::term::{Kind, Operand, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_xz_rec",
    formula: "Dxz fooled by G(E(x))",
    explained: "Pushes E and G to make items that Dxz takes for the real ones that belong to the codes (Isola et al. 2017).",
    of: Operand::TranslatedPair,
    kind: Kind::Real(Role::PairDiscriminator),
    needs: &[Role::Encoder, Role::Generator, Role::PairDiscriminator],
    moves: &[Role::Encoder, Role::Generator],
};
