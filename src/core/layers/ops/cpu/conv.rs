//! Convolutions and upsampling on a CPU: the kernels, and what each leaves on the tape.

use dfdx::prelude::Cpu;

use super::slice::slice;
use super::tape::{before_activation, filled, lend, of, tensor};
use super::trip::{learned, leave};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::conv::{self, Geometry};
use crate::kernels::elementwise;
use crate::kernels::upsample::{self, Sizes};
use crate::layers::ops::{Kernel, Row};
use crate::layers::pass::{Pass, Var};

pub(in crate::layers) fn forward(
    x: Var<Cpu>,
    weights: (&Kernel<Cpu>, &Row<Cpu>),
    g: Geometry,
    f: Activation,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    let way = Way {
        forward: conv::forward,
        gives: g.written(),
        weight_gradient: conv::weight_gradient,
        input_gradient: conv::input_gradient,
    };
    convolved(x, weights, (g, way), f, pass)
}

pub(in crate::layers) fn transposed(
    x: Var<Cpu>,
    weights: (&Kernel<Cpu>, &Row<Cpu>),
    g: Geometry,
    f: Activation,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    let way = Way {
        forward: conv::transposed,
        gives: g.read(),
        // The picture that the convolution reads is the one whose gradient comes in.
        weight_gradient: |g, x, dy, dw| conv::weight_gradient(g, dy, x, dw),
        input_gradient: conv::transposed_input_gradient,
    };
    convolved(x, weights, (g, way), f, pass)
}

/// From `x`, weight, bias and activation to `y`.
type Forward = fn(Geometry, &[f32], &[f32], &[f32], Activation, &mut [f32]);
/// From two tensors to what is added to a gradient.
type Backward = fn(Geometry, &[f32], &[f32], &mut [f32]);

/// The kernels of a convolution, or of its adjoint.
#[derive(Clone, Copy)]
struct Way {
    forward: Forward,
    /// Numbers in an item of its output.
    gives: usize,
    /// From `x` and `dy`.
    weight_gradient: Backward,
    /// From `dy` and weight.
    input_gradient: Backward,
}

fn convolved(
    x: Var<Cpu>,
    (weight, bias): (&Kernel<Cpu>, &Row<Cpu>),
    (g, way): (Geometry, Way),
    f: Activation,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    let (batch, wants_dx, learn) = (x.batch(), x.tracked, pass.learn);
    let x = x.tensor;
    let gate = pass.gate();
    let slopes = pass.leave(&x);
    if let Some(learning) = pass.learning() {
        learned(learning, &x, bias, |x, dy, gradients| {
            (way.weight_gradient)(g, x, dy, of(gradients, weight)?);
            Ok(())
        })?;
    }
    let y = filled(weight.device(), (batch, way.gives), |y| {
        let (x, weight) = (slice(&x), slice(weight));
        if let Some(gate) = &gate {
            let none = vec![0.0; slice(bias).len()];
            (way.forward)(g, x, weight, &none, Activation::Identity, y);
            elementwise::before_activation(f, slice(gate), y);
        } else {
            (way.forward)(g, x, weight, slice(bias), f, y);
        }
    })?;
    pass.keep(f, &y)?;
    let tracked = wants_dx || learn;
    if tracked {
        let (weight, bias, out) = (weight.clone(), bias.clone(), y.clone());
        pass.record(move |gradients| {
            lend(gradients, &out, |dy, gradients| {
                before_activation(
                    f,
                    (gate.as_ref(), &out),
                    learn.then_some(&bias),
                    dy,
                    gradients,
                )?;
                if learn {
                    (way.weight_gradient)(g, slice(&x), dy, of(gradients, &weight)?);
                }
                if wants_dx {
                    (way.input_gradient)(g, dy, slice(&weight), of(gradients, &x)?);
                }
                leave(slopes.as_ref(), dy);
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}

pub(in crate::layers) fn upsample(
    x: Var<Cpu>,
    sizes: Sizes,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    let (batch, tracked) = (x.batch(), x.tracked);
    let gives = x.numbers() * sizes.factor * sizes.factor;
    let x = x.tensor;
    let y = upsample::forward(sizes, slice(&x));
    let y = tensor(x.device(), y, (batch, gives))?;
    if tracked {
        let out = y.clone();
        pass.record(move |gradients| {
            lend(gradients, &out, |dy, gradients| {
                upsample::backward(sizes, dy, of(gradients, &x)?);
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}
