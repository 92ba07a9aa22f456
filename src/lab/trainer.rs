//! The one trainer of the family: a step is a list of phases, and each phase reads like the paper.

use std::sync::Arc;

use super::event::Series;
use super::history::History;
use super::member::Member;
use super::recipe::{Recipe, Term};
use super::round::{Lesson, Phase, Round};
use super::settings::Settings;
use crate::data::{Dataset, Order, Range};
use crate::error::{Error, Result};
use crate::layers::{Any, Ops, Pass, Scalar, Var};
use crate::losses::{self, Objective};
use crate::nets::Role;
use crate::optim::Rates;
use crate::random;

/// Which side of the game a step moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    #[default]
    Both,
    /// Discriminators only (`step N d`).
    Discriminators,
    /// Encoder and generator only (`step N g`).
    Makers,
}

/// An experiment: up to four networks, a ledger of terms, data, and the step it is at.
pub struct Trainer<D: Ops> {
    pub(super) device: D,
    pub(super) data: Arc<Dataset>,
    pub(super) order: Order,
    /// How pixels are fed: what the generator's last activation gives.
    pub(super) range: Range,
    pub recipe: &'static Recipe,
    pub seed: u64,
    pub latent: usize,
    pub(super) members: Vec<Member<D>>,
    /// Weight of each term, in the order of [`Term::ALL`].
    pub(super) weights: [f32; 6],
    pub settings: Settings,
    /// Whole steps taken.
    pub step: u64,
    pub(super) round: Option<Round<D>>,
    pub history: History,
}

impl<D: Ops> Trainer<D> {
    /// The weight of a term.
    #[must_use]
    pub fn weight(&self, term: Term) -> f32 {
        self.weights[term as usize]
    }

    /// Changes the weight of a term between two steps.
    ///
    /// # Errors
    /// A sentence when the number is no weight, or a network that the term needs does not exist.
    pub fn set_weight(&mut self, term: Term, weight: f32) -> Result<()> {
        if !(weight.is_finite() && (0.0..=1e6).contains(&weight)) {
            return Err(Error::new(format!(
                "a weight is a number from 0 to 1000000, not {weight}"
            )));
        }
        if let Some(missing) = term.needs().iter().find(|role| !self.has(**role)) {
            return Err(Error::new(format!(
                "term '{}' needs the network {missing}, which the recipe '{}' has not; build aegan has all four",
                term.name(),
                self.recipe.name
            )));
        }
        self.weights[term as usize] = weight;
        Ok(())
    }

