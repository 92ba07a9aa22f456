//! Relativistic scores: how much more real an item is than the other side is on average (Jolicoeur-Martineau 2019,
//! Eq. 10 and 11), or than one item of it (section 3; Huang et al. 2024, Eq. 2). A loss has formulas of its own for them.

use super::batch::Made;
use super::run::Run;
use super::score::{real_input, score};
use crate::error::Result;
use crate::lab::config::relative::Relative;
use crate::layers::{Ops, Scalar, Var};
use crate::nets::Role;

/// What E and G pay for an item of theirs that got these scores: beside the mean of the other side half for what it is
/// more real than, half for what is more real than it.
pub(super) fn value<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    fake: &Var<D>,
    made: &mut Made<D>,
) -> Result<Scalar<D>> {
    let real = real_input(run, d, made)?;
    let real = score(
        run,
        d,
        real,
        "real items beside",
        &made.batch,
        &mut made.pass,
    )?;
    let (loss, pass) = (run.adversarial(d), &mut made.pass);
    if run.relative(d) == Relative::Pairs {
        return D::mean_of(&fake.less(&real, pass)?, loss.g_real, pass);
    }
    let above = fake.relative_to(&real, pass)?;
    let below = real.relative_to(fake, pass)?;
    let above = D::mean_of(&above, loss.g_real, pass)?;
    let below = D::mean_of(&below, loss.e_fake, pass)?;
    above.mean_with(below, pass)
}
