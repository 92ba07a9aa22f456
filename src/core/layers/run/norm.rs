//! Batch normalisation and layer normalisation.

use rand_chacha::ChaCha8Rng;

use super::{Fact, Layer, and, push};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::layers::ops::{self, Ops, Row};
use crate::layers::parameter::{Kind, Named, Parameter};
use crate::layers::pass::{Pass, Var};
use crate::layers::plain::ItemShape;
use crate::layers::refused;

/// See [`spec::BatchNorm`](crate::layers::BatchNorm) and [`spec::LayerNorm`](crate::layers::LayerNorm); each tensor has
/// a number a channel.
#[derive(Debug, Clone)]
pub(super) struct Norm<D: Ops> {
    item: ItemShape,
    scale: Row<D>,
    shift: Row<D>,
    /// The running statistics of batch norm; layer norm has none.
    running: Option<Running<D>>,
    f: Activation,
}

#[derive(Debug, Clone)]
struct Running<D: Ops> {
    mean: Row<D>,
    variance: Row<D>,
}

impl<D: Ops> Norm<D> {
    /// Batch normalisation of such items.
    pub fn batch(device: &D, item: ItemShape, f: Activation) -> Result<Self> {
        let running = Running {
            mean: zeros(device, item)?,
            variance: zeros(device, item)?,
        };
        Ok(Self {
            running: Some(running),
            ..Self::layer(device, item, f)?
        })
    }

    /// Layer normalisation of such items.
    pub fn layer(device: &D, item: ItemShape, f: Activation) -> Result<Self> {
        Ok(Self {
            item,
            scale: zeros(device, item)?,
            shift: zeros(device, item)?,
            running: None,
            f,
        })
    }
}

fn zeros<D: Ops>(device: &D, item: ItemShape) -> Result<Row<D>> {
    device.try_zeros_like(&(item.channels(),)).map_err(refused)
}

impl<D: Ops> Layer<D> for Norm<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        let running = self.running.as_mut();
        let norm = ops::Norm {
            scale: &self.scale,
            shift: &self.shift,
            running: running.map(|r| (&mut r.mean, &mut r.variance)),
        };
        D::norm(x, norm, self.f, pass)
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {
        let channels = self.item.channels();
        let fill = |row: &mut Row<D>, with| Parameter::<D>::set(row, &vec![with; channels]);
        fill(&mut self.scale, 1.0);
        fill(&mut self.shift, 0.0);
        if let Some(Running { mean, variance }) = &mut self.running {
            fill(mean, 0.0);
            fill(variance, 1.0);
        }
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        push(into, (path, "scale"), Kind::Learned, &mut self.scale);
        push(into, (path, "shift"), Kind::Learned, &mut self.shift);
        if let Some(Running { mean, variance }) = &mut self.running {
            push(into, (path, "running_mean"), Kind::Kept, mean);
            push(into, (path, "running_variance"), Kind::Kept, variance);
        }
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let channels = self.item.channels();
        let over = if self.running.is_some() {
            "batch"
        } else {
            "layer"
        };
        into.push(Fact {
            what: format!("{over} norm {channels}{}", and(self.f)),
            shape: self.item.sizes(),
            parameters: 2 * channels,
            multiply_adds: 0,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}
