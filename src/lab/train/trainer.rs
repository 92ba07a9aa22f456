//! The one trainer of the family: a step is a list of phases, and each phase reads like the paper.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::batch::{Phase, Round};
use super::data::{Kept, Part};
use super::network::Member;
use super::rollback::Anchor;
use super::state::RunState;
use crate::data::{Dataset, Order, Range};
use crate::error::{Error, Result};
use crate::event::Curve;
use crate::lab::config::d_batches::DBatches;
use crate::lab::terms::{Price, TERMS, Term, kl};
use crate::layers::{Labels, Ops, Var};
use crate::nets::Role;
use crate::optim::{Rates, Rule};
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
    pub(in crate::lab) device: D,
    pub(in crate::lab) data: Arc<Dataset>,
    pub(in crate::lab) order: Order,
    /// How pixels are fed: what the generator's last activation gives.
    pub(in crate::lab) range: Range,
    /// The data that lie on the device.
    pub(in crate::lab) kept: Kept<D>,
    pub(in crate::lab) state: RunState,
    pub(in crate::lab) members: Vec<Member<D>>,
    /// Weights of terms by their names; of those that are not here: 0.
    pub(in crate::lab) weights: BTreeMap<&'static str, f32>,
    pub(in crate::lab) round: Option<Round<D>>,
    pub(in crate::lab) anchor: Option<Anchor<D>>,
}

impl<D: Ops> Drop for Trainer<D> {
    /// Gives back the buffers that were kept from step to step.
    fn drop(&mut self) {
        self.device.keep_buffers(false);
    }
}

impl<D: Ops> Trainer<D> {
    /// What the run is, and how far it has come.
    #[must_use]
    pub fn state(&self) -> &RunState {
        &self.state
    }

    /// Takes up curves that were measured before, in a run that this one goes on with.
    pub fn recall(&mut self, curves: &[Curve]) {
        self.state.history.recall(curves);
    }

    /// Takes up curves of steps that were taken before.
    pub fn recall_steps(&mut self, curves: &[Curve]) {
        self.state.history.recall_steps(curves);
    }

    /// The weight of a term.
    #[must_use]
    pub fn weight(&self, term: Term) -> f32 {
        self.weights.get(term.name).copied().unwrap_or(0.0)
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
        if term == kl::TERM && !self.state.recipe.variational() {
            return Err(Error::new(format!(
                "term 'kl' needs an encoder that gives distributions, and that of '{}' gives codes; 'build vae' has one",
                self.state.recipe.name
            )));
        }
        if let Some(missing) = term.needs.iter().find(|role| !self.has(**role)) {
            return Err(Error::new(format!(
                "term '{}' needs the network {missing}, which the recipe '{}' has not; 'help recipe' shows which recipe has it",
                term.name, self.state.recipe.name
            )));
        }
        self.weights.insert(term.name, weight);
        self.anchor = None;
        Ok(())
    }

