//! What the operations on a CPU share: new tensors, and the slices that their gradients are added to.
//!
//! dfdx fills every buffer that it hands out with zeros, on one thread. Gradients need that, since they are added to; the
//! outputs of a layer are written whole. So the buffer of a gradient that was passed on is used for an output of the same
//! size, and the output's goes to dfdx, which hands it out for a gradient.

use std::cell::RefCell;
use std::collections::BTreeMap;

use dfdx::prelude::{Cpu, CpuError, Shape, Storage, Tensor, TensorFromVec, ZerosTensor};

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

thread_local! {
    /// Buffers of gradients that were passed on, by their size.
    static SPENT: RefCell<BTreeMap<usize, Vec<Vec<f32>>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Frees the buffers that are kept.
pub(super) fn forget_spent() {
    SPENT.with_borrow_mut(BTreeMap::clear);
}

/// A new tensor whose numbers `fill` writes, all of them: it finds those of another tensor.
pub(super) fn filled<S: Shape>(
    like: &Cpu,
    shape: S,
    fill: impl FnOnce(&mut [f32]),
) -> Result<Values<S>> {
    let numbers = shape.num_elements();
    let spent = SPENT.with_borrow_mut(|spent| spent.get_mut(&numbers).and_then(Vec::pop));
    let tensor = match spent {
        Some(buffer) => like.try_tensor_from_vec(buffer, shape),
        None => like.try_zeros_like(&shape),
    };
    let mut tensor = tensor.map_err(refused)?;
    let numbers = slice_mut(&mut tensor);
    if cfg!(debug_assertions) {
        numbers.fill(f32::NAN);
    }
    fill(numbers);
    Ok(tensor)
}

/// The gradient of `tensor` as a slice to be added to.
pub(super) fn of<'a, S: Shape>(
    gradients: &'a mut Grads<Cpu>,
    tensor: &Values<S>,
) -> std::result::Result<&'a mut [f32], CpuError> {
    Ok(gradients.get_or_alloc_mut(tensor)?.as_mut_slice())
}

/// Keeps a buffer for the next output of its size.
pub(super) fn spend(buffer: Vec<f32>) {
    if !buffer.is_empty() {
        SPENT.with_borrow_mut(|spent| spent.entry(buffer.len()).or_default().push(buffer));
    }
}

/// Passes the gradient of `y` on: `use_it` has it beside the other gradients, and it is gone then. Nothing but the
/// operation that made `y` may do that.
pub(super) fn lend<S: Shape>(
    gradients: &mut Grads<Cpu>,
    y: &Values<S>,
    use_it: impl FnOnce(&mut Vec<f32>, &mut Grads<Cpu>) -> std::result::Result<(), CpuError>,
) -> std::result::Result<(), CpuError> {
    let mut g = std::mem::take(&mut **gradients.get_or_alloc_mut(y)?);
    use_it(&mut g, gradients)?;
    spend(g);
    // Where the gradient was, dfdx keeps an empty buffer when all of them are dropped. One that it kept before is taken
    // out for good: there would be more with every step.
    let empty: <Cpu as Storage<f32>>::Vec = y.device().try_alloc_len(0)?;
    std::mem::forget(empty);
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
