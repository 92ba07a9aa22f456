//! The one trainer of the family: a step is a list of phases, and each phase reads like the paper.

use std::sync::Arc;

use super::history::History;
use super::member::Member;
use super::recipe::{Recipe, Term};
use super::round::{Phase, Round};
use super::settings::{Lessons, Settings};
use super::undo::Anchor;
use crate::data::{Dataset, Order, Range};
use crate::error::{Error, Result};
use crate::kernels::tasks;
use crate::layers::{Labels, Ops, Pass, Var};
use crate::nets::Role;
use crate::optim::{Rates, Rule, rule};
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

/// An experiment: its networks, a ledger of terms, data, and the step it is at.
pub struct Trainer<D: Ops> {
    pub(super) device: D,
    pub(super) data: Arc<Dataset>,
    pub(super) order: Order,
    /// How pixels are fed: what the generator's last activation gives.
    pub(super) range: Range,
    pub recipe: &'static Recipe,
    pub seed: u64,
    pub latent: usize,
    /// Whether the networks are told the class of each item.
    pub labels: bool,
    pub(super) members: Vec<Member<D>>,
    /// Weight of each term, in the order of [`Term::ALL`].
    pub(super) weights: [f32; Term::ALL.len()],
    pub settings: Settings,
    /// Whole steps taken.
    pub step: u64,
    pub(super) round: Option<Round<D>>,
    pub(super) anchor: Option<Anchor<D>>,
    pub history: History,
}

