//! The compositions against the kernels, on a CPU: outputs, every gradient, what is remembered.
#![allow(clippy::unwrap_used)]

mod layers;
mod numbers;

use dfdx::prelude::{Cpu, Shape, Tensor, TensorFromVec};

use crate::layers::pass::Var;

fn numbers(seed: u32, n: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..n).map(|_| next()).collect()
}

fn near(what: &str, composed: &[f32], kernel: &[f32]) {
    assert_eq!(composed.len(), kernel.len(), "{what}");
    for (i, (a, b)) in composed.iter().zip(kernel).enumerate() {
        let close = (a - b).abs() <= 2e-5 * (1.0 + b.abs());
        assert!(close, "{what}[{i}]: composed {a}, kernel {b}");
    }
}

/// `n` items of `len` numbers.
fn batch(seed: u32, n: usize, len: usize) -> Var<Cpu> {
    Var::constant(&Cpu::default(), numbers(seed, n * len), len).unwrap()
}

fn tensor<S: Shape>(seed: u32, shape: S) -> Tensor<S, f32, Cpu> {
    let values = numbers(seed, shape.num_elements());
    Cpu::default().tensor_from_vec(values, shape)
}
