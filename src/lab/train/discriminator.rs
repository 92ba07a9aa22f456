//! A discriminator's lesson: score what is real and what was made, then move its weights.

use super::batch::{Exhibit, Lesson, Round};
use super::generator::made_for;
use super::relative::alone;
use super::scalars::finite;
use super::trainer::{Trainer, out_of_order};
use crate::error::Result;
use crate::lab::config::d_batches::DBatches;
use crate::lab::terms::{Term, adv_xz_e, adv_xz_g};
use crate::layers::{Ops, Pass, Var};
use crate::losses::{Objective, Prices};
use crate::nets::Role;
use crate::random;

impl<D: Ops> Trainer<D> {
    pub(in crate::lab) fn objective(&self) -> Result<Objective> {
        Ok(self.state.settings.loss())
    }

    /// What this discriminator's scores cost each side.
    pub(in crate::lab) fn prices(&self, role: Role) -> Result<Prices> {
        let objective = self.objective()?;
        let relative = self.relative(role).then_some(objective.relative).flatten();
        Ok(relative.unwrap_or(objective.prices))
    }

    /// What is real to this discriminator.
    pub(in crate::lab) fn real_for(role: Role, round: &Round<D>) -> Option<Exhibit<D>> {
        let item = match role {
            Role::CodeDiscriminator => &round.z,
            Role::PairDiscriminator => return Some(made_for(adv_xz_e::TERM, round)?.detached()),
            _ => &round.x,
        };
        let (item, code) = (item.clone()?, None);
        Some(Exhibit { item, code })
    }

    /// What was made to fool this discriminator, by each term that is on.
    pub(in crate::lab) fn made_against(
        &self,
        role: Role,
        round: &Round<D>,
    ) -> Vec<(Term, Exhibit<D>)> {
        Self::made_by(&self.teaching(role), round)
    }

    /// The terms that are on from which this discriminator learns.
    fn teaching(&self, role: Role) -> Vec<Term> {
        Term::teaching(role).filter(|t| self.on(*t)).collect()
    }

    /// The names of those terms, for a person.
    fn taught_by(&self, role: Role) -> String {
        let names: Vec<_> = self.teaching(role).iter().map(|t| t.name).collect();
        names.join(", ")
    }

    /// What was made for these terms. Of pairs with codes of the prior, those of `G` are the made ones,
    /// whichever of the two terms is on.
    fn made_by(terms: &[Term], round: &Round<D>) -> Vec<(Term, Exhibit<D>)> {
        let mut made: Vec<Term> = Vec::new();
        for term in terms {
            let hides = *term == adv_xz_e::TERM;
            let of = if hides { adv_xz_g::TERM } else { *term };
            if !made.contains(&of) {
                made.push(of);
            }
        }
        let made = made.into_iter();
        made.filter_map(|t| Some((t, made_for(t, round)?.detached())))
            .collect()
    }

    pub(in crate::lab) fn score_real(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let real = Self::real_for(role, round).ok_or_else(out_of_order)?;
        let mut lesson = Lesson::new(self.lesson_pass(role, "", round));
        let pass = &mut lesson.pass;
        let logits = self.exhibit(role, real, "real items", round, pass)?;
        if self.relative(role) {
            lesson.real = Some(logits);
        } else {
            self.price(role, &logits, true, 1.0, &mut lesson)?;
            if self.objective()?.critic && self.state.settings.lessons() == DBatches::Joint {
                // What a critic says of them is read beside what it says of made ones.
                lesson.real = Some(logits.detached());
            } else {
                note_scores(role, true, &[(1.0, logits)], round)?;
            }
        }
        round.lesson = Some(lesson);
        Ok(())
    }

    /// Has the lesson hold what D pays for these scores, smoothed.
    fn price(
        &self,
        role: Role,
        scores: &Var<D>,
        real: bool,
        share: f32,
        lesson: &mut Lesson<D>,
    ) -> Result<()> {
        let (prices, settings) = (self.prices(role)?, &self.state.settings);
        let (target, own, other) = if real {
            (settings.smooth(), prices.real, prices.fake)
        } else {
            (1.0 - settings.smooth_fake(), prices.fake, prices.real)
        };
        let pass = &mut lesson.pass;
        lesson
            .losses
            .push((share * target, D::mean_of(scores, own, pass)?));
        if target < 1.0 {
            let loss = D::mean_of(scores, other, pass)?;
            lesson.losses.push((share * (1.0 - target), loss));
        }
        Ok(())
    }

    /// The pass of a lesson; `part` tells the masks of its parts apart.
    fn lesson_pass(&self, role: Role, part: &str, round: &Round<D>) -> Pass<D> {
        let stream = format!("masks of discriminators{part}");
        let key = random::key(self.state.seed, &stream, self.draw(round));
        Pass::train(key ^ role as u64).given(round.labels.clone())
    }

    /// Begins a lesson on what one term made.
    pub(in crate::lab) fn score_one(
        &mut self,
        role: Role,
        term: Term,
        round: &mut Round<D>,
    ) -> Result<()> {
        let part = format!(" on {}", term.name);
        let mut lesson = Lesson::new(self.lesson_pass(role, &part, round));
        lesson.goes_on = true;
        round.lesson = Some(lesson);
        self.score_made(role, &[term], round)
    }

    pub(in crate::lab) fn score_fake(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        self.score_made(role, &self.teaching(role), round)
    }

