//! How layers on a CPU take part in a trip: what they leave, and what they learn from it.

use dfdx::prelude::{Cpu, CpuError, Shape};

use super::slice::slice;
use super::tape::{Values, of, spend};
use crate::error::Result;
use crate::kernels::{columns, elementwise};
use crate::layers::pass::Grads;
use crate::layers::refused;
use crate::layers::trace::{Learning, Slopes};

/// Leaves the slopes of a layer, which needs them no more.
pub(super) fn leave(at: Option<&Slopes>, g: &mut Vec<f32>) {
    if let Some(at) = at {
        at.replace(std::mem::take(g));
    }
}

/// A layer learns from what it left and from `x`, what it gets of a direction: its bias here, and its weight by `weigh`,
/// from the two together, `[batch, inputs]`, and the slopes, `[batch, outputs]`.
pub(super) fn learned<B: Shape>(
    from: &mut Learning<Cpu>,
    x: &Values<(usize, usize)>,
    bias: &Values<B>,
    weigh: impl FnOnce(&[f32], &[f32], &mut Grads<Cpu>) -> std::result::Result<(), CpuError>,
) -> Result<()> {
    let left = from.next()?;
    let (input, mut g) = (left.input, left.slopes.take());
    let mut both = slice(x).to_vec();
    elementwise::add_rows(&from.shares, slice(&input), &mut both);
    weigh(&both, &g, &mut from.gradients).map_err(refused)?;
    elementwise::times_rows(&from.shares, &mut g);
    let bias = of(&mut from.gradients, bias).map_err(refused)?;
    columns::bias_gradient(&g, bias);
    spend(g);
    Ok(())
}
