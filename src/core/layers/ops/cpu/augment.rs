//! Augmented pictures on a CPU.

use std::sync::Arc;

use dfdx::prelude::{Cpu, HasShape};

use super::slice::slice;
use super::tape::{filled, lend, of};
use crate::error::Result;
use crate::kernels::augment::{self, View};
use crate::layers::pass::{Pass, Var};

/// See [`Ops::augment`](crate::layers::ops::Ops::augment).
pub(in crate::layers) fn augment(
    x: Var<Cpu>,
    size: [usize; 3],
    views: Arc<[View]>,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    let tracked = x.tracked;
    let x = x.tensor;
    let y = filled(x.device(), *x.shape(), |y| {
        augment::forward(size, &views, slice(&x), y);
    })?;
    if tracked {
        let out = y.clone();
        pass.record(move |gradients| {
            lend(gradients, &out, |dy, gradients| {
                augment::backward(size, &views, dy, of(gradients, &x)?);
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}
