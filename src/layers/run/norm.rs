//! Batch normalisation and layer normalisation.

use rand_chacha::ChaCha8Rng;

use super::{Fact, Layer, and, push};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::layers::ops::{Norm, Ops, Row};
use crate::layers::parameter::{Kind, Named, Parameter};
use crate::layers::pass::{Pass, Var};
use crate::layers::plain::ItemShape;
use crate::layers::refused;

/// Added to a variance.
pub(in crate::layers) const EPSILON: f32 = 1e-5;
/// What the running statistics keep of themselves a batch.
pub const MOMENTUM: f32 = 0.9;

/// What is learned for each channel, and the shape of an item.
#[derive(Debug, Clone)]
pub(in crate::layers) struct Learned<D: Ops> {
    pub item: ItemShape,
    pub scale: Row<D>,
    pub shift: Row<D>,
    pub f: Activation,
}

impl<D: Ops> Learned<D> {
    pub fn new(device: &D, item: ItemShape, f: Activation) -> Result<Self> {
        Ok(Self {
            item,
            scale: zeros(device, item)?,
            shift: zeros(device, item)?,
            f,
        })
    }

    fn reset(&mut self) {
        fill(&mut self.scale, self.item, 1.0);
        fill(&mut self.shift, self.item, 0.0);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        push(into, (path, "scale"), Kind::Learned, &mut self.scale);
        push(into, (path, "shift"), Kind::Learned, &mut self.shift);
    }

    fn fact(&self, word: &str) -> Fact {
        let channels = self.item.channels();
        Fact {
            what: format!("{word} {channels}{}", and(self.f)),
            shape: self.item.sizes(),
            parameters: 2 * channels,
            multiply_adds: 0,
        }
    }
}

fn zeros<D: Ops>(device: &D, item: ItemShape) -> Result<Row<D>> {
    device.try_zeros_like(&(item.channels(),)).map_err(refused)
}

fn fill<D: Ops>(row: &mut Row<D>, item: ItemShape, with: f32) {
    Parameter::<D>::set(row, &vec![with; item.channels()]);
}

/// See [`spec::BatchNorm`](crate::layers::BatchNorm).
#[derive(Debug, Clone)]
pub(in crate::layers) struct BatchNorm<D: Ops> {
    pub learned: Learned<D>,
    pub running_mean: Row<D>,
    pub running_variance: Row<D>,
}

impl<D: Ops> BatchNorm<D> {
    pub fn new(device: &D, item: ItemShape, f: Activation) -> Result<Self> {
        Ok(Self {
            learned: Learned::new(device, item, f)?,
            running_mean: zeros(device, item)?,
            running_variance: zeros(device, item)?,
        })
    }
}

impl<D: Ops> Layer<D> for BatchNorm<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        let mut norm = Norm {
            scale: &self.learned.scale,
            shift: &self.learned.shift,
            running_mean: &mut self.running_mean,
            running_variance: &mut self.running_variance,
        };
        D::batch_norm(x, &mut norm, self.learned.f, pass)
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {
        self.learned.reset();
        fill(&mut self.running_mean, self.learned.item, 0.0);
        fill(&mut self.running_variance, self.learned.item, 1.0);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.learned.tensors(path, into);
        let (mean, variance) = (&mut self.running_mean, &mut self.running_variance);
        push(into, (path, "running_mean"), Kind::Kept, mean);
        push(into, (path, "running_variance"), Kind::Kept, variance);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(self.learned.fact("batch norm"));
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}

/// See [`spec::LayerNorm`](crate::layers::LayerNorm).
#[derive(Debug, Clone)]
pub(in crate::layers) struct LayerNorm<D: Ops>(pub Learned<D>);

impl<D: Ops> Layer<D> for LayerNorm<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        D::layer_norm(x, (&self.0.scale, &self.0.shift), self.0.f, pass)
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {
        self.0.reset();
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.0.tensors(path, into);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(self.0.fact("layer norm"));
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}
