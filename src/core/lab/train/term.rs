//! The value of one term of the joint loss on a batch.

use super::batch::Made;
use super::relative;
use super::run::Run;
use super::score::score;
use crate::error::Result;
use crate::lab::terms::{Kind, Term};
use crate::layers::{Ops, Scalar};
use crate::losses;

/// The value of a term, before its weight.
pub(in crate::lab) fn value<D: Ops>(
    run: &mut Run<D>,
    term: Term,
    made: &mut Made<D>,
) -> Result<Scalar<D>> {
    if term.kind == Kind::Divergence {
        return made.divergence(run);
    }
    let input = made.operand(run, term.of)?;
    let x = &made.batch.x;
    let (d, loss) = match term.kind {
        Kind::Item => return run.distance(input.item, x, &mut made.pass),
        Kind::Features => return run.feature_distance(input.item, x.clone(), &mut made.pass),
        Kind::Code => {
            let (z, squared) = (made.batch.z(run)?, losses::distance("mse")?.between);
            return D::mean_between(&input.item, &z, squared, &mut made.pass);
        }
        Kind::Size | Kind::Divergence => return input.item.mean_size(&mut made.pass),
        Kind::Real(d) | Kind::DOnly(d) => (d, run.adversarial(d).g_real),
        Kind::Fake(d) => (d, run.adversarial(d).e_fake),
    };
    let scores = score(run, d, input, "what is judged", &made.batch, &mut made.pass)?;
    if run.is_relative(d) {
        return relative::value(run, d, &scores, made);
    }
    D::mean_of(&scores, loss, &mut made.pass)
}
