//! The lab on CUDA against the lab on a CPU: every layer, loss and optimiser with its gradients, ten
//! steps of every recipe, sessions that change devices, and what happens where no GPU is.
//!
//! `tests/stand-in/run.sh` runs this without a GPU; on a machine with one it is
//! `cargo test --profile cuda --features cuda --test cuda`.
#![cfg(feature = "cuda")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::items_after_statements,
    clippy::cast_possible_wrap
)]

mod kernels;
mod layers;
mod losses;
mod machine;
mod runs;

use aegan_lab::layers::ops::cuda::driver;
use aegan_lab::layers::{Net, Ops, Sizes, Spec, Var};
use aegan_lab::random;
use dfdx::prelude::Cuda;

/// The GPU, or what stands in for it.
fn cuda() -> Cuda {
    driver::open().expect("a driver and a GPU; tests/stand-in/run.sh brings a stand-in")
}

/// Whether the driver is the stand-in, which can count and be told to fail.
fn stands_in() -> bool {
    driver::find().unwrap().name == "stand-in for a GPU"
}

fn near(what: &str, cuda: &[f32], cpu: &[f32], tolerance: f32) {
    assert_eq!(cuda.len(), cpu.len(), "{what}");
    let size = cpu.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
    for (i, (a, b)) in cuda.iter().zip(cpu).enumerate() {
        let close = (a - b).abs() <= tolerance * (size + b.abs()) + 1e-6;
        assert!(close, "{what}[{i}] is {a} on CUDA, {b} on the CPU");
    }
}

fn constant<D: Ops>(device: &D, values: &[f32], len: usize) -> Var<D> {
    Var::constant(device, values.to_vec(), len).unwrap()
}

/// A network of plain numbers, its weights drawn by `seed` and `name`.
fn drawn<S: Spec, D: Ops>(device: &D, seed: u64, name: &str) -> Net<D> {
    let sizes = Sizes::of(&[1], 1, 1).unwrap();
    let mut net = S::PLAIN.lower(&sizes, device).unwrap();
    net.reset(&mut random::stream(seed, name, 0));
    net
}

/// The numbers of every tensor of a network.
fn tensors<D: Ops>(net: &mut Net<D>) -> Vec<Vec<f32>> {
    net.tensors().iter().map(|t| t.tensor.values()).collect()
}