impl<D: Ops> Drop for Trainer<D> {
    /// Gives back the buffers that were kept from step to step.
    fn drop(&mut self) {
        self.device.keep_buffers(false);
    }
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
                "term '{}' needs the network {missing}, which the recipe '{}' has not; 'help recipe' shows which recipe has it",
                term.name(),
                self.recipe.name
            )));
        }
        self.weights[term as usize] = weight;
        self.anchor = None;
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

    pub(super) fn on(&self, term: Term) -> bool {
        self.weight(term) != 0.0
    }

    /// Terms in which this discriminator is fooled.
    pub(super) fn fooled(role: Role) -> [Term; 2] {
        match role {
            Role::CodeDiscriminator => [Term::AdvZ, Term::AdvZRec],
            Role::PairDiscriminator => [Term::AdvXzG, Term::AdvXzE],
            _ => [Term::AdvX, Term::AdvXRec],
        }
    }

    /// Whether a term wants `G(z)`.
    fn wants_noise(&self) -> bool {
        let terms = [Term::RecZ, Term::AdvX, Term::AdvZRec];
        terms.into_iter().any(|term| self.on(term)) || self.in_pairs()
    }

    /// Whether pairs are judged: then both kinds are made, whichever is to fool.
    fn in_pairs(&self) -> bool {
        self.on(Term::AdvXzG) || self.on(Term::AdvXzE)
    }

    /// The phases of the next step: each discriminator is taught on a batch of its own, then E and G
    /// move on the last of these batches.
    pub(super) fn schedule(&self, side: Side) -> Vec<Phase> {
        let mut phases = Vec::new();
        // An autoencoder has no use for noise.
        let noise = self.wants_noise() || self.on(Term::AdvZ);
        let draw = [Some(Phase::Batch), noise.then_some(Phase::Noise)];
        let draw = || draw.into_iter().flatten().chain([Phase::Generate]);
        let critics: Vec<_> = Role::JUDGES
            .into_iter()
            .filter(|role| Self::fooled(*role).into_iter().any(|t| self.on(t)))
            .collect();
        let lessons = match side {
            Side::Makers => 0,
            _ if critics.is_empty() => 0,
            _ => self.settings.d_steps,
        };
        for _ in 0..lessons {
            phases.extend(draw());
            phases.extend(critics.iter().flat_map(|d| self.lesson(*d)));
        }
        let idle = !Term::ALL.into_iter().any(|term| self.on(term));
        let moves = if side == Side::Discriminators || idle {
            0
        } else {
            self.settings.g_steps
        };
        for turn in 0..moves {
            if turn > 0 || lessons == 0 {
                phases.extend(draw());
            }
            phases.extend([Phase::Judge, Phase::Gradients, Phase::UpdateMakers]);
        }
        phases
    }

    /// The phases of one discriminator's lesson.
    fn lesson(&self, d: Role) -> Vec<Phase> {
        let penalty = self.penalised(d).then_some(Phase::Penalise(d));
        let moves = [Phase::Teach(d), Phase::Update(d)];
        if self.settings.lessons == Lessons::Whole {
            let scores = [Phase::ScoreReal(d), Phase::ScoreFake(d)];
            return scores.into_iter().chain(penalty).chain(moves).collect();
        }
        let real = || {
            [Phase::ScoreReal(d)]
                .into_iter()
                .chain(penalty)
                .chain(moves)
        };
        let made = |term| [Phase::ScoreOne(d, term)].into_iter().chain(moves);
        let terms = Self::fooled(d).into_iter().filter(|term| self.on(*term));
        terms.flat_map(|term| real().chain(made(term))).collect()
    }

    /// Takes one whole step, or finishes the batch in flight.
    ///
    /// # Errors
    /// A sentence when a loss or a gradient is no longer a number, or the device has no room; the
    /// run stands where the step began then.
    pub fn step(&mut self, side: Side) -> Result<()> {
        while !self.next(side)?.1 {}
        Ok(())
    }

    /// Walks one phase; says which, and whether the step is complete with it.
    ///
    /// # Errors
    /// See [`step`](Self::step).
    pub fn next(&mut self, side: Side) -> Result<(Phase, bool)> {
        let begun = self.round.take();
        let first = begun.is_none();
        let mut round = begun.unwrap_or_else(|| Round::new(self.schedule(side)));
        let Some(&phase) = round.schedule.get(round.done) else {
            return Err(Error::new(
                "nothing is to be trained: all terms are off, or d_steps and g_steps are 0; see 'show ledger'",
            ));
        };
        if first {
            self.begin(side);
        }
        if let Err(error) = self.walk(phase, &mut round) {
            self.undo()?;
            return Err(error);
        }
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

    pub(super) fn walk(&mut self, phase: Phase, round: &mut Round<D>) -> Result<()> {
        match phase {
            Phase::Batch => self.draw_batch(round),
            Phase::Noise => self.draw_noise(round),
            Phase::Generate => self.generate(round),
            Phase::ScoreReal(d) => self.score_real(d, round),
            Phase::ScoreFake(d) => self.score_fake(d, round),
            Phase::ScoreOne(d, term) => self.score_one(d, term, round),
            Phase::Penalise(d) => self.penalise(d, round),
            Phase::Teach(d) => self.teach(d, round),
            Phase::Update(d) => self.update_discriminator(d, round),
            Phase::Judge => self.judge(round),
            Phase::Gradients => self.gradients(round),
            Phase::UpdateMakers => self.update_makers(round),
        }
    }

    /// Every stream of a step is a function of (seed, name, this number).
    pub(super) fn draw(&self, round: &Round<D>) -> u64 {
        self.step * 256 + round.batches
    }

    fn draw_batch(&mut self, round: &mut Round<D>) -> Result<()> {
        /// Items that one task decodes.
        const ITEMS: usize = 32;
        let batch = self.settings.batch;
        let updates = (self.settings.d_steps + self.settings.g_steps.max(1) - 1).max(1) as u64;
        let position = (self.step * updates + round.batches) * batch as u64;
        let indices = self.order.batch(position, batch)?;
        let len = self.data.item.len();
        let mut values = vec![0.0; batch * len];
        let (split, range) = (&self.data.train, self.range);
        tasks::chunks(&mut values, ITEMS * len, |task, values| {
            let indices = &indices[task * ITEMS..][..values.len() / len];
            split.fill(indices, range, values);
        });
        round.x = Some(Var::constant(&self.device, values, len)?);
        round.labels = self.labels_of(self.data.train.labels(), indices.iter().copied());
        round.batches += 1;
        Ok(())
    }

    /// The classes of the items at `indices`, where the networks are told.
    pub(super) fn labels_of(
        &self,
        labels: &[u8],
        indices: impl IntoIterator<Item = usize>,
    ) -> Option<Labels> {
        let class = |i: usize| labels.get(i).copied();
        self.labels
            .then(|| indices.into_iter().filter_map(class).collect())
    }

    fn draw_noise(&mut self, round: &mut Round<D>) -> Result<()> {
        let mut values = vec![0.0; self.settings.batch * self.latent];
        random::normals(self.seed, "noise", self.draw(round), &mut values);
        round.z = Some(Var::constant(&self.device, values, self.latent)?);
        Ok(())
    }

    fn generate(&mut self, round: &mut Round<D>) -> Result<()> {
        let Some(x) = round.x.clone() else {
            return Err(out_of_order());
        };
        let mut pass = Pass::train(random::key(self.seed, "masks of makers", self.draw(round)))
            .given(round.labels.clone());
        let from_noise = self.wants_noise();
        let recode = self.on(Term::RecZ) || self.on(Term::AdvZRec);
        let from_data = [Term::RecX, Term::AdvXRec, Term::AdvZ]
            .iter()
            .any(|t| self.on(*t))
            || self.in_pairs();
        let recon = self.on(Term::RecX) || self.on(Term::AdvXRec);
        let z = round.z.clone();
        let made = &mut round.made;
        (made.fake, made.code, made.recon, made.recode) = (None, None, None, None);
        if from_noise {
            let Some(z) = z else {
                return Err(out_of_order());
            };
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

    /// The optimiser and its numbers for this step, for a network that learns at `rate`.
    pub(super) fn rates(&self, rate: f32) -> Result<(Rule, Rates)> {
        let settings = &self.settings;
        let rates = Rates {
            rate: rate * settings.decay(self.step),
            beta1: settings.beta1,
            beta2: settings.beta2,
            clip_norm: settings.clipnorm,
            clip_value: settings.clipvalue,
        };
        Ok((rule(&settings.optimizer)?, rates))
    }

    /// Refuses to go on with what is no number.
    pub(super) fn finite(&self, what: &str, value: f32) -> Result<()> {
        if value.is_finite() {
            return Ok(());
        }
        Err(Error::new(format!(
            "{what} became {value} in step {}; the step was taken back. Lower the rates ('set rate 0.0002') or clip the gradients ('set clipnorm 1'), build again, or load an earlier save",
            self.step + 1
        )))
    }
}

/// A phase was walked before what it builds on: the schedule forbids it.
pub(super) fn out_of_order() -> Error {
    Error::new("this phase has nothing to work on; 'next' walks the phases in order")
}
