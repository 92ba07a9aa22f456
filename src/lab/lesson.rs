//! A discriminator's lesson: score what is real and what was made, then move its weights.

use super::event::Series;
use super::judge::made_for;
use super::recipe::Term;
use super::round::{Exhibit, Lesson, Round};
use super::trainer::{Trainer, out_of_order};
use crate::error::Result;
use crate::layers::{Any, Ops, Pass, Var};
use crate::losses::{self, Objective};
use crate::nets::Role;
use crate::random;

impl<D: Ops> Trainer<D> {
    pub(super) fn objective(&self) -> Result<Objective> {
        losses::objective(&self.settings.loss)
    }

    /// What is real to this discriminator.
    pub(super) fn real_for(role: Role, round: &Round<D>) -> Option<Exhibit<D>> {
        let item = match role {
            Role::CodeDiscriminator => &round.z,
            Role::PairDiscriminator => return Some(made_for(Term::AdvXzE, round)?.detached()),
            _ => &round.x,
        };
        let (item, code) = (item.clone()?, None);
        Some(Exhibit { item, code })
    }

    /// What was made to fool this discriminator, by each term that is on.
    pub(super) fn made_against(&self, role: Role, round: &Round<D>) -> Vec<(Term, Exhibit<D>)> {
        let on = Self::fooled(role).into_iter().filter(|t| self.on(*t));
        Self::made_by(&on.collect::<Vec<_>>(), round)
    }

    /// What was made for these terms. Of pairs, those of `G` are the made ones, whichever term is on.
    fn made_by(terms: &[Term], round: &Round<D>) -> Vec<(Term, Exhibit<D>)> {
        let pairs = [Term::AdvXzG];
        let in_pairs = terms
            .iter()
            .any(|t| matches!(t, Term::AdvXzG | Term::AdvXzE));
        let terms = if in_pairs { &pairs } else { terms };
        let made = terms
            .iter()
            .map(|t| Some((*t, made_for(*t, round)?.detached())));
        made.flatten().collect()
    }

    pub(super) fn score_real(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let real = Self::real_for(role, round).ok_or_else(out_of_order)?;
        let mut lesson = Lesson::new(self.lesson_pass(role, "", round));
        let pass = &mut lesson.pass;
        let logits = self.exhibit(role, real, "real items", round, pass)?;
        note_scores(role, true, &logits, &mut round.values);
        let (objective, target) = (self.objective()?, self.settings.smooth);
        let loss = D::mean_of(&logits, objective.real, pass)?;
        lesson.losses.push((target, loss));
        if target < 1.0 {
            let loss = D::mean_of(&logits, objective.fake, pass)?;
            lesson.losses.push((1.0 - target, loss));
        }
        round.lesson = Some(lesson);
        Ok(())
    }

    /// The pass of a lesson; `part` tells the masks of its parts apart.
    fn lesson_pass(&self, role: Role, part: &str, round: &Round<D>) -> Pass<D> {
        let stream = format!("masks of discriminators{part}");
        let key = random::key(self.seed, &stream, self.draw(round));
        Pass::train(key ^ role as u64).given(round.labels.clone())
    }

    /// Begins a lesson on what one term made.
    pub(super) fn score_one(&mut self, role: Role, term: Term, round: &mut Round<D>) -> Result<()> {
        let part = format!(" on {}", term.name());
        let mut lesson = Lesson::new(self.lesson_pass(role, &part, round));
        lesson.goes_on = true;
        round.lesson = Some(lesson);
        self.score_made(role, &[term], round)
    }

    pub(super) fn score_fake(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let terms = Self::fooled(role).into_iter().filter(|t| self.on(*t));
        let terms: Vec<_> = terms.collect();
        self.score_made(role, &terms, round)
    }

    /// Scores what was made for these terms; each has an equal share of the lesson.
    pub(super) fn score_made(
        &mut self,
        role: Role,
        terms: &[Term],
        round: &mut Round<D>,
    ) -> Result<()> {
        let (objective, target) = (self.objective()?, self.settings.smooth_fake);
        let made = Self::made_by(terms, round);
        let share = 1.0 / made.len() as f32;
        let mut lesson = round.lesson.take().ok_or_else(out_of_order)?;
        for (term, made) in made {
            let logits = self.exhibit(role, made, term.name(), round, &mut lesson.pass)?;
            note_scores(role, false, &logits, &mut round.values);
            let loss = D::mean_of(&logits, objective.fake, &mut lesson.pass)?;
            lesson.losses.push((share * (1.0 - target), loss));
            if target > 0.0 {
                let loss = D::mean_of(&logits, objective.real, &mut lesson.pass)?;
                lesson.losses.push((share * target, loss));
            }
        }
        round.lesson = Some(lesson);
        Ok(())
    }

    pub(super) fn teach(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let mut lesson = round.lesson.take().ok_or_else(out_of_order)?;
        let losses = lesson.losses.iter();
        let mut loss: f32 = losses.map(|(weight, loss)| weight * loss.value()).sum();
        self.finite(&format!("the loss of {role}"), loss)?;
        let name = prefix(role, "loss");
        if lesson.goes_on {
            loss += round.values.get(&name).copied().unwrap_or(0.0);
        }
        round.values.insert(name, loss);
        lesson.losses.append(&mut lesson.penalties);
        let pass = std::mem::replace(&mut lesson.pass, Pass::infer());
        lesson.gradients = Some(pass.backward(&self.device, &lesson.losses)?);
        round.lesson = Some(lesson);
        Ok(())
    }

    pub(super) fn update_discriminator(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let with = self.rates(self.settings.rate_d)?;
        let Some(gradients) = round.lesson.take().and_then(|l| l.gradients) else {
            return Err(out_of_order());
        };
        let (mut gradients, limit) = (gradients, self.settings.clip_weights);
        let member = self.member(role)?;
        let norm = member.update(with, &mut gradients)?;
        if limit > 0.0 {
            member.clip(limit);
        }
        self.finite(&format!("the gradient of {role}"), norm)
    }
}

/// `d_loss` for `Dx` and `Dxz`, `dz_loss` for `Dz`.
pub(super) fn prefix(role: Role, name: &str) -> String {
    let letter = if role == Role::CodeDiscriminator {
        "dz"
    } else {
        "d"
    };
    format!("{letter}_{name}")
}

/// Keeps the mean probability and the share of right answers at one half.
fn note_scores<D: Ops>(role: Role, real: bool, logits: &Var<Any, D>, values: &mut Series) {
    let logits = logits.values();
    let n = logits.len().max(1) as f32;
    let mean = logits.iter().map(|&l| losses::sigmoid(l)).sum::<f32>() / n;
    let right = logits.iter().filter(|&&l| (l > 0.0) == real).count() as f32 / n;
    values.insert(prefix(role, if real { "real" } else { "fake" }), mean);
    let accuracy = prefix(role, "acc");
    let before = if real {
        None
    } else {
        values.get(&accuracy).copied()
    };
    values.insert(
        accuracy,
        before.map_or(right, |before| f32::midpoint(before, right)),
    );
}
