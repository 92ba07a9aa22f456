//! Recurrent operations on a CPU.

use dfdx::prelude::Cpu;

use super::cpu::{filled, lend, of};
use super::item::{Flat, Image, Item};
use super::memory::slice;
use super::ops::Weights;
use super::pass::{Pass, Var};
use crate::error::Result;
use crate::kernels::gru::{Sizes, backward, forward};

/// See [`Ops::gru_read`](super::Ops::gru_read).
pub(super) fn read<const T: usize, const H: usize, const G: usize>(
    x: Var<Image<T, G, 1>, Cpu>,
    weights: Weights<'_, H, G, Cpu>,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Flat<H>, Cpu>> {
    run(
        x,
        weights,
        pass,
        true,
        |states, y| {
            let last = states.chunks_exact(H).skip(T - 1).step_by(T);
            for (y, state) in y.chunks_exact_mut(H).zip(last) {
                y.copy_from_slice(state);
            }
        },
        |g, of_states| {
            let last = of_states.chunks_exact_mut(H).skip(T - 1).step_by(T);
            for (g, into) in g.chunks_exact(H).zip(last) {
                into.copy_from_slice(g);
            }
        },
        T,
    )
}

/// See [`Ops::gru_write`](super::Ops::gru_write).
pub(super) fn write<const T: usize, const H: usize, const G: usize>(
    x: Var<Flat<G>, Cpu>,
    weights: Weights<'_, H, G, Cpu>,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Image<T, H, 1>, Cpu>> {
    run(
        x,
        weights,
        pass,
        false,
        |states, y| y.copy_from_slice(states),
        |g, of_states| of_states.copy_from_slice(g),
        T,
    )
}

/// Runs a sequence: `give` writes the output from all states, `take` the gradient of all states from that
/// of the output.
fn run<I: Item, O: Item, const H: usize, const G: usize>(
    x: Var<I, Cpu>,
    (weight, bias): Weights<'_, H, G, Cpu>,
    pass: &mut Pass<Cpu>,
    each: bool,
    give: impl FnOnce(&[f32], &mut [f32]),
    take: impl FnOnce(&[f32], &mut [f32]) + 'static,
    steps: usize,
) -> Result<Var<O, Cpu>> {
    pass.only_linear("a recurrent layer")?;
    let batch = x.batch();
    let sizes = Sizes {
        steps,
        hidden: H,
        each,
    };
    let Var {
        tensor: x,
        tracked: wants_dx,
    } = x;
    let memory = forward(sizes, batch, slice(&x), slice(weight), slice(bias));
    let y = filled(x.device(), O::batch(batch), |y| give(&memory.states, y))?;
    let learn = pass.learn;
    let tracked = wants_dx || learn;
    if tracked {
        let (weight, bias, out) = (weight.clone(), bias.clone(), y.clone());
        pass.record(move |gradients| {
            lend(gradients, &out, |g, gradients| {
                let mut of_states = vec![0.0; memory.states.len()];
                take(g, &mut of_states);
                let mut of_weight = vec![0.0; if learn { G * H } else { 0 }];
                let mut of_bias = vec![0.0; if learn { G } else { 0 }];
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
