//! Relativistic average scores (Jolicoeur-Martineau 2019, Eq. 10 and 11): how much more real an item is
//! than the other side is on average. An objective has prices of its own for them.

use super::batch::Round;
use super::trainer::{Trainer, out_of_order};
use crate::error::{Error, Result};
use crate::layers::{Ops, Pass, Scalar, Var};
use crate::nets::Role;

impl<D: Ops> Trainer<D> {
    /// Whether this discriminator's scores are taken so; pairs are judged as they are.
    pub(in crate::lab) fn relative(&self, role: Role) -> bool {
        self.state.settings.relative() && role != Role::PairDiscriminator
    }

    /// What the makers pay for an item of theirs that got these scores: half for what it is more real
    /// than, half for what is more real than it.
    pub(in crate::lab) fn relative_term(
        &mut self,
        judge: Role,
        made: &Var<D>,
        round: &Round<D>,
        pass: &mut Pass<D>,
    ) -> Result<Scalar<D>> {
        let real = Self::real_for(judge, round).ok_or_else(out_of_order)?;
        let real = self.exhibit(judge, real, "real items beside", round, pass)?;
        let prices = self.prices(judge)?;
        let above = made.relative_to(&real, pass)?;
        let below = real.relative_to(made, pass)?;
        let fool = D::mean_of(&above, prices.fool, pass)?;
        let hide = D::mean_of(&below, prices.hide, pass)?;
        fool.mean_with(hide, pass)
    }
}

/// Scores on one batch alone are relative to nothing.
pub(in crate::lab) fn alone() -> Error {
    Error::new(
        "relative scores want real and made items in one lesson; 'set lessons whole' or 'set relative no'",
    )
}
