//! Networks of plain numbers on a CPU.

use aegan_lab::layers::{Net, Sizes, Spec, Var};
use aegan_lab::random;
use dfdx::prelude::Cpu;

/// What a network of plain numbers is lowered at: it looks at none of these.
pub const SIZES: Sizes = Sizes {
    h: 1,
    w: 1,
    c: 1,
    p: 1,
    z: 1,
    k: 1,
};

/// The network with weights of zeros.
pub fn zeros<S: Spec>() -> Net<Cpu> {
    S::PLAIN.lower(&SIZES, &Cpu::default()).unwrap()
}

/// The network with weights drawn by `seed` and `name`.
pub fn drawn<S: Spec>(seed: u64, name: &str) -> Net<Cpu> {
    let mut net = zeros::<S>();
    net.reset(&mut random::stream(seed, name, 0));
    net
}

/// Items of `len` numbers.
pub fn constant(values: Vec<f32>, len: usize) -> Var<Cpu> {
    Var::constant(&Cpu::default(), values, len).unwrap()
}

/// Items from a normal distribution.
pub fn normals(seed: u64, name: &str, items: usize, len: usize) -> Var<Cpu> {
    let mut x = vec![0.0; items * len];
    random::normals(seed, name, 1, &mut x);
    constant(x, len)
}
