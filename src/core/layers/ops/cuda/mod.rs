//! The operations on an NVIDIA GPU: kernels of the lab's own, and dfdx's, composed.

mod conv;
pub mod driver;
mod guard;
pub mod kernels;
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod linkage;
mod norm;
mod rows;
mod update;

use std::sync::Arc;

use dfdx::prelude::{Cache, Cuda, HasShape, Shape, Tensor};

use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::augment::View;
use crate::kernels::conv::Geometry;
use crate::kernels::update::Update;
use crate::kernels::upsample;
use crate::layers::formula::{Pairwise, Pointwise};
use crate::layers::ops::compose::{
    self, augment, conv as composed, gru, labels, loss, plan, update as composed_update,
};
use crate::layers::ops::{Clip, Kernel, Matrix, Memory, Norm, Ops, Row, Together};
use crate::layers::pass::{Grads, Labels, Pass, Scalar, Var};
use crate::layers::refused;

use kernels::Direction;

type Values<S> = Tensor<S, f32, Cuda>;

impl Memory for Cuda {
    fn read<S: Shape>(tensor: &Values<S>) -> Vec<f32> {
        tensor.as_vec()
    }

    fn fill<S: Shape>(tensor: &mut Values<S>, with: impl FnOnce(&mut [f32])) {
        let mut values = vec![0.0; tensor.shape().num_elements()];
        with(&mut values);
        tensor.copy_from(&values);
    }
}

impl Ops for Cuda {
    const KEEPS_DATA: bool = true;

    fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
        guard::guarded(work)
    }

    fn dense(
        x: Var<Self>,
        weights: (&Matrix<Self>, &Row<Self>),
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        rows::dense(&x, weights, f, pass)
    }

    fn activate(x: Var<Self>, f: Activation, pass: &mut Pass<Self>) -> Result<Var<Self>> {
        compose::activate(&x, f, pass)
    }

    fn dropout(x: Var<Self>, p: f32, key: u64, pass: &mut Pass<Self>) -> Result<Var<Self>> {
        rows::dropout(&x, p, key, pass)
    }

    fn norm(
        x: Var<Self>,
        norm: Norm<'_, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        norm::normalised(&x, norm, f, pass)
    }

    fn class_bias(
        x: Var<Self>,
        table: &Matrix<Self>,
        classes: Labels,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        labels::class_bias(x, table, &classes, pass)
    }

    fn gru_read(
        x: Var<Self>,
        steps: usize,
        weights: (&Matrix<Self>, &Row<Self>),
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        gru::read(&x, steps, weights, pass)
    }

    fn gru_write(
        x: Var<Self>,
        steps: usize,
        weights: (&Matrix<Self>, &Row<Self>),
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        gru::write(&x, steps, weights, pass)
    }

    fn pick(x: Var<Self>, classes: Labels, pass: &mut Pass<Self>) -> Result<Var<Self>> {
        labels::pick(&x, &classes, pass)
    }

    fn mean_of(x: &Var<Self>, f: Pointwise, pass: &mut Pass<Self>) -> Result<Scalar<Self>> {
        loss::mean_of(x, f, pass)
    }

    fn mean_between(
        x: &Var<Self>,
        target: &Var<Self>,
        f: Pairwise,
        pass: &mut Pass<Self>,
    ) -> Result<Scalar<Self>> {
        loss::mean_between(x, target, f.formula, pass)
    }

    fn opinion(logits: &Var<Self>) -> Result<[Scalar<Self>; 2]> {
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

    fn fetch(scalars: &[&Scalar<Self>]) -> Result<Vec<f32>> {
        loss::fetch(scalars)
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
        composed_update::squares(tensor, gradients, limit)
    }

    fn update<S: Shape>(
        tensor: &mut Values<S>,
        gradients: &mut Grads<Self>,
        clip: &Clip<Self>,
        with: Update,
        memory: (&mut Row<Self>, &mut Row<Self>),
    ) -> Result<()> {
        composed_update::update(tensor, gradients, clip, with, memory)
    }

    const UPDATES_ALL: bool = true;

    fn update_all(
        weights: &mut [Row<Self>],
        gradients: &mut Grads<Self>,
        with: &Together,
        memories: &mut [(Row<Self>, Row<Self>)],
    ) -> Result<Option<Scalar<Self>>> {
        update::update_all(weights, gradients, with, memories)
    }

    fn average<S: Shape>(tensor: &mut Values<S>, source: &Row<Self>, decay: f32) -> Result<()> {
        composed_update::average(tensor, source, decay)
    }

    fn conv(
        x: Var<Self>,
        weights: (&Kernel<Self>, &Row<Self>),
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        conv::convolved(Direction::Ahead, &x, weights, g, f, pass)
    }

    fn conv_transpose(
        x: Var<Self>,
        weights: (&Kernel<Self>, &Row<Self>),
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        conv::convolved(Direction::Back, &x, weights, g, f, pass)
    }

    fn upsample(x: Var<Self>, sizes: upsample::Sizes, pass: &mut Pass<Self>) -> Result<Var<Self>> {
        composed::upsample(&x, sizes, pass)
    }

    fn augment(
        x: Var<Self>,
        size: [usize; 3],
        views: Arc<[View]>,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        augment::augment(&x, size, &views, pass)
    }
}
