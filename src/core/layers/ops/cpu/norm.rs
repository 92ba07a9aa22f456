//! Normalisations on a CPU: the kernels, and what they leave on the tape.

use dfdx::prelude::{Cpu, HasShape};

use super::slice::{slice, slice_mut};
use super::tape::{filled, lend, of};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::elementwise;
use crate::kernels::normalise;
use crate::kernels::rows::{self, Moments};
use crate::layers::ops::{EPSILON, MOMENTUM, Norm, Row};
use crate::layers::pass::{Mode, Pass, Var};

/// What the numbers were normalised by.
enum By {
    /// Batch norm: mean and `1 / √(variance + ε)` of each channel, and whether they are the batch's own.
    Channels(Vec<f32>, Vec<f32>, bool),
    /// Layer norm: those of each place.
    Places(Moments),
}

impl By {
    /// The running statistics of batch norm, or in training the batch's, which the running ones then follow.
    fn channels(
        x: &[f32],
        mean: &mut Row<Cpu>,
        variance: &mut Row<Cpu>,
        by_batch: bool,
    ) -> (Vec<f32>, Vec<f32>) {
        let (mean, variance) = if by_batch {
            let moments = normalise::moments(x, mean.shape().0);
            elementwise::average(slice_mut(mean), &moments.0, MOMENTUM);
            elementwise::average(slice_mut(variance), &moments.1, MOMENTUM);
            moments
        } else {
            (slice(mean).to_vec(), slice(variance).to_vec())
        };
        (mean, normalise::inverse(&variance, EPSILON))
    }

    /// Turns the gradient `g` of the outputs into that before `f`, in place, and has those of scale and shift.
    fn parameter_gradients(
        &self,
        of: (Activation, &[f32]),
        g: &mut [f32],
        x: &[f32],
    ) -> (Vec<f32>, Vec<f32>) {
        match self {
            Self::Channels(mean, inverse, _) => {
                normalise::parameter_gradients(of, g, x, (mean, inverse))
            }
            Self::Places(moments) => rows::parameter_gradients(of, g, x, moments),
        }
    }

    /// Adds to `dx` the gradient of the input, where scale and shift have the gradients `sums`.
    fn input_gradient(
        &self,
        g: &[f32],
        x: &[f32],
        scale: &[f32],
        sums: (&[f32], &[f32]),
        dx: &mut [f32],
    ) {
        match self {
            Self::Channels(mean, inverse, by_batch) => {
                let none = vec![0.0; scale.len()];
                let sums = if *by_batch {
                    sums
                } else {
                    (&none[..], &none[..])
                };
                normalise::input_gradient(g, x, (mean, inverse, scale), sums, dx);
            }
            Self::Places(moments) => rows::input_gradient(g, x, moments, scale, dx),
        }
    }
}

/// See [`Ops::norm`](crate::layers::Ops::norm).
pub(super) fn norm(
    x: Var<Cpu>,
    norm: Norm<'_, Cpu>,
    f: Activation,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    pass.only_linear(norm.name())?;
    let Var {
        tensor: x,
        tracked: wants_dx,
    } = x;
    let by_batch = pass.mode == Mode::Train;
    let (scale, shift) = (norm.scale, norm.shift);
    let learned = (slice(scale), slice(shift));
    let mut by = By::Places(Moments::default());
    let y = filled(x.device(), *x.shape(), |y| {
        by = match norm.running {
            Some((mean, variance)) => {
                let (mean, inverse) = By::channels(slice(&x), mean, variance, by_batch);
                normalise::forward(slice(&x), (&mean, &inverse), learned, f, y);
                By::Channels(mean, inverse, by_batch)
            }
            None => By::Places(rows::forward(slice(&x), learned, EPSILON, f, y)),
        };
    })?;
    let learn = pass.learn;
    let tracked = wants_dx || learn;
    if tracked {
        let (scale, shift, out) = (scale.clone(), shift.clone(), y.clone());
        pass.record(move |gradients| {
            lend(gradients, &out, |g, gradients| {
                let (y, x_of) = (slice(&out), slice(&x));
                let (gx, gs) = by.parameter_gradients((f, y), g, x_of);
                if learn {
                    elementwise::add(of(gradients, &scale)?, &gx);
                    elementwise::add(of(gradients, &shift)?, &gs);
                }
                if wants_dx {
                    let dx = of(gradients, &x)?;
                    by.input_gradient(g, x_of, slice(&scale), (&gx, &gs), dx);
                }
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}
