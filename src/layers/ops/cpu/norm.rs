//! Normalisations on a CPU: the kernels, and what each leaves on the tape.

use dfdx::prelude::{Cpu, HasShape};

use super::slice::{slice, slice_mut};
use super::{filled, lend, of};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::elementwise;
use crate::kernels::normalise;
use crate::kernels::rows::{self, Moments};
use crate::layers::ops::{Norm, Row};
use crate::layers::pass::{Mode, Pass, Var};
use crate::layers::run::norm::{EPSILON, MOMENTUM};

/// See [`Ops::batch_norm`](crate::layers::Ops::batch_norm).
pub(in crate::layers) fn batch_norm(
    x: Var<Cpu>,
    norm: &mut Norm<'_, Cpu>,
    f: Activation,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    pass.only_linear("batch norm")?;
    let channels = norm.scale.shape().0;
    let Var {
        tensor: x,
        tracked: wants_dx,
    } = x;
    let by_batch = pass.mode == Mode::Train;
    let (mean, variance) = if by_batch {
        let (mean, variance) = normalise::moments(slice(&x), channels);
        let keep = MOMENTUM;
        elementwise::average(slice_mut(norm.running_mean), &mean, keep);
        elementwise::average(slice_mut(norm.running_variance), &variance, keep);
        (mean, variance)
    } else {
        (
            slice(norm.running_mean).to_vec(),
            slice(norm.running_variance).to_vec(),
        )
    };
    let inverse = normalise::inverse(&variance, EPSILON);
    let y = filled(x.device(), *x.shape(), |y| {
        let learned = (slice(norm.scale), slice(norm.shift));
        normalise::forward(slice(&x), (&mean, &inverse), learned, f, y);
    })?;
    let learn = pass.learn;
    let tracked = wants_dx || learn;
    if tracked {
        let (scale, shift, out) = (norm.scale.clone(), norm.shift.clone(), y.clone());
        pass.record(move |gradients| {
            lend(gradients, &out, |g, gradients| {
                let (y, x_of, moments) = (slice(&out), slice(&x), (&mean[..], &inverse[..]));
                let (gx, gs) = normalise::parameter_gradients((f, y), g, x_of, moments);
                if learn {
                    elementwise::add(of(gradients, &scale)?, &gx);
                    elementwise::add(of(gradients, &shift)?, &gs);
                }
                if wants_dx {
                    let none = vec![0.0; channels];
                    let sums = if by_batch {
                        (&gx[..], &gs[..])
                    } else {
                        (&none[..], &none[..])
                    };
                    let with = (&mean[..], &inverse[..], slice(&scale));
                    normalise::input_gradient(g, x_of, with, sums, of(gradients, &x)?);
                }
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}

/// See [`Ops::layer_norm`](crate::layers::Ops::layer_norm).
pub(in crate::layers) fn layer_norm(
    x: Var<Cpu>,
    (scale, shift): (&Row<Cpu>, &Row<Cpu>),
    f: Activation,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    pass.only_linear("layer norm")?;
    let Var {
        tensor: x,
        tracked: wants_dx,
    } = x;
    let mut moments = Moments::default();
    let y = filled(x.device(), *x.shape(), |y| {
        let learned = (slice(scale), slice(shift));
        moments = rows::forward(slice(&x), learned, EPSILON, f, y);
    })?;
    let learn = pass.learn;
    let tracked = wants_dx || learn;
    if tracked {
        let (scale, shift, out) = (scale.clone(), shift.clone(), y.clone());
        pass.record(move |gradients| {
            lend(gradients, &out, |g, gradients| {
                let (y, x_of) = (slice(&out), slice(&x));
                let (gx, gs) = rows::parameter_gradients((f, y), g, x_of, &moments);
                if learn {
                    elementwise::add(of(gradients, &scale)?, &gx);
                    elementwise::add(of(gradients, &shift)?, &gs);
                }
                if wants_dx {
                    rows::input_gradient(g, x_of, &moments, slice(&scale), of(gradients, &x)?);
                }
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}
