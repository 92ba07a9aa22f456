//! Scores that are read beside those of the other side: of relativistic losses (Jolicoeur-Martineau 2019) and of
//! critics (Arjovsky et al. 2017), whose scores say nothing by themselves.

use super::batch::DLoss;
use super::run::Run;
use crate::error::Result;
use crate::lab::config::relative::Relative;
use crate::lab::config::settings;
use crate::layers::{Ops, Pass, Var};
use crate::nets::Role;

/// Adds what `d` pays for scores of generated items, as much of it as `share`; gives the scores of real and of
/// generated items as they are shown.
pub(super) fn pay<D: Ops>(
    run: &Run<D>,
    d: Role,
    scores: &Var<D>,
    share: f32,
    loss: &mut DLoss<D>,
) -> Result<(Var<D>, Var<D>)> {
    let real = loss.real.clone().ok_or_else(settings::relative_apart)?;
    match run.relative(d) {
        Relative::No => {}
        Relative::Mean => {
            let above = real.relative_to(scores, &mut loss.pass)?;
            let below = scores.relative_to(&real, &mut loss.pass)?;
            loss.pay(run, d, &above, true, share)?;
            loss.pay(run, d, &below, false, share)?;
            return Ok((above, below));
        }
        Relative::Pairs => {
            let above = real.less(scores, &mut loss.pass)?;
            loss.pay(run, d, &above, true, share)?;
            let below = scores
                .detached()
                .less(&real.detached(), &mut Pass::infer())?;
            return Ok((above, below));
        }
    }
    loss.pay(run, d, scores, false, share)?;
    let (fake, look) = (scores.detached(), &mut Pass::infer());
    Ok((
        real.relative_to(&fake, look)?,
        fake.relative_to(&real, look)?,
    ))
}
