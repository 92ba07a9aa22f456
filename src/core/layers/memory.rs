//! Where tensors lie: how their numbers get to a device and back.

use dfdx::prelude::{Device, HasErr, Shape, Tensor};

/// Numbers one after another, on the device: a bias, what an optimiser remembers, a gradient, a gate.
pub type Row<D> = Tensor<(usize,), f32, D>;

/// A device that tensors lie on; [`Ops`](super::Ops) is what it computes with them.
pub trait Memory: Device<f32> + HasErr<Err: 'static> + Clone + std::fmt::Debug + 'static {
    /// The numbers of a tensor, row-major.
    fn read<S: Shape>(tensor: &Tensor<S, f32, Self>) -> Vec<f32>;

    /// Appends the numbers of a tensor, row-major.
    fn append<S: Shape>(tensor: &Tensor<S, f32, Self>, to: &mut Vec<f32>) {
        to.extend(Self::read(tensor));
    }

    /// Overwrites the numbers of a tensor: `with` gets room for all of them, and finds anything there.
    fn fill<S: Shape>(tensor: &mut Tensor<S, f32, Self>, with: impl FnOnce(&mut [f32]));
}
