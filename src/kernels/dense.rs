//! A fully connected layer on slices: `y = f(x Wᵀ + b)` and its three gradients.

use rayon::prelude::*;

use super::ROWS;
use super::activation::Activation;
use super::matmul::{Matrix, matmul};

/// Sizes of a layer: `inputs` numbers an item in, `outputs` out.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub inputs: usize,
    pub outputs: usize,
}

/// `f(x Wᵀ + b)`: `x [batch, inputs]`, `weight [outputs, inputs]`, `bias [outputs]`.
#[must_use]
pub fn forward(sizes: Sizes, x: &[f32], weight: &[f32], bias: &[f32], f: Activation) -> Vec<f32> {
    let Sizes { inputs, outputs } = sizes;
    let mut y = vec![0.0; x.len() / inputs * outputs];
    let weight = Matrix::new(weight, outputs, inputs).transposed();
    y.par_chunks_mut(ROWS * outputs)
        .zip(x.par_chunks(ROWS * inputs))
        .for_each(|(y, x)| {
            for row in y.chunks_exact_mut(outputs) {
                row.copy_from_slice(bias);
            }
            matmul(Matrix::new(x, x.len() / inputs, inputs), weight, y, true);
            f.forward(y);
        });
    y
}

/// Turns the gradient of the outputs into the gradient before the activation, in place.
pub fn before_activation(outputs: usize, f: Activation, y: &[f32], gradient: &mut [f32]) {
    if f != Activation::Identity {
        gradient
            .par_chunks_mut(ROWS * outputs)
            .zip(y.par_chunks(ROWS * outputs))
            .for_each(|(gradient, y)| f.backward(y, gradient));
    }
}

/// `dW += gᵀ x`, where `g [batch, outputs]` is the gradient before the activation.
pub fn weight_gradient(sizes: Sizes, x: &[f32], g: &[f32], weight: &mut [f32]) {
    let Sizes { inputs, outputs } = sizes;
    let batch = x.len() / inputs;
    let x = Matrix::new(x, batch, inputs);
    let g = Matrix::new(g, batch, outputs);
    let rows = outputs.div_ceil(4).max(ROWS);
    weight
        .par_chunks_mut(rows * inputs)
        .enumerate()
        .for_each(|(task, weight)| {
            let from = task * rows;
            let to = from + weight.len() / inputs;
            matmul(g.columns(from, to).transposed(), x, weight, true);
        });
}

/// `db += Σ g` over the batch.
pub fn bias_gradient(g: &[f32], bias: &mut [f32]) {
    for row in g.chunks_exact(bias.len()) {
        for (b, g) in bias.iter_mut().zip(row) {
            *b += g;
        }
    }
}

/// `dx += g W`.
pub fn input_gradient(sizes: Sizes, g: &[f32], weight: &[f32], x: &mut [f32]) {
    let Sizes { inputs, outputs } = sizes;
    let weight = Matrix::new(weight, outputs, inputs);
    x.par_chunks_mut(ROWS * inputs)
        .zip(g.par_chunks(ROWS * outputs))
        .for_each(|(x, g)| {
            matmul(Matrix::new(g, g.len() / outputs, outputs), weight, x, true);
        });
}
