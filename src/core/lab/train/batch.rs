//! The state of one batch: what is drawn, made and scored of it so far.

use super::phase::Phase;
use super::run::Run;
use super::scalars::{Scalars, Terms};
use crate::error::Result;
use crate::event::Series;
use crate::lab::terms::{Product, Term};
use crate::lab::train::part::Part;
use crate::layers::trip::Trip;
use crate::layers::{Grads, Labels, Ops, Pass, Scalar, Var};
use crate::nets::Role;
use crate::random;

/// Real items, and codes of the prior.
pub(in crate::lab) struct Batch<D: Ops> {
    /// Items `[batch, numbers]`.
    pub x: Var<D>,
    /// What `E` sees of them: all, or less.
    pub seen: Var<D>,
    /// The class of each; what is generated is of the same classes.
    pub labels: Option<Labels>,
    /// Codes `[batch, latent]`, once somebody has asked for them.
    pub noise: Option<Var<D>>,
    /// The number of its random streams.
    pub draw: u64,
}

impl<D: Ops> Batch<D> {
    /// The training items at `indices`, after `before` other batches of this step.
    pub fn of(run: &mut Run<D>, indices: Vec<usize>, before: u64) -> Result<Self> {
        let labels = run.labels_of(run.data.train.labels(), indices.iter().copied());
        let x = run.items(Part::Train, indices)?;
        Ok(Self {
            seen: run.corrupted(&x, stream(run.state.step, before))?,
            x,
            labels,
            noise: None,
            draw: stream(run.state.step, before + 1),
        })
    }

    /// The codes of the prior.
    pub fn z(&mut self, run: &Run<D>) -> Result<Var<D>> {
        if let Some(z) = &self.noise {
            return Ok(z.clone());
        }
        let (seed, draw) = (run.state.seed, self.draw);
        let z = Var::filled(&run.device, self.x.batch(), run.state.latent, |values| {
            random::normals(seed, "noise", draw, values);
        })?;
        Ok(self.noise.insert(z).clone())
    }
}

/// Every stream of a step is a function of (seed, name, this number).
pub(in crate::lab) fn stream(step: u64, batches: u64) -> u64 {
    // Most steps have few batches; those of one that has many are numbered beyond all steps.
    step * 256 + batches % 256 + ((batches / 256) << 56)
}

/// What E and G make of a batch: each is made when it is first asked for.
pub(in crate::lab) struct Made<D: Ops> {
    pub batch: Batch<D>,
    /// The pass of E and G, on whose tape all of it lies.
    pub pass: Pass<D>,
    pub(super) products: [Option<Var<D>>; Product::ALL.len()],
    /// `KL(E(x) ‖ N(0, 1))`, where `E` gives distributions.
    pub(super) divergence: Option<Scalar<D>>,
}

/// What a discriminator is shown: an item, and for `Dxz` the code beside it.
pub(in crate::lab) struct DInput<D: Ops> {
    pub item: Var<D>,
    pub code: Option<Var<D>>,
}

impl<D: Ops> DInput<D> {
    /// The same as constants.
    pub fn detached(&self) -> Self {
        Self {
            item: self.item.detached(),
            code: self.code.as_ref().map(Var::detached),
        }
    }
}

/// Scores of real or of generated items, and the penalty on their slope.
pub(super) struct Penalised<D: Ops> {
    pub trip: Trip<D>,
    pub weight: f32,
    /// The series of the penalty.
    pub name: &'static str,
}

/// A discriminator's loss on its way.
pub(in crate::lab) struct DLoss<D: Ops> {
    pub pass: Pass<D>,
    /// What it pays for its scores, and what each counts.
    pub losses: Vec<(f32, Scalar<D>)>,
    /// Gradient penalties and what they weigh; no part of the loss that is shown.
    pub penalties: Vec<(f32, Scalar<D>)>,
    /// Scores that are learned together with a penalty on their slope.
    pub(super) trips: Vec<Penalised<D>>,
    /// The scores of real items, where those of generated ones are relative to them or are read beside them.
    pub(super) real: Option<Var<D>>,
    /// Whether it goes on with an earlier update: what is shown is the sum.
    pub goes_on: bool,
}

impl<D: Ops> DLoss<D> {
    /// A loss of nothing so far; `part` tells the dropout masks of its parts apart.
    pub fn new(run: &Run<D>, d: Role, part: &str, batch: &Batch<D>) -> Self {
        let masks = format!("masks of discriminators{part}");
        let key = random::key(run.state.seed, &masks, batch.draw);
        Self {
            pass: Pass::train(key ^ d as u64).given(batch.labels.clone()),
            losses: Vec::new(),
            penalties: Vec::new(),
            trips: Vec::new(),
            real: None,
            goes_on: false,
        }
    }

    /// Adds what `d` pays for scores of real or of generated items, as much of it as `share`, with smoothed labels.
    pub(super) fn pay(
        &mut self,
        run: &Run<D>,
        d: Role,
        scores: &Var<D>,
        real: bool,
        share: f32,
    ) -> Result<()> {
        let (loss, settings) = (run.adversarial(d), &run.state.settings);
        let (target, own, other) = if real {
            (settings.label_smoothing(), loss.d_real, loss.d_fake)
        } else {
            (1.0 - settings.fake_label(), loss.d_fake, loss.d_real)
        };
        let mean = D::mean_of(scores, own, &mut self.pass)?;
        self.losses.push((share * target, mean));
        if target < 1.0 {
            let mean = D::mean_of(scores, other, &mut self.pass)?;
            self.losses.push((share * (1.0 - target), mean));
        }
        Ok(())
    }
}

/// What there is between two phases.
// One exists at a time, and is moved a few times a step.
#[allow(clippy::large_enum_variant)]
#[derive(Default)]
pub(in crate::lab) enum Stage<D: Ops> {
    /// Nothing yet.
    #[default]
    Start,
    /// A batch.
    Drawn(Batch<D>),
    /// What E and G made of it.
    Made(Made<D>),
    /// What a discriminator pays for its scores.
    Scored(Made<D>, DLoss<D>),
    /// The gradients of that.
    DGradients(Made<D>, Grads<D>),
    /// The terms of the joint loss.
    Valued(Made<D>, Terms<D>),
    /// The gradients of their sum.
    JointGradients(Vec<Term>, Grads<D>),
}

/// A step that is under way.
#[derive(Default)]
pub(in crate::lab) struct InFlight<D: Ops> {
    pub schedule: Vec<Phase>,
    /// Phases done.
    pub done: usize,
    /// Batches drawn.
    pub batches: u64,
    pub stage: Stage<D>,
    /// Numbers that are known.
    pub values: Series,
    /// Numbers that are still on the device.
    pub scalars: Scalars<D>,
}
