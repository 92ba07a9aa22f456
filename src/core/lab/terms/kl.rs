//! Keep the distribution of a code near the prior: `KL(E(x) ‖ N(0, 1))`, in nats per item (Kingma and Welling
//! 2014, Eq. 10 and Appendix B). Its weight is the β of Higgins et al. 2017, Eq. 4.

use super::term::{Kind, Operand, Product, Term};
use crate::nets::Role;

pub(in crate::lab) const TERM: Term = Term {
    name: "kl",
    formula: "KL(E(x) ‖ N(0, 1))",
    explained: "Pushes the distribution that E gives towards the prior N(0, 1). With too much weight, codes say nothing about their item any more (Kingma and Welling 2014; its weight is the β of Higgins et al. 2017).",
    of: Operand::Made(Product::Code),
    kind: Kind::Divergence,
    needs: &[Role::Encoder, Role::Generator],
    moves: &[Role::Encoder],
};
