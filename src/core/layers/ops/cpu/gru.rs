//! Recurrent operations on a CPU.

use dfdx::prelude::{Cpu, HasShape};

use super::slice::slice;
use super::tape::{filled, lend, of};
use crate::error::Result;
use crate::kernels::gru::{Sizes, backward, forward};
use crate::layers::ops::{Matrix, Row};
use crate::layers::pass::{Pass, Var};

/// See [`Ops::gru_read`](crate::layers::Ops::gru_read).
pub(in crate::layers) fn read(
    x: Var<Cpu>,
    steps: usize,
    weights: (&Matrix<Cpu>, &Row<Cpu>),
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    let hidden = weights.0.shape().1;
    let sizes = Sizes {
        steps,
        hidden,
        each: true,
    };
    run(
        x,
        weights,
        pass,
        (sizes, hidden),
        move |states, y| {
            let last = states.chunks_exact(hidden).skip(steps - 1).step_by(steps);
            for (y, state) in y.chunks_exact_mut(hidden).zip(last) {
                y.copy_from_slice(state);
            }
        },
        move |g, of_states| {
            let last = of_states.chunks_exact_mut(hidden);
            let last = last.skip(steps - 1).step_by(steps);
            for (g, into) in g.chunks_exact(hidden).zip(last) {
                into.copy_from_slice(g);
            }
        },
    )
}

/// See [`Ops::gru_write`](crate::layers::Ops::gru_write).
pub(in crate::layers) fn write(
    x: Var<Cpu>,
    steps: usize,
    weights: (&Matrix<Cpu>, &Row<Cpu>),
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    let hidden = weights.0.shape().1;
    let sizes = Sizes {
        steps,
        hidden,
        each: false,
    };
    run(
        x,
        weights,
        pass,
        (sizes, steps * hidden),
        |states, y| y.copy_from_slice(states),
        |g, of_states| of_states.copy_from_slice(g),
    )
}

/// Runs a sequence, whose items have so many numbers: `give` writes the output from all states, `take` the
/// gradient of all states from that of the output.
fn run(
    x: Var<Cpu>,
    (weight, bias): (&Matrix<Cpu>, &Row<Cpu>),
    pass: &mut Pass<Cpu>,
    (sizes, gives): (Sizes, usize),
    give: impl FnOnce(&[f32], &mut [f32]),
    take: impl FnOnce(&[f32], &mut [f32]) + 'static,
) -> Result<Var<Cpu>> {
    pass.only_linear("a recurrent layer")?;
    let batch = x.batch();
    let Var {
        tensor: x,
        tracked: wants_dx,
    } = x;
    let memory = forward(sizes, batch, slice(&x), slice(weight), slice(bias));
    let y = filled(x.device(), (batch, gives), |y| give(&memory.states, y))?;
    let learn = pass.learn;
    let tracked = wants_dx || learn;
    if tracked {
        let (weight, bias, out) = (weight.clone(), bias.clone(), y.clone());
        pass.record(move |gradients| {
            lend(gradients, &out, |g, gradients| {
                let mut of_states = vec![0.0; memory.states.len()];
                take(g, &mut of_states);
                let mut of_weight = vec![0.0; if learn { slice(&weight).len() } else { 0 }];
                let mut of_bias = vec![0.0; if learn { slice(&bias).len() } else { 0 }];
                let learned = learn.then_some((&mut of_weight[..], &mut of_bias[..]));
                let mut none = vec![0.0; if wants_dx { 0 } else { slice(&x).len() }];
                let said = if wants_dx {
                    of(gradients, &x)?
                } else {
                    &mut none[..]
                };
                backward(sizes, &memory, &of_states, slice(&weight), said, learned);
                if learn {
                    let add = |into: &mut [f32], from: &[f32]| {
                        into.iter_mut().zip(from).for_each(|(into, g)| *into += g);
                    };
                    add(of(gradients, &weight)?, &of_weight);
                    add(of(gradients, &bias)?, &of_bias);
                }
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}
