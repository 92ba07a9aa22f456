//! Weights that a network starts with instead of random ones.

use crate::lab::train::network::Network;
use crate::layers::{Named, Ops};

impl<D: Ops> Network<D> {
    /// Shapes `[out, in]` of its dense layers, in order.
    pub fn weights(&mut self) -> Vec<Vec<usize>> {
        let shapes = self.net.tensors().into_iter().filter(|t| is_matrix(t));
        shapes.map(|named| named.tensor.shape()).collect()
    }

    /// Overwrites weight and bias of its dense layers, in order.
    pub fn start<'a>(&mut self, layers: impl Iterator<Item = (Vec<f32>, &'a Vec<f32>)>) {
        self.shown.clear();
        let mut tensors = self.net.tensors().into_iter();
        for (weight, bias) in layers {
            // The bias of a layer follows its weight.
            if let Some(named) = tensors.find(is_matrix) {
                named.tensor.set(&weight);
            }
            if let Some(named) = tensors.next() {
                named.tensor.set(bias);
            }
        }
    }
}

/// Whether this is the weight of a dense layer.
fn is_matrix<D: Ops>(named: &Named<'_, D>) -> bool {
    named.name.ends_with(".weight") && named.tensor.shape().len() == 2
}
