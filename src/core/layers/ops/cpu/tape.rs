//! What the operations on a CPU share: new tensors, and the slices that their gradients are added to.

use dfdx::prelude::{Cpu, CpuError, Shape, Tensor, ZerosTensor};

use super::slice::{slice, slice_mut};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::{columns, elementwise};
use crate::layers::ops::Row;
use crate::layers::pass::Grads;
use crate::layers::refused;

pub(super) type Values<S> = Tensor<S, f32, Cpu>;

/// A new tensor of `values`, in a buffer of the device's: one of our own would never be used again.
pub(super) fn tensor<S: Shape>(
    like: &Cpu,
    values: impl AsRef<[f32]>,
    shape: S,
) -> Result<Values<S>> {
    filled(like, shape, |into| into.copy_from_slice(values.as_ref()))
}

/// A new tensor whose numbers `fill` writes; it finds zeros.
pub(super) fn filled<S: Shape>(
    like: &Cpu,
    shape: S,
    fill: impl FnOnce(&mut [f32]),
) -> Result<Values<S>> {
    let mut tensor = like.try_zeros_like(&shape).map_err(refused)?;
    fill(slice_mut(&mut tensor));
    Ok(tensor)
}

/// The gradient of `tensor` as a slice to be added to.
pub(super) fn of<'a, S: Shape>(
    gradients: &'a mut Grads<Cpu>,
    tensor: &Values<S>,
) -> std::result::Result<&'a mut [f32], CpuError> {
    Ok(gradients.get_or_alloc_mut(tensor)?.as_mut_slice())
}

/// Lends the gradient of `y` to `use_it` beside the other gradients, and puts it back: no copy.
pub(super) fn lend<S: Shape>(
    gradients: &mut Grads<Cpu>,
    y: &Values<S>,
    use_it: impl FnOnce(&mut [f32], &mut Grads<Cpu>) -> std::result::Result<(), CpuError>,
) -> std::result::Result<(), CpuError> {
    let mut g = std::mem::take(&mut **gradients.get_or_alloc_mut(y)?);
    use_it(&mut g, gradients)?;
    **gradients.get_or_alloc_mut(y)? = g;
    Ok(())
}

/// Turns the gradient of the outputs into the gradient before the activation, in place, and adds its
/// sums to the gradient of the bias that learns. The slopes are those of a gate where there is one, and
/// no bias takes part then; else the outputs tell them.
pub(super) fn before_activation<S: Shape, B: Shape>(
    f: Activation,
    (gate, out): (Option<&Row<Cpu>>, &Values<S>),
    bias: Option<&Values<B>>,
    g: &mut [f32],
    gradients: &mut Grads<Cpu>,
) -> std::result::Result<(), CpuError> {
    match (gate, bias) {
        (Some(gate), _) => elementwise::before_activation(f, slice(gate), g),
        (None, None) => elementwise::before_activation(f, slice(out), g),
        (None, Some(bias)) => {
            let bias = of(gradients, bias)?;
            columns::before_activation_and_bias(f, slice(out), g, bias);
        }
    }
    Ok(())
}
