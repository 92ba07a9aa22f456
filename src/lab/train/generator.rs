//! The joint loss of encoder and generator: each term of the ledger, their gradients, the update.

use super::batch::{Exhibit, Round};
use super::scalars::finite;
use super::trainer::{Trainer, out_of_order};
use crate::error::Result;
use crate::lab::terms::{Price, Subject, TERMS, Term, adv_x, adv_xz_g, adv_xz_rec};
use crate::layers::{Ops, Pass, Scalar, Var};
use crate::losses;
use crate::nets::Role;

impl<D: Ops> Trainer<D> {
    pub(in crate::lab) fn judge(&mut self, round: &mut Round<D>) -> Result<()> {
        let Some(mut pass) = round.pass.take() else {
            return Err(out_of_order());
        };
        // The discriminators judge here and learn nothing; gradients pass through them.
        pass.learn = false;
        round.terms.clear();
        for &term in TERMS {
            let pays = !term.moves.is_empty();
            if pays && self.on(term) {
                let value = self.term(term, round, &mut pass)?;
                round.terms.push((term, self.weight(term), value));
            }
        }
        let (step, scalars) = (self.state.step + 1, round.terms.iter().map(|t| t.2.clone()));
        let terms: Vec<_> = round.terms.iter().map(|t| (t.0, t.1)).collect();
        round.readings.later(scalars, move |found, values| {
            let mut total = 0.0;
            for ((term, weight), &value) in terms.into_iter().zip(found) {
                let networks = term.moves.iter().map(ToString::to_string);
                let networks = networks.collect::<Vec<_>>().join(" and ");
                let what = format!("the term {} of {networks}", term.name);
                finite(&what, value, step)?;
                values.insert(term.name.to_owned(), value);
                total += weight * value;
            }
            finite("the weighted sum of the terms", total, step)?;
            values.insert("loss".to_owned(), total);
            let fools = [adv_x::TERM, adv_xz_g::TERM, adv_xz_rec::TERM];
            let value = fools.into_iter().find_map(|t| values.get(t.name).copied());
            if let Some(value) = value {
                values.insert("g_loss".to_owned(), value);
            }
            Ok(())
        });
        round.pass = Some(pass);
        Ok(())
    }

    /// The unweighted value of one term on this round's batch.
    pub(in crate::lab) fn term(
        &mut self,
        term: Term,
        round: &Round<D>,
        pass: &mut Pass<D>,
    ) -> Result<Scalar<D>> {
        let made = || made_for(term, round).ok_or_else(out_of_order);
        let (judge, price) = match term.price {
            Price::Item => {
                let x = round.x.as_ref().ok_or_else(out_of_order)?;
                return self.distance(made()?.item, x, pass);
            }
            Price::Code => {
                let z = round.z.as_ref().ok_or_else(out_of_order)?;
                return D::mean_between(&made()?.item, z, losses::distance("mse")?.between, pass);
            }
            Price::Features => {
                let x = round.x.clone().ok_or_else(out_of_order)?;
                return self.feature_distance(made()?.item, x, pass);
            }
            Price::Divergence => return round.made.divergence.clone().ok_or_else(out_of_order),
            Price::Size => return made()?.item.mean_size(pass),
            Price::Fool(judge) | Price::Show(judge) => (judge, self.prices(judge)?.fool),
            Price::Hide(judge) => (judge, self.prices(judge)?.hide),
        };
        let logits = self.exhibit(judge, made()?, "what is judged", round, pass)?;
        if self.relative(judge) {
            return self.relative_term(judge, &logits, round, pass);
        }
        D::mean_of(&logits, price, pass)
    }

    /// What a discriminator says to what is put before it, with instance noise on the item; `of` names
    /// the stream of that.
    pub(in crate::lab) fn exhibit(
        &mut self,
        judge: Role,
        shown: Exhibit<D>,
        of: &str,
        round: &Round<D>,
        pass: &mut Pass<D>,
    ) -> Result<Var<D>> {
        let item = self.blurred(judge, of, shown.item, round, pass)?;
        pass.codes = shown.code;
        let logits = self.member(judge)?.forward(item, pass);
        pass.codes = None;
        logits
    }

    pub(in crate::lab) fn gradients(&mut self, round: &mut Round<D>) -> Result<()> {
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

    pub(in crate::lab) fn update_makers(&mut self, round: &mut Round<D>) -> Result<()> {
        let Some(mut gradients) = round.gradients.take() else {
            return Err(out_of_order());
        };
        let with = self.rates(self.state.settings.rate())?;
        let on: Vec<_> = round.terms.iter().map(|(t, ..)| t.name).collect();
        let on = on.join(", ");
        let (ema, step) = (self.state.settings.ema(), self.state.step);
        let trained: Vec<Role> = [Role::Encoder, Role::Generator]
            .into_iter()
            .filter(|role| round.terms.iter().any(|(t, ..)| t.moves.contains(role)))
            .collect();
        for role in trained {
            let member = self.member(role)?;
            let norm = member.update(with, &mut gradients)?;
            member.follow(ema, step)?;
            let what = format!("the gradient of {role} (from {on})");
            round
                .readings
                .later([norm], move |norm, _| finite(&what, norm[0], step + 1));
        }
        Ok(())
    }
}

/// What a term looks at.
pub(in crate::lab) fn made_for<D: Ops>(term: Term, round: &Round<D>) -> Option<Exhibit<D>> {
    let made = &round.made;
    let (item, code) = match term.of {
        Subject::Fake => (&made.fake, None),
        Subject::Recon => (&made.recon, None),
        Subject::Held => (&made.held, None),
        Subject::Code => (&made.code, None),
        Subject::Recode => (&made.recode, None),
        Subject::GeneratedPair => (&made.fake, Some(round.z.clone()?)),
        Subject::EncodedPair => (&round.x, Some(made.code.clone()?)),
        Subject::TranslatedPair => (&made.recon, Some(made.code.as_ref()?.detached())),
    };
    let item = item.clone()?;
    Some(Exhibit { item, code })
}
