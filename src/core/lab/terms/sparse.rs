//! Keep codes small, so that few of their numbers are used: `mean |E(x)|`. Ng 2011 (CS294A, section 3) penalises the mean
//! activation of each unit instead; the absolute value is the penalty of sparse coding (Olshausen and Field 1996, Eq. 4).

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "sparse",
    formula: "mean |E(x)|",
    explained: "Pushes codes towards 0, so only a few of their numbers are used (Olshausen and Field 1996, Ng 2011).",
    of: Operand::Made(Product::Code),
    kind: Kind::Size,
    needs: &[Role::Encoder, Role::Generator],
    moves: &[Role::Encoder],
};
