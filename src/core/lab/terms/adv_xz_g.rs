//! Have `Dxz` take the generated pair `(G(z), z)` for a real one (Donahue et al. 2017, Eq. 3).

use super::term::{Kind, Operand, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "adv_xz_g",
    formula: "Dxz fooled by G(z), z",
    explained: "Pushes G to make items with which Dxz takes (G(z), z) for a real pair (Donahue et al. 2017).",
    of: Operand::GeneratedPair,
    kind: Kind::Real(Role::PairDiscriminator),
    needs: &[Role::Encoder, Role::Generator, Role::PairDiscriminator],
    moves: &[Role::Encoder, Role::Generator],
};
