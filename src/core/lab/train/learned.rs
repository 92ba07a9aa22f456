//! All learned numbers of a network at once: held within a box, the norm of their gradients.

use super::network::Network;
use crate::error::Result;
use crate::kernels::elementwise;
use crate::layers::{Grads, Kind, Ops};

impl<D: Ops> Network<D> {
    /// Holds every learned number of the network within `± limit` (Arjovsky et al. 2017, Algorithm 1).
    pub fn clip(&mut self, limit: f32) {
        for named in self.net.tensors() {
            if named.kind == Kind::Learned {
                let mut values = named.tensor.values();
                elementwise::clamp(&mut values, limit);
                named.tensor.set(&values);
            }
        }
    }

    /// Euclidean norm of all gradients of the network.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn gradient_norm(&mut self, gradients: &mut Grads<D>) -> Result<f32> {
        let mut sum = 0.0_f64;
        for named in self.net.tensors() {
            if named.kind == Kind::Learned {
                for g in named.tensor.gradient(gradients)? {
                    sum += f64::from(g) * f64::from(g);
                }
            }
        }
        #[allow(clippy::cast_possible_truncation)]
        Ok(sum.sqrt() as f32)
    }
}
