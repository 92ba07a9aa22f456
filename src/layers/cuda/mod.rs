//! The operations on an NVIDIA GPU: dfdx's own, composed.

pub mod driver;
mod guard;
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod linkage;

use dfdx::prelude::{Cache, Cuda, HasShape, Rank2, Shape, Tensor};

use super::batch_norm::BatchNormOn;
use super::compose::{self, conv, gru, labels, loss, norm, plan, update};
use super::formula::{Pairwise, Pointwise};
use super::item::{Flat, Image, Item, Picture};
use super::layer_norm::LayerNormOn;
use super::ops::{Clip, Filters, Ops, Row, Weights};
use super::pass::{Grads, Labels, Pass, Scalar, Var};
use super::refused;
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::conv::Geometry;
use crate::kernels::update::Update;

type Values<S> = Tensor<S, f32, Cuda>;

impl Ops for Cuda {
    const KEEPS_DATA: bool = true;

    fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
        guard::guarded(work)
    }

    fn dense<const I: usize, const O: usize>(
        x: Var<Flat<I>, Self>,
        weights: Weights<'_, I, O, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Flat<O>, Self>> {
        compose::dense(&x, weights, f, pass)
    }

    fn activate<T: Item>(
        x: Var<T, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>> {
        compose::activate(&x, f, pass)
    }

    fn dropout<T: Item>(
        x: Var<T, Self>,
        p: f32,
        key: u64,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>> {
        compose::dropout(&x, p, key, pass)
    }

    fn batch_norm<T: Item, const C: usize, F>(
        x: Var<T, Self>,
        norm: &mut BatchNormOn<T, C, F, f32, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>> {
        norm::batch_norm(&x, norm, f, pass)
    }

    fn layer_norm<T: Item, const C: usize, F>(
        x: Var<T, Self>,
        norm: &LayerNormOn<T, C, F, f32, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>> {
        norm::layer_norm(&x, norm, f, pass)
    }

    fn class_bias<const O: usize, const K: usize>(
        x: Var<Flat<O>, Self>,
        table: &Values<Rank2<K, O>>,
        classes: Labels,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Flat<O>, Self>> {
        labels::class_bias(x, table, &classes, pass)
    }

    fn gru_read<const T: usize, const H: usize, const G: usize>(
        x: Var<Image<T, G, 1>, Self>,
        weights: Weights<'_, H, G, Self>,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Flat<H>, Self>> {
        gru::read(&x, weights, pass)
    }

    fn gru_write<const T: usize, const H: usize, const G: usize>(
        x: Var<Flat<G>, Self>,
        weights: Weights<'_, H, G, Self>,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Image<T, H, 1>, Self>> {
        gru::write(&x, weights, pass)
    }

    fn pick<const K: usize>(
        x: Var<Flat<K>, Self>,
        classes: Labels,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Flat<1>, Self>> {
        labels::pick(&x, &classes, pass)
    }

    fn mean_of<T: Item>(
        x: &Var<T, Self>,
        f: Pointwise,
        pass: &mut Pass<Self>,
    ) -> Result<Scalar<Self>> {
        loss::mean_of(x, f, pass)
    }

    fn mean_between<T: Item>(
        x: &Var<T, Self>,
        target: &Var<T, Self>,
        f: Pairwise,
        pass: &mut Pass<Self>,
    ) -> Result<Scalar<Self>> {
        loss::mean_between(x, target, f.formula, pass)
    }

    fn opinion<T: Item>(logits: &Var<T, Self>) -> Result<[Scalar<Self>; 2]> {
        loss::opinion(logits)
    }

    fn keep_buffers(&self, keep: bool) {
        // Nobody waits for an answer: what cannot be given back is the driver's at the end.
        let _ = if keep {
            self.try_enable_cache()
        } else {
            plan::forget();
            self.try_disable_cache()
        };
    }

    fn read<S: Shape>(tensor: &Values<S>) -> Vec<f32> {
        tensor.as_vec()
    }

    fn fetch(scalars: &[&Scalar<Self>]) -> Result<Vec<f32>> {
        loss::fetch(scalars)
    }

    fn fill<S: Shape>(tensor: &mut Values<S>, with: impl FnOnce(&mut [f32])) {
        let mut values = vec![0.0; tensor.shape().num_elements()];
        with(&mut values);
        tensor.copy_from(&values);
    }

    fn gradient<S: Shape>(tensor: &Values<S>, gradients: &mut Grads<Self>) -> Result<Vec<f32>> {
        gradients.try_alloc_for(tensor).map_err(refused)?;
        Ok(gradients.get(tensor).as_vec())
    }

    fn squares<S: Shape>(
        tensor: &Values<S>,
        gradients: &mut Grads<Self>,
        limit: f32,
    ) -> Result<Scalar<Self>> {
        update::squares(tensor, gradients, limit)
    }

    fn update<S: Shape>(
        tensor: &mut Values<S>,
        gradients: &mut Grads<Self>,
        clip: &Clip<Self>,
        with: Update,
        memory: (&mut Row<Self>, &mut Row<Self>),
    ) -> Result<()> {
        update::update(tensor, gradients, clip, with, memory)
    }

    fn average<S: Shape>(tensor: &mut Values<S>, source: &Row<Self>, decay: f32) -> Result<()> {
        update::average(tensor, source, decay)
    }

    fn conv<I: Picture, O: Picture, const K: usize>(
        x: Var<I, Self>,
        weights: Filters<'_, I, O, O, K, Self>,
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<O, Self>> {
        conv::conv::<I, O, Self, K>(&x, weights, g, f, pass)
    }

    fn conv_transpose<I: Picture, O: Picture, const K: usize>(
        x: Var<I, Self>,
        weights: Filters<'_, O, I, O, K, Self>,
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<O, Self>> {
        conv::transposed::<I, O, Self, K>(&x, weights, g, f, pass)
    }

    fn upsample<I: Picture, O: Picture>(
        x: Var<I, Self>,
        times: usize,
        pass: &mut Pass<Self>,
    ) -> Result<Var<O, Self>> {
        conv::upsample(&x, times, pass)
    }
}
