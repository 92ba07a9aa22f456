//! One trip of a batch through networks: the tape it leaves, and how layers behave on the way.

use std::collections::VecDeque;
use std::sync::Arc;

use dfdx::prelude::{
    Backward, Gradients, HasShape, OwnedTape, PutTape, Rank0, Tape, Tensor, TryAdd, TryDiv, TryMul,
};

use super::memory::{Memory, Row};
use super::refused;
use super::trace::Trace;
use crate::error::{Error, Result};

/// Gradients by tensor.
pub type Grads<D> = Gradients<f32, D>;

/// The class of each item of a batch.
pub type Labels = Arc<[u8]>;

/// One number on the device: a mean loss over a batch, on the tape of its pass; a norm.
#[derive(Debug, Clone)]
pub struct Scalar<D: Memory> {
    pub(crate) tensor: Tensor<Rank0, f32, D>,
}

impl<D: Memory> Scalar<D> {
    pub(crate) fn of(tensor: Tensor<Rank0, f32, D>) -> Self {
        Self { tensor }
    }

    /// The root of the sum of squares; at least one is wanted.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn norm(squares: Vec<Self>) -> Result<Self> {
        let sum = squares.into_iter().map(|s| Ok(s.tensor)).reduce(|a, b| {
            let sum = a?.try_add(b?).map_err(refused)?;
            Ok(sum)
        });
        let sum =
            sum.unwrap_or_else(|| Err(Error::new("a network without weights cannot learn")))?;
        Ok(Self::of(sum.try_sqrt().map_err(refused)?))
    }

    /// What a norm of this size is multiplied by so that it is at most `limit`, which is above 0.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn down_to(&self, limit: f32) -> Result<Self> {
        let norm = self.tensor.clone().try_clamp(limit, f32::MAX);
        let limit = self
            .tensor
            .device()
            .try_zeros_like(&())
            .and_then(|zero| zero.try_add(limit));
        let scale = limit.and_then(|limit| limit.try_div(norm?));
        Ok(Self::of(scale.map_err(refused)?))
    }

    /// The number itself.
    #[must_use]
    pub fn value(&self) -> f32 {
        let number = D::read(&self.tensor);
        number.first().copied().unwrap_or(f32::NAN)
    }
}

/// A batch of items on its way, `[batch, numbers]`, and whether a gradient flows back into what made it. A
/// picture is its numbers row by row, channels last; the layers know its sides.
#[derive(Debug, Clone)]
pub struct Var<D: Memory> {
    pub(crate) tensor: Tensor<(usize, usize), f32, D>,
    pub(crate) tracked: bool,
}

impl<D: Memory> Var<D> {
    /// A constant `[batch, len]`, row-major.
    ///
    /// # Errors
    /// A sentence when the values do not fill whole items, or the device has no room.
    // A buffer of the device's is filled: the caller's would never be used again.
    #[allow(clippy::needless_pass_by_value)]
    pub fn constant(device: &D, values: Vec<f32>, len: usize) -> Result<Self> {
        if len == 0 || !values.len().is_multiple_of(len) {
            return Err(Error::new(format!(
                "{} numbers do not fill items of {len}",
                values.len()
            )));
        }
        Self::filled(device, values.len() / len, len, |into| {
            into.copy_from_slice(&values);
        })
    }

    /// A constant `[batch, len]` whose numbers `with` writes where they will lie; it finds anything there.
    ///
    /// # Errors
    /// A sentence when the device has no room.
    pub fn filled(
        device: &D,
        batch: usize,
        len: usize,
        with: impl FnOnce(&mut [f32]),
    ) -> Result<Self> {
        let mut tensor = device.try_zeros_like(&(batch, len)).map_err(refused)?;
        D::fill(&mut tensor, with);
        Ok(Self {
            tensor,
            tracked: false,
        })
    }

    /// The items at `places`, in that order.
    ///
    /// # Errors
    /// A sentence when there is no such item, or the device has no room.
    pub fn pick(&self, places: Vec<usize>) -> Result<Self> {
        use dfdx::prelude::GatherTo;
        let (items, n) = (self.batch(), places.len());
        if let Some(outside) = places.iter().find(|place| **place >= items) {
            return Err(Error::new(format!(
                "there is no item {outside} among {items}"
            )));
        }
        let device = self.tensor.device();
        let places = device.try_tensor_from_vec(places, (n,));
        let picked = places.and_then(|places| {
            let all = self.tensor.clone();
            all.try_gather::<(usize, usize), (usize,)>(places)
        });
        Ok(Self {
            tensor: picked.map_err(refused)?,
            tracked: false,
        })
    }

    /// Where it lies.
    #[must_use]
    pub fn device(&self) -> &D {
        self.tensor.device()
    }

    /// Items in the batch.
    #[must_use]
    pub fn batch(&self) -> usize {
        self.tensor.shape().0
    }

    /// Numbers in an item.
    #[must_use]
    pub fn numbers(&self) -> usize {
        self.tensor.shape().1
    }

    /// The same numbers as items of another length: free, and gradients are shared.
    pub(crate) fn reshaped(self, batch: usize, numbers: usize) -> Result<Self> {
        use dfdx::prelude::ReshapeTo;
        let tensor = self.tensor.try_reshape_like(&(batch, numbers));
        Ok(Self {
            tensor: tensor.map_err(refused)?,
            tracked: self.tracked,
        })
    }

    /// The same batch as a constant: no gradient flows back through it.
    #[must_use]
    pub fn detached(&self) -> Self {
        Self {
            tensor: self.tensor.clone(),
            tracked: false,
        }
    }

    /// The numbers, row-major.
    #[must_use]
    pub fn values(&self) -> Vec<f32> {
        D::read(&self.tensor)
    }
}

