//! One batch on its way through the family: what has been drawn, made, scored so far.

use super::scalars::Readings;
use crate::event::Series;
use crate::lab::terms::Term;
use crate::layers::{Grads, Labels, Ops, Pass, Scalar, Var};
use crate::nets::Role;

/// The phases of a batch, in the order of the paper's algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Draw a batch of real items.
    Batch,
    /// Draw codes from the prior.
    Noise,
    /// Generate and encode.
    Generate,
    /// A discriminator scores what is real.
    ScoreReal(Role),
    /// A discriminator scores what is made.
    ScoreFake(Role),
    /// A discriminator scores what one term has made, in a lesson of its own.
    ScoreOne(Role, Term),
    /// A discriminator pays for its slope.
    Penalise(Role),
    /// The discriminator's loss and its gradients.
    Teach(Role),
    /// The discriminator's update.
    Update(Role),
    /// The terms of the joint loss.
    Judge,
    /// Gradients of E and G.
    Gradients,
    /// The update of E and G.
    UpdateMakers,
}

impl Phase {
    /// Short, for people.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Batch => "draw batch".into(),
            Self::Noise => "draw noise".into(),
            Self::Generate => "generate".into(),
            Self::ScoreReal(d) => format!("{d} scores real"),
            Self::ScoreFake(d) => format!("{d} scores fake"),
            Self::ScoreOne(d, term) => format!("{d} scores fake of {}", term.name),
            Self::Penalise(d) => format!("{d} gradient penalty"),
            Self::Teach(d) => format!("{d} loss and gradients"),
            Self::Update(d) => format!("update {d}"),
            Self::Judge => "joint loss".into(),
            Self::Gradients => "gradients".into(),
            Self::UpdateMakers => "update makers".into(),
        }
    }

    /// What it does, as a formula.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Batch => "x from the data, and what E sees of it",
            Self::Noise => "z from N(0, 1)",
            Self::Generate => "G(z), E(x), G(E(x)), E(G(z)) as the terms need them",
            Self::ScoreReal(Role::CodeDiscriminator) => "Dz(z)",
            Self::ScoreReal(Role::PairDiscriminator) => "Dxz(x, E(x))",
            Self::ScoreReal(_) => "Dx(x)",
            Self::ScoreFake(Role::CodeDiscriminator) => "Dz(E(x)), Dz(E(G(z)))",
            Self::ScoreFake(Role::PairDiscriminator) => "Dxz(G(z), z), Dxz(G(E(x)), E(x))",
            Self::ScoreFake(_) => "Dx(G(z)), Dx(G(E(x)))",
            Self::ScoreOne(_, term) => term.formula,
            Self::Penalise(_) => {
                "r1/2 · mean ‖∇Dx(x)‖², every r1_every steps and as much heavier; gp · mean (‖∇D‖ − 1)² between real and made"
            }
            Self::Teach(_) => "mean of real(D) + fake(D), and its slope in D's weights",
            Self::Update(_) => "the optimiser moves D's weights",
            Self::Judge => "Σ weight · term, scored by the updated discriminators",
            Self::Gradients => "the slope of the joint loss in the weights of E and G",
            Self::UpdateMakers => {
                "the optimiser moves the weights of E and G; their averages follow"
            }
        }
    }
}

/// What the makers made of a batch; each only where a term needs it.
pub(in crate::lab) struct Made<D: Ops> {
    /// `G(z)`.
    pub fake: Option<Var<D>>,
    /// `E(x)`.
    pub code: Option<Var<D>>,
    /// `G(E(x))`.
    pub recon: Option<Var<D>>,
    /// `G(e)` of `e = E(x)`, held.
    pub held: Option<Var<D>>,
    /// `E(G(z))`.
    pub recode: Option<Var<D>>,
    /// `KL(E(x) ‖ N(0, 1))`, where `E` gives distributions.
    pub divergence: Option<Scalar<D>>,
}

impl<D: Ops> Default for Made<D> {
    fn default() -> Self {
        Self {
            fake: None,
            code: None,
            recon: None,
            held: None,
            recode: None,
            divergence: None,
        }
    }
}

/// What is put before a discriminator: an item, and for `Dxz` the code beside it.
pub(in crate::lab) struct Exhibit<D: Ops> {
    pub item: Var<D>,
    pub code: Option<Var<D>>,
}

impl<D: Ops> Exhibit<D> {
    /// The same as constants.
    pub fn detached(&self) -> Self {
        Self {
            item: self.item.detached(),
            code: self.code.as_ref().map(Var::detached),
        }
    }
}

/// A discriminator's part of a round.
pub(in crate::lab) struct Lesson<D: Ops> {
    pub pass: Pass<D>,
    pub losses: Vec<(f32, Scalar<D>)>,
    /// Gradient penalties and what they weigh; not part of the loss that is shown.
    pub penalties: Vec<(f32, Scalar<D>)>,
    pub gradients: Option<Grads<D>>,
    /// What the real items got, where scores are relative to it, or are read beside it.
    pub real: Option<Var<D>>,
    /// Whether the lesson goes on with an earlier one: what is shown is the sum.
    pub goes_on: bool,
}

impl<D: Ops> Lesson<D> {
    /// A lesson in which nothing was scored yet.
    pub fn new(pass: Pass<D>) -> Self {
        Self {
            pass,
            losses: Vec::new(),
            penalties: Vec::new(),
            gradients: None,
            real: None,
            goes_on: false,
        }
    }
}

/// A batch in flight.
pub(in crate::lab) struct Round<D: Ops> {
    pub schedule: Vec<Phase>,
    /// Phases done.
    pub done: usize,
    /// Batches drawn in this round.
    pub batches: u64,
    pub x: Option<Var<D>>,
    /// What `E` sees of `x`: all of it, or less.
    pub seen: Option<Var<D>>,
    pub z: Option<Var<D>>,
    /// The class of each item of `x`; what is made of `z` is made of the same classes.
    pub labels: Option<Labels>,
    pub made: Made<D>,
    /// The pass of the makers, from `Generate` to `Gradients`.
    pub pass: Option<Pass<D>>,
    pub lesson: Option<Lesson<D>>,
    pub terms: Vec<(Term, f32, Scalar<D>)>,
    pub gradients: Option<Grads<D>>,
    pub values: Series,
    /// Numbers that are still on the device.
    pub readings: Readings<D>,
}

impl<D: Ops> Round<D> {
    pub fn new(schedule: Vec<Phase>) -> Self {
        Self {
            schedule,
            done: 0,
            batches: 0,
            x: None,
            seen: None,
            z: None,
            labels: None,
            made: Made::default(),
            pass: None,
            lesson: None,
            terms: Vec::new(),
            gradients: None,
            values: Series::new(),
            readings: Readings::default(),
        }
    }
}
