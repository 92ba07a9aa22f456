//! A fully connected layer on slices: `y = f(x Wᵀ + b)` and the gradients of weights and input.

use super::ROWS;
use super::activation::Activation;
use super::matmul::{Matrix, matmul};
use super::product::{Finish, product};
use super::tasks;

/// Sizes of a layer: `inputs` numbers an item in, `outputs` out.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub inputs: usize,
    pub outputs: usize,
}

/// Rows of a batch that one task works on: enough that the product is worth a thread's while.
fn rows(sizes: Sizes) -> usize {
    const PRODUCTS: usize = 1 << 17;
    ROWS.max((PRODUCTS / (sizes.inputs * sizes.outputs).max(1)).next_multiple_of(ROWS))
}

/// With fewer outputs than this, or inputs on the way back, a layer is not worth packing for.
const FEW: usize = 8;

/// `y ← f(x Wᵀ + b)`: `x [batch, inputs]`, `weight [outputs, inputs]`, `bias [outputs]`.
///
/// # Panics
/// If the sizes do not agree.
pub fn forward(
    sizes: Sizes,
    x: &[f32],
    weight: &[f32],
    bias: &[f32],
    f: Activation,
    y: &mut [f32],
) {
    let Sizes { inputs, outputs } = sizes;
    assert_eq!(x.len() / inputs * outputs, y.len(), "outputs of a layer");
    let weight = Matrix::new(weight, outputs, inputs).transposed();
    if outputs >= FEW {
        let x = Matrix::new(x, x.len() / inputs, inputs);
        product(x, weight, Finish::Layer(bias, f), y);
        return;
    }
    let rows = rows(sizes);
    tasks::chunks(y, rows * outputs, |task, y| {
        let batch = y.len() / outputs;
        let x = &x[task * rows * inputs..][..batch * inputs];
        for row in y.chunks_exact_mut(outputs) {
            row.copy_from_slice(bias);
        }
        matmul(Matrix::new(x, batch, inputs), weight, y, true);
        f.forward(y);
    });
}

/// `dW += gᵀ x`, where `g [batch, outputs]` is the gradient before the activation.
pub fn weight_gradient(sizes: Sizes, x: &[f32], g: &[f32], weight: &mut [f32]) {
    let Sizes { inputs, outputs } = sizes;
    let batch = x.len() / inputs;
    let x = Matrix::new(x, batch, inputs);
    let g = Matrix::new(g, batch, outputs);
    let rows = outputs.div_ceil(4).max(ROWS);
    tasks::chunks(weight, rows * inputs, |task, weight| {
        let from = task * rows;
        let to = from + weight.len() / inputs;
        let g = g.part(0..batch, from..to).transposed();
        matmul(g, x, weight, true);
    });
}

/// `dx += g W`.
pub fn input_gradient(sizes: Sizes, g: &[f32], weight: &[f32], x: &mut [f32]) {
    let Sizes { inputs, outputs } = sizes;
    let weight = Matrix::new(weight, outputs, inputs);
    if outputs >= FEW && inputs >= FEW {
        product(
            Matrix::new(g, x.len() / inputs, outputs),
            weight,
            Finish::Add,
            x,
        );
        return;
    }
    let rows = rows(sizes);
    tasks::chunks(x, rows * inputs, |task, x| {
        let batch = x.len() / inputs;
        let g = &g[task * rows * outputs..][..batch * outputs];
        matmul(Matrix::new(g, batch, outputs), weight, x, true);
    });
}