    /// Scores what was made for these terms; each has as much of the lesson as its weight has of theirs.
    pub(in crate::lab) fn score_made(
        &mut self,
        role: Role,
        terms: &[Term],
        round: &mut Round<D>,
    ) -> Result<()> {
        let made = Self::made_by(terms, round);
        let of_all: f32 = made.iter().map(|(term, _)| self.weight(*term)).sum();
        let mut lesson = round.lesson.take().ok_or_else(out_of_order)?;
        let (mut reals, mut fakes) = (Vec::new(), Vec::new());
        for (term, made) in made {
            // A term that is only looked at is alone.
            let share = if of_all > 0.0 {
                self.weight(term) / of_all
            } else {
                1.0
            };
            let mut scores = self.exhibit(role, made, term.name, round, &mut lesson.pass)?;
            if self.relative(role) {
                let real = lesson.real.clone().ok_or_else(alone)?;
                let above = real.relative_to(&scores, &mut lesson.pass)?;
                scores = scores.relative_to(&real, &mut lesson.pass)?;
                self.price(role, &above, true, share, &mut lesson)?;
                reals.push((share, above));
            }
            self.price(role, &scores, false, share, &mut lesson)?;
            if let (true, Some(real)) = (self.objective()?.critic, &lesson.real) {
                let (made, look) = (scores.detached(), &mut Pass::infer());
                reals.push((share, real.relative_to(&made, look)?));
                scores = made.relative_to(real, look)?;
            }
            fakes.push((share, scores));
        }
        if !reals.is_empty() {
            note_scores(role, true, &reals, round)?;
        }
        note_scores(role, false, &fakes, round)?;
        round.lesson = Some(lesson);
        Ok(())
    }

    pub(in crate::lab) fn teach(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let mut lesson = round.lesson.take().ok_or_else(out_of_order)?;
        let (step, goes_on) = (self.state.step + 1, lesson.goes_on);
        let what = format!("the loss of {role} (from {})", self.taught_by(role));
        let weights: Vec<f32> = lesson.losses.iter().map(|(w, _)| *w).collect();
        let scalars = lesson.losses.iter().map(|(_, loss)| loss.clone());
        round.readings.later(scalars, move |losses, values| {
            let mut loss: f32 = weights.iter().zip(losses).map(|(w, loss)| w * loss).sum();
            finite(&what, loss, step)?;
            let name = prefix(role, "loss");
            if goes_on {
                loss += values.get(&name).copied().unwrap_or(0.0);
            }
            values.insert(name, loss);
            Ok(())
        });
        lesson.losses.append(&mut lesson.penalties);
        let pass = std::mem::replace(&mut lesson.pass, Pass::infer());
        lesson.gradients = Some(pass.backward(&self.device, &lesson.losses)?);
        round.lesson = Some(lesson);
        Ok(())
    }

    pub(in crate::lab) fn update_discriminator(
        &mut self,
        role: Role,
        round: &mut Round<D>,
    ) -> Result<()> {
        let with = self.rates(self.state.settings.rate_d())?;
        let Some(gradients) = round.lesson.take().and_then(|l| l.gradients) else {
            return Err(out_of_order());
        };
        let (mut gradients, limit) = (gradients, self.state.settings.clip_weights());
        let step = self.state.step + 1;
        let what = format!("the gradient of {role} (from {})", self.taught_by(role));
        let member = self.member(role)?;
        let norm = member.update(with, &mut gradients)?;
        if limit > 0.0 {
            member.clip(limit);
        }
        round
            .readings
            .later([norm], move |norm, _| finite(&what, norm[0], step));
        Ok(())
    }
}

/// `d_loss` for `Dx` and `Dxz`, `dz_loss` for `Dz`.
pub(in crate::lab) fn prefix(role: Role, name: &str) -> String {
    let letter = if role == Role::CodeDiscriminator {
        "dz"
    } else {
        "d"
    };
    format!("{letter}_{name}")
}

/// Keeps the mean probability and the share of right answers at one half, over all that is real or all
/// that was made: each term's as much as it has of the lesson. Scores of critics are those above the mean
/// of the other side, where both sides are in one lesson.
fn note_scores<D: Ops>(
    role: Role,
    real: bool,
    scores: &[(f32, Var<D>)],
    round: &mut Round<D>,
) -> Result<()> {
    let mut opinions = Vec::new();
    let mut parts = Vec::new();
    for (share, logits) in scores {
        opinions.extend(D::opinion(logits)?);
        parts.push((*share, logits.batch().max(1) as f32));
    }
    round.readings.later(opinions, move |opinions, values| {
        let of_all: f32 = parts.iter().map(|(share, _)| share).sum();
        let (mut mean, mut right) = (0.0, 0.0);
        for ((share, n), opinion) in parts.iter().zip(opinions.chunks_exact(2)) {
            let above = opinion[1] / n;
            mean += share / of_all * opinion[0];
            right += share / of_all * if real { above } else { 1.0 - above };
        }
        values.insert(prefix(role, if real { "real" } else { "fake" }), mean);
        let accuracy = prefix(role, "acc");
        let of_real = values.get(&accuracy).copied().filter(|_| !real);
        values.insert(
            accuracy,
            of_real.map_or(right, |real| f32::midpoint(real, right)),
        );
        Ok(())
    });
    Ok(())
}
