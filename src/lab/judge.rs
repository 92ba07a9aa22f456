//! The joint loss of encoder and generator: each term of the ledger, their gradients, the update.

use super::recipe::Term;
use super::round::Round;
use super::trainer::{Trainer, out_of_order};
use crate::error::Result;
use crate::layers::{Any, Ops, Pass, Scalar, Var};
use crate::losses;
use crate::nets::Role;

impl<D: Ops> Trainer<D> {
    pub(super) fn judge(&mut self, round: &mut Round<D>) -> Result<()> {
        let Some(mut pass) = round.pass.take() else {
            return Err(out_of_order());
        };
        // The discriminators judge here and learn nothing; gradients pass through them.
        pass.learn = false;
        round.terms.clear();
        for term in Term::ALL {
            if self.on(term) {
                let value = self.term(term, round, &mut pass)?;
                round.terms.push((term, self.weight(term), value));
            }
        }
        let mut total = 0.0;
        for (term, weight, scalar) in &round.terms {
            let value = scalar.value();
            self.finite(&format!("the term {}", term.name()), value)?;
            round.values.insert(term.name().to_owned(), value);
            total += weight * value;
        }
        self.finite("the weighted sum of the terms", total)?;
        round.values.insert("loss".to_owned(), total);
        if let Some(value) = round.values.get(Term::AdvX.name()).copied() {
            round.values.insert("g_loss".to_owned(), value);
        }
        round.pass = Some(pass);
        Ok(())
    }

    /// The unweighted value of one term on this round's batch.
    pub(super) fn term(
        &mut self,
        term: Term,
        round: &Round<D>,
        pass: &mut Pass<D>,
    ) -> Result<Scalar<D>> {
        let Some(made) = made_for(term, round) else {
            return Err(out_of_order());
        };
        match term {
            Term::RecX => {
                let Some(x) = &round.x else {
                    return Err(out_of_order());
                };
                D::mean_between(
                    &made,
                    x,
                    losses::distance(&self.settings.distance)?.between,
                    pass,
                )
            }
            Term::RecZ => {
                let Some(z) = &round.z else {
                    return Err(out_of_order());
                };
                D::mean_between(&made, z, losses::distance("mse")?.between, pass)
            }
            Term::AdvX | Term::AdvXRec => {
                let judge = Role::Discriminator;
                let made = self.blurred(judge, "what is judged", made, round, pass)?;
                let logits = self.member(judge)?.forward(made, pass)?;
                D::mean_of(&logits, self.objective()?.fool, pass)
            }
            Term::AdvZ | Term::AdvZRec => {
                let logits = self.member(Role::CodeDiscriminator)?.forward(made, pass)?;
                D::mean_of(&logits, self.objective()?.fool, pass)
            }
        }
    }

    pub(super) fn gradients(&mut self, round: &mut Round<D>) -> Result<()> {
        let Some(pass) = round.pass.take() else {
            return Err(out_of_order());
        };
        let terms: Vec<_> = round
            .terms
            .iter()
            .map(|(_, w, s)| (*w, s.clone()))
            .collect();
        round.gradients = Some(pass.backward(&self.device, &terms)?);
        Ok(())
    }

    pub(super) fn update_makers(&mut self, round: &mut Round<D>) -> Result<()> {
        let Some(mut gradients) = round.gradients.take() else {
            return Err(out_of_order());
        };
        let with = self.rates(self.settings.rate)?;
        let on: Vec<_> = round.terms.iter().map(|(t, ..)| t.name()).collect();
        let (ema, step) = (self.settings.ema, self.step);
        let trained: Vec<Role> = [Role::Encoder, Role::Generator]
            .into_iter()
            .filter(|role| round.terms.iter().any(|(t, ..)| t.needs().contains(role)))
            .collect();
        for role in trained {
            let member = self.member(role)?;
            let norm = member.update(with, &mut gradients)?;
            member.follow(ema, step);
            self.finite(
                &format!("the gradient of {role} (from {})", on.join(", ")),
                norm,
            )?;
        }
        Ok(())
    }
}

/// What was made for a term to judge.
pub(super) fn made_for<D: Ops>(term: Term, round: &Round<D>) -> Option<Var<Any, D>> {
    match term {
        Term::RecX | Term::AdvXRec => round.made.recon.clone(),
        Term::AdvX => round.made.fake.clone(),
        Term::AdvZ => round.made.code.clone(),
        Term::RecZ | Term::AdvZRec => round.made.recode.clone(),
    }
}
