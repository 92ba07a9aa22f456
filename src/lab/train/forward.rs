//! What the makers, E and G, make of a batch.

use super::batch::{Made, Round};
use super::trainer::{Trainer, out_of_order};
use crate::error::Result;
use crate::lab::terms::{TERMS, Term};
use crate::layers::{Ops, Pass};
use crate::nets::Role;
use crate::random;

impl<D: Ops> Trainer<D> {
    pub(in crate::lab) fn generate(&mut self, round: &mut Round<D>) -> Result<()> {
        let on: Vec<_> = TERMS.iter().copied().filter(|t| self.on(*t)).collect();
        let key = random::key(self.state.seed, "masks of makers", self.draw(round));
        self.make(&on, key, round)
    }

    /// Makes of the round's `z` and `seen` what these terms need; the masks are those of `key`.
    pub(in crate::lab) fn make(
        &mut self,
        terms: &[Term],
        key: u64,
        round: &mut Round<D>,
    ) -> Result<()> {
        let want = |what: fn(Term) -> bool| terms.iter().any(|t| what(*t));
        let mut pass = Pass::train(key).given(round.labels.clone());
        let mut made = Made::default();
        if want(Term::generates) {
            let z = round.z.clone().ok_or_else(out_of_order)?;
            let fake = self.member(Role::Generator)?.forward(z, &mut pass)?;
            if want(Term::recodes) {
                let encoder = self.member(Role::Encoder)?;
                made.recode = Some(encoder.forward(fake.clone(), &mut pass)?);
            }
            made.fake = Some(fake);
        }
        if want(Term::encodes) {
            let seen = round.seen.clone().ok_or_else(out_of_order)?;
            let code = self.member(Role::Encoder)?.forward(seen, &mut pass)?;
            made.divergence = pass.divergence.take();
            if want(Term::reconstructs) {
                let generator = self.member(Role::Generator)?;
                made.recon = Some(generator.forward(code.clone(), &mut pass)?);
            }
            if want(Term::decodes) {
                let generator = self.member(Role::Generator)?;
                made.held = Some(generator.forward(code.detached(), &mut pass)?);
            }
            made.code = Some(code);
        }
        (round.made, round.pass) = (made, Some(pass));
        Ok(())
    }
}