    /// Whether the network exists.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.members.iter().any(|m| m.role == role)
    }

    /// The network, which the caller's term needs and `build` therefore made.
    pub(in crate::lab) fn member(&mut self, role: Role) -> Result<&mut Member<D>> {
        let recipe = self.state.recipe.name;
        self.members
            .iter_mut()
            .find(|m| m.role == role)
            .ok_or_else(|| Error::new(format!("the recipe '{recipe}' has no network {role}")))
    }

    pub(in crate::lab) fn on(&self, term: Term) -> bool {
        self.weight(term) != 0.0
    }

    /// Whether something that `G` makes is to fool a discriminator of items.
    #[must_use]
    pub fn in_game(&self) -> bool {
        let fools = |t: &Term| {
            let of_items = !matches!(t.price, Price::Fool(Role::CodeDiscriminator));
            matches!(t.price, Price::Fool(_)) && of_items && t.moves.contains(&Role::Generator)
        };
        TERMS.iter().any(|t| self.on(*t) && fools(t))
    }

    /// Whether `G` is taught that codes are drawn from the prior: by a discriminator, or by what keeps codes
    /// near it.
    #[must_use]
    pub fn is_drawn_from(&self) -> bool {
        let judged = Role::JUDGES.iter().any(|role| self.has(*role));
        self.has(Role::Generator) && (judged || self.state.recipe.variational())
    }

    /// Whether the scores of discriminators say something only beside one another.
    #[must_use]
    pub fn has_critic(&self) -> bool {
        self.objective().is_ok_and(|objective| objective.critic)
    }

    /// Whether a term that is on wants this.
    fn want(&self, what: fn(Term) -> bool) -> bool {
        TERMS.iter().any(|t| self.on(*t) && what(*t))
    }

    /// The phases of the next step: the discriminators are taught, each time on a new batch, then E and G
    /// move on the last of these batches. Where lessons are apart, each update has a batch of its own.
    pub(in crate::lab) fn schedule(&self, side: Side) -> Vec<Phase> {
        let mut phases = Vec::new();
        let critics: Vec<_> = Role::JUDGES
            .into_iter()
            .filter(|role| Term::teaching(*role).any(|t| self.on(t)))
            .collect();
        // An autoencoder has no use for noise; to Dz it is what is real.
        let noise = self.want(Term::generates) || critics.contains(&Role::CodeDiscriminator);
        let draw = [Some(Phase::Batch), noise.then_some(Phase::Noise)];
        let draw = || draw.into_iter().flatten().chain([Phase::Generate]);
        let lessons = match side {
            Side::Makers => 0,
            _ if critics.is_empty() => 0,
            _ => self.state.settings.d_steps(),
        };
        let whole = self.state.settings.lessons() == DBatches::Joint;
        for _ in 0..lessons {
            if whole {
                phases.extend(draw());
                phases.extend(critics.iter().flat_map(|d| self.lesson(*d)));
            } else {
                let parts = critics.iter().flat_map(|d| self.parts(*d));
                phases.extend(parts.flat_map(|part| draw().chain(part)));
            }
        }
        let pays = |term: &Term| self.on(*term) && !term.moves.is_empty();
        let idle = !TERMS.iter().any(pays);
        let moves = if side == Side::Discriminators || idle {
            0
        } else {
            self.state.settings.g_steps()
        };
        for turn in 0..moves {
            if turn > 0 || lessons == 0 || !whole {
                phases.extend(draw());
            }
            phases.extend([Phase::Judge, Phase::Gradients, Phase::UpdateMakers]);
        }
        phases
    }

    /// The phases of one discriminator's lesson.
    fn lesson(&self, d: Role) -> Vec<Phase> {
        let penalty = self.penalised(d).then_some(Phase::Penalise(d));
        let scores = [Phase::ScoreReal(d), Phase::ScoreFake(d)];
        let moves = [Phase::Teach(d), Phase::Update(d)];
        scores.into_iter().chain(penalty).chain(moves).collect()
    }

    /// The phases of one discriminator's lessons, where real items and those of each term are lessons of
    /// their own; before what each term made come real items again.
    fn parts(&self, d: Role) -> Vec<Vec<Phase>> {
        let penalty = self.penalised(d).then_some(Phase::Penalise(d));
        let moves = [Phase::Teach(d), Phase::Update(d)];
        let real = || {
            let score = [Phase::ScoreReal(d)].into_iter();
            score.chain(penalty).chain(moves).collect()
        };
        let made = |term| {
            let score = [Phase::ScoreOne(d, term)].into_iter();
            score.chain(moves).collect()
        };
        let terms = Term::teaching(d).filter(|term| self.on(*term));
        terms.flat_map(|term| [real(), made(term)]).collect()
    }

    /// Takes one whole step, or finishes the batch in flight.
    ///
    /// # Errors
    /// A sentence when a loss or a gradient is no longer a number, or the device has no room; the
    /// run stands where the step began then.
    pub fn step(&mut self, side: Side) -> Result<()> {
        while !self.advance(side, false)?.1 {}
        Ok(())
    }

    /// Walks one phase, and has its numbers; says which, and whether the step is complete with it.
    ///
    /// # Errors
    /// See [`step`](Self::step).
    pub fn next(&mut self, side: Side) -> Result<(Phase, bool)> {
        self.advance(side, true)
    }

    /// Walks one phase. Its numbers come back at the end of the step, or at once where they are
    /// `wanted`.
    fn advance(&mut self, side: Side, wanted: bool) -> Result<(Phase, bool)> {
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
        let complete = round.done + 1 == round.schedule.len();
        let mut walked = D::guarded(|| self.walk(phase, &mut round));
        if walked.is_ok() && (complete || wanted) {
            walked = round.readings.take(&mut round.values);
        }
        if let Err(error) = walked {
            self.undo()?;
            return Err(error);
        }
        round.done += 1;
        if complete {
            self.state.step += 1;
            let step = self.state.step;
            self.state.history.push(step, &round.values);
        } else {
            self.round = Some(round);
        }
        Ok((phase, complete))
    }

    pub(in crate::lab) fn walk(&mut self, phase: Phase, round: &mut Round<D>) -> Result<()> {
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
    pub(in crate::lab) fn draw(&self, round: &Round<D>) -> u64 {
        // Most steps have few batches; those of one that has many are numbered beyond all steps.
        self.state.step * 256 + round.batches % 256 + ((round.batches / 256) << 56)
    }

    fn draw_batch(&mut self, round: &mut Round<D>) -> Result<()> {
        let batch = self.state.settings.batch();
        let drawn = |phase: &&Phase| **phase == Phase::Batch;
        let of_a_step = self
            .schedule(Side::Both)
            .iter()
            .filter(drawn)
            .count()
            .max(1);
        let position = (self.state.step * of_a_step as u64 + round.batches) * batch as u64;
        let indices = self.order.batch(position, batch)?;
        round.labels = self.labels_of(self.data.train.labels(), indices.iter().copied());
        let x = self.items(Part::Train, indices)?;
        round.seen = Some(self.source(&x, self.draw(round))?);
        round.x = Some(x);
        round.batches += 1;
        Ok(())
    }

    /// The classes of the items at `indices`, where the networks are told.
    pub(in crate::lab) fn labels_of(
        &self,
        labels: &[u8],
        indices: impl IntoIterator<Item = usize>,
    ) -> Option<Labels> {
        let class = |i: usize| labels.get(i).copied();
        self.state
            .labels
            .then(|| indices.into_iter().filter_map(class).collect())
    }

    fn draw_noise(&mut self, round: &mut Round<D>) -> Result<()> {
        let (seed, draw) = (self.state.seed, self.draw(round));
        let codes = |values: &mut [f32]| random::normals(seed, "noise", draw, values);
        let z = Var::filled(
            &self.device,
            self.state.settings.batch(),
            self.state.latent,
            codes,
        )?;
        round.z = Some(z);
        Ok(())
    }

    /// The optimiser and its numbers for this step, for a network that learns at `rate`.
    pub(in crate::lab) fn rates(&self, rate: f32) -> Result<(Rule, Rates)> {
        let settings = &self.state.settings;
        let rates = Rates {
            rate: rate * settings.decay(self.state.step),
            beta1: settings.beta1(),
            beta2: settings.beta2(),
            clip_norm: settings.clipnorm(),
            clip_value: settings.clipvalue(),
        };
        Ok((settings.optimizer(), rates))
    }
}

/// A phase was walked before what it builds on: the schedule forbids it.
pub(in crate::lab) fn out_of_order() -> Error {
    Error::new("this phase has nothing to work on; 'next' walks the phases in order")
}