/// How layers behave on a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Dropout drops, batch normalisation uses (and learns) the batch's statistics.
    Train,
    /// Dropout does nothing, batch normalisation uses its running statistics.
    Infer,
}

/// What a pass does with the outputs of activations, whose signs say their slopes.
#[derive(Debug, Default)]
pub(crate) enum Gates<D: Memory> {
    #[default]
    Ignored,
    /// Keeps them, layer by layer.
    Kept(VecDeque<Row<D>>),
    /// Goes through the linear network that has these slopes.
    Followed(VecDeque<Row<D>>),
}

impl<D: Memory> Gates<D> {
    /// What was kept, to be followed.
    pub(crate) fn followed(self) -> Self {
        match self {
            Self::Kept(gates) | Self::Followed(gates) => Self::Followed(gates),
            Self::Ignored => Self::Followed(VecDeque::new()),
        }
    }
}

/// One trip through one or several networks.
#[derive(Debug)]
pub struct Pass<D: Memory> {
    pub(crate) tape: OwnedTape<f32, D>,
    /// How the layers behave.
    pub mode: Mode,
    /// Whether the weights of the layers that come next get gradients. A frozen network still
    /// passes gradients through to its input.
    pub learn: bool,
    /// What happens to the slopes of activations; only gradient penalties want them.
    pub(crate) gates: Gates<D>,
    /// What layers leave and learn from on a [`Trip`](super::trip::Trip).
    pub(crate) trace: Trace<D>,
    /// The class of each item, for networks that are told.
    pub(crate) labels: Option<Labels>,
    /// The code beside each item, for networks that judge pairs.
    pub codes: Option<Var<D>>,
    /// Whether codes are drawn from the distributions that encoders give; else they are the means.
    pub draws: bool,
    /// How far the distributions of codes are from the prior, left by the last encoder that drew.
    pub divergence: Option<Scalar<D>>,
    /// Whether [`Tap`](super::Tap) layers leave what they give.
    pub tap: bool,
    /// What the last [`Tap`](super::Tap) layer gave, where `tap` is set.
    pub tapped: Option<Var<D>>,
    /// Key of the masks of this pass: a function of (seed, stream, step).
    key: u64,
    masks: u64,
}

impl<D: Memory> Pass<D> {
    /// A pass that learns, whose masks come from `key`.
    #[must_use]
    pub fn train(key: u64) -> Self {
        Self {
            tape: OwnedTape::default(),
            mode: Mode::Train,
            learn: true,
            gates: Gates::Ignored,
            trace: Trace::Off,
            labels: None,
            codes: None,
            draws: true,
            divergence: None,
            tap: false,
            tapped: None,
            key,
            masks: 0,
        }
    }

    /// A pass that only looks: no tape, no masks, running statistics.
    #[must_use]
    pub fn infer() -> Self {
        Self {
            tape: OwnedTape::default(),
            mode: Mode::Infer,
            learn: false,
            gates: Gates::Ignored,
            trace: Trace::Off,
            labels: None,
            codes: None,
            draws: false,
            divergence: None,
            tap: false,
            tapped: None,
            key: 0,
            masks: 0,
        }
    }

    /// The same pass for items of these classes; networks without conditions do not look at them.
    #[must_use]
    pub fn given(mut self, labels: Option<Labels>) -> Self {
        self.labels = labels;
        self
    }

    /// The same pass, with codes drawn by `key` where networks behave as they do when they are looked at.
    #[must_use]
    pub fn drawing(mut self, key: u64) -> Self {
        (self.draws, self.key) = (true, key);
        self
    }

    /// The class of each of `batch` items, below `classes`.
    pub(crate) fn labels(&self, batch: usize, classes: usize) -> Result<Labels> {
        let Some(labels) = &self.labels else {
            return Err(Error::new(
                "this network is conditional, and these items have no classes",
            ));
        };
        if labels.len() != batch {
            return Err(Error::new(format!(
                "{batch} items have {} labels",
                labels.len()
            )));
        }
        if let Some(label) = labels.iter().find(|label| usize::from(**label) >= classes) {
            return Err(Error::new(format!(
                "this network knows the classes 0 to {}, and an item is of class {label}",
                classes - 1
            )));
        }
        Ok(labels.clone())
    }

    /// The key of the next mask on this pass.
    pub(crate) fn mask(&mut self) -> u64 {
        self.masks += 1;
        self.key ^ self.masks.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// How many masks were drawn on this pass.
    pub(crate) fn masks(&self) -> u64 {
        self.masks
    }

    /// Draws the masks after the first so many once more.
    pub(crate) fn draw_again(&mut self, masks: u64) {
        self.masks = masks;
    }

    pub(crate) fn record<F>(&mut self, backward: F)
    where
        F: 'static + FnOnce(&mut Grads<D>) -> std::result::Result<(), D::Err>,
    {
        self.tape.add_backward_op(backward);
    }

    /// Goes back through everything on the tape from a weighted sum of losses.
    ///
    /// # Errors
    /// Only if the tensor library refuses.
    pub fn backward(self, device: &D, losses: &[(f32, Scalar<D>)]) -> Result<Grads<D>> {
        let zero: Tensor<Rank0, f32, D> = device.try_zeros_like(&()).map_err(refused)?;
        let mut root = zero.put_tape(self.tape);
        for (weight, loss) in losses {
            let loss = loss.tensor.retaped::<OwnedTape<f32, D>>();
            let loss = loss.try_mul(*weight).map_err(refused)?;
            root = root.try_add(loss).map_err(refused)?;
        }
        root.try_backward().map_err(refused)
    }
}