    /// Whether the network exists.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.members.iter().any(|m| m.role == role)
    }

    /// The network, which the caller's term needs and `build` therefore made.
    pub(super) fn member(&mut self, role: Role) -> Result<&mut Member<D>> {
        let recipe = self.recipe.name;
        self.members
            .iter_mut()
            .find(|m| m.role == role)
            .ok_or_else(|| Error::new(format!("the recipe '{recipe}' has no network {role}")))
    }

    fn on(&self, term: Term) -> bool {
        self.weight(term) != 0.0
    }

    /// Terms in which this discriminator is fooled.
    fn fooled(role: Role) -> [Term; 2] {
        match role {
            Role::CodeDiscriminator => [Term::AdvZ, Term::AdvZRec],
            _ => [Term::AdvX, Term::AdvXRec],
        }
    }

    /// The phases of the next step: each discriminator is taught on a batch of its own, then E and G
    /// move on the last of these batches.
    fn schedule(&self, side: Side) -> Vec<Phase> {
        let mut phases = Vec::new();
        let critics: Vec<_> = [Role::Discriminator, Role::CodeDiscriminator]
            .into_iter()
            .filter(|role| Self::fooled(*role).into_iter().any(|t| self.on(t)))
            .collect();
        let lessons = match side {
            Side::Makers => 0,
            _ if critics.is_empty() => 0,
            _ => self.settings.d_steps,
        };
        for _ in 0..lessons {
            phases.extend([Phase::Batch, Phase::Noise, Phase::Generate]);
            for &d in &critics {
                phases.extend([
                    Phase::ScoreReal(d),
                    Phase::ScoreFake(d),
                    Phase::Teach(d),
                    Phase::Update(d),
                ]);
            }
        }
        let moves = if side == Side::Discriminators {
            0
        } else {
            self.settings.g_steps
        };
        for turn in 0..moves {
            if turn > 0 || lessons == 0 {
                phases.extend([Phase::Batch, Phase::Noise, Phase::Generate]);
            }
            phases.extend([Phase::Judge, Phase::Gradients, Phase::UpdateMakers]);
        }
        phases
    }

    /// Takes one whole step, or finishes the batch in flight.
    ///
    /// # Errors
    /// A sentence when a loss is no longer a number, or the device has no room.
    pub fn step(&mut self, side: Side) -> Result<()> {
        while !self.next(side)?.1 {}
        Ok(())
    }

    /// Walks one phase; says which, and whether the step is complete with it.
    ///
    /// # Errors
    /// See [`step`](Self::step).
    pub fn next(&mut self, side: Side) -> Result<(Phase, bool)> {
        let mut round = match self.round.take() {
            Some(round) => round,
            None => Round::new(self.schedule(side)),
        };
        let Some(&phase) = round.schedule.get(round.done) else {
            return Err(Error::new(
                "nothing is to be trained: all terms are off, or d_steps and g_steps are 0; see 'show ledger'",
            ));
        };
        self.walk(phase, &mut round)?;
        round.done += 1;
        let complete = round.done == round.schedule.len();
        if complete {
            self.step += 1;
            self.history.push(self.step, &round.values);
        } else {
            self.round = Some(round);
        }
        Ok((phase, complete))
    }

    fn walk(&mut self, phase: Phase, round: &mut Round<D>) -> Result<()> {
        match phase {
            Phase::Batch => self.draw_batch(round),
            Phase::Noise => self.draw_noise(round),
            Phase::Generate => self.generate(round),
            Phase::ScoreReal(d) => self.score_real(d, round),
            Phase::ScoreFake(d) => self.score_fake(d, round),
            Phase::Teach(d) => self.teach(d, round),
            Phase::Update(d) => self.update_discriminator(d, round),
            Phase::Judge => self.judge(round),
            Phase::Gradients => self.gradients(round),
            Phase::UpdateMakers => self.update_makers(round),
        }
    }

    /// Every stream of a step is a function of (seed, name, this number).
    fn draw(&self, round: &Round<D>) -> u64 {
        self.step * 256 + round.batches
    }

    fn draw_batch(&mut self, round: &mut Round<D>) -> Result<()> {
        let batch = self.settings.batch;
        let updates = (self.settings.d_steps + self.settings.g_steps.max(1) - 1).max(1) as u64;
        let position = (self.step * updates + round.batches) * batch as u64;
        let indices = self.order.batch(position, batch)?;
        let len = self.data.item.len();
        let mut values = vec![0.0; batch * len];
        self.data.train.fill(&indices, self.range, &mut values);
        round.x = Some(Var::constant(&self.device, values, len)?);
        round.batches += 1;
        Ok(())
    }

    fn draw_noise(&mut self, round: &mut Round<D>) -> Result<()> {
        let mut values = vec![0.0; self.settings.batch * self.latent];
        random::normals(self.seed, "noise", self.draw(round), &mut values);
        round.z = Some(Var::constant(&self.device, values, self.latent)?);
        Ok(())
    }

    fn generate(&mut self, round: &mut Round<D>) -> Result<()> {
        let (Some(x), Some(z)) = (&round.x, &round.z) else {
            return Err(out_of_order());
        };
        let mut pass = Pass::train(random::key(self.seed, "masks of makers", self.draw(round)));
        let from_noise = [Term::RecZ, Term::AdvX, Term::AdvZRec]
            .iter()
            .any(|t| self.on(*t));
        let recode = self.on(Term::RecZ) || self.on(Term::AdvZRec);
        let from_data = [Term::RecX, Term::AdvXRec, Term::AdvZ]
            .iter()
            .any(|t| self.on(*t));
        let recon = self.on(Term::RecX) || self.on(Term::AdvXRec);
        let (x, z) = (x.clone(), z.clone());
        let made = &mut round.made;
        (made.fake, made.code, made.recon, made.recode) = (None, None, None, None);
        if from_noise {
            let fake = self.member(Role::Generator)?.forward(z, &mut pass)?;
            if recode {
                let recode = self
                    .member(Role::Encoder)?
                    .forward(fake.clone(), &mut pass)?;
                made.recode = Some(recode);
            }
            made.fake = Some(fake);
        }
        if from_data {
            let code = self.member(Role::Encoder)?.forward(x, &mut pass)?;
            if recon {
                made.recon = Some(
                    self.member(Role::Generator)?
                        .forward(code.clone(), &mut pass)?,
                );
            }
            made.code = Some(code);
        }
        round.pass = Some(pass);
        Ok(())
    }

    fn objective(&self) -> Result<Objective> {
        losses::objective(&self.settings.loss)
    }

    fn score_real(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let real = if role == Role::CodeDiscriminator {
            &round.z
        } else {
            &round.x
        };
        let Some(real) = real.clone() else {
            return Err(out_of_order());
        };
        let key = random::key(self.seed, "masks of discriminators", self.draw(round));
        let mut pass = Pass::train(key ^ role as u64);
        let logits = self.member(role)?.forward(real, &mut pass)?;
        note_scores(role, true, &logits, &mut round.values);
        let (objective, target) = (self.objective()?, self.settings.smooth);
        let mut losses = vec![(target, D::mean_of(&logits, objective.real, &mut pass)?)];
        if target < 1.0 {
            losses.push((
                1.0 - target,
                D::mean_of(&logits, objective.fake, &mut pass)?,
            ));
        }
        round.lesson = Some(Lesson {
            pass,
            losses,
            gradients: None,
        });
        Ok(())
    }

    fn score_fake(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let objective = self.objective()?;
        let made: Vec<_> = Self::fooled(role)
            .into_iter()
            .filter(|t| self.on(*t))
            .filter_map(|t| made_for(t, round))
            .collect();
        let share = 1.0 / made.len() as f32;
        let Some(lesson) = &mut round.lesson else {
            return Err(out_of_order());
        };
        for made in made {
            let logits = self
                .member(role)?
                .forward(made.detached(), &mut lesson.pass)?;
            note_scores(role, false, &logits, &mut round.values);
            let loss = D::mean_of(&logits, objective.fake, &mut lesson.pass)?;
            lesson.losses.push((share, loss));
        }
        Ok(())
    }

    fn teach(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let Some(Lesson { pass, losses, .. }) = round.lesson.take() else {
            return Err(out_of_order());
        };
        let loss: f32 = losses
            .iter()
            .map(|(weight, loss)| weight * loss.value())
            .sum();
        self.finite(&format!("the loss of {role}"), loss)?;
        round.values.insert(prefix(role, "loss"), loss);
        let gradients = Some(pass.backward(&self.device, &losses)?);
        round.lesson = Some(Lesson {
            pass: Pass::infer(),
            losses,
            gradients,
        });
        Ok(())
    }

    fn update_discriminator(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let rates = self.rates(self.settings.rate_d);
        let Some(gradients) = round.lesson.take().and_then(|l| l.gradients) else {
            return Err(out_of_order());
        };
        let mut gradients = gradients;
        self.member(role)?.update(rates, &mut gradients)
    }

    fn judge(&mut self, round: &mut Round<D>) -> Result<()> {
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
                let logits = self.member(Role::Discriminator)?.forward(made, pass)?;
                D::mean_of(&logits, self.objective()?.fool, pass)
            }
            Term::AdvZ | Term::AdvZRec => {
                let logits = self.member(Role::CodeDiscriminator)?.forward(made, pass)?;
                D::mean_of(&logits, self.objective()?.fool, pass)
            }
        }
    }

    fn gradients(&mut self, round: &mut Round<D>) -> Result<()> {
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

    fn update_makers(&mut self, round: &mut Round<D>) -> Result<()> {
        let Some(mut gradients) = round.gradients.take() else {
            return Err(out_of_order());
        };
        let rates = self.rates(self.settings.rate);
        let (ema, step) = (self.settings.ema, self.step);
        let trained: Vec<Role> = [Role::Encoder, Role::Generator]
            .into_iter()
            .filter(|role| round.terms.iter().any(|(t, ..)| t.needs().contains(role)))
            .collect();
        for role in trained {
            self.member(role)?.update(rates, &mut gradients)?;
        }
        if self.has(Role::Generator) {
            self.member(Role::Generator)?.follow(ema, step);
        }
        Ok(())
    }

    fn rates(&self, rate: f32) -> Rates {
        let Settings { beta1, beta2, .. } = self.settings;
        Rates {
            rate: rate * self.settings.decay(self.step),
            beta1,
            beta2,
        }
    }

    /// Refuses to go on with a loss that is no number: the update that would spread it is not made.
    fn finite(&self, what: &str, value: f32) -> Result<()> {
        if value.is_finite() {
            return Ok(());
        }
        Err(Error::new(format!(
            "{what} became {value} in step {}; its update was not made. Lower the rates ('set rate 0.0002') and build again, or load an earlier save",
            self.step + 1
        )))
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

/// `d_loss` for `Dx`, `dz_loss` for `Dz`.
fn prefix(role: Role, name: &str) -> String {
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

/// A phase was walked before what it builds on: the schedule forbids it.
fn out_of_order() -> Error {
    Error::new("this phase has nothing to work on; 'next' walks the phases in order")
}
