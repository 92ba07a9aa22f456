//! Adam (Kingma and Ba 2015, Algorithm 1).

use crate::error::Result;
use crate::kernels::adam::Update;
use crate::layers::{Grads, Kind, Named, Ops};

/// One network's Adam; the rate and the betas come with each step, so that they may change live.
#[derive(Debug, Clone, Default)]
pub struct Adam {
    /// Updates so far.
    pub updates: u64,
    /// First and second moment of each learned tensor, in the network's order.
    pub moments: Vec<(Vec<f32>, Vec<f32>)>,
}

/// What a person may set.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    pub rate: f32,
    pub beta1: f32,
    pub beta2: f32,
}

impl Adam {
    /// Moves every learned tensor against its gradient.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn step<D: Ops>(
        &mut self,
        with: Rates,
        tensors: Vec<Named<'_, D>>,
        gradients: &mut Grads<D>,
    ) -> Result<()> {
        self.updates += 1;
        let t = i32::try_from(self.updates).unwrap_or(i32::MAX);
        let update = Update {
            rate: with.rate,
            beta1: with.beta1,
            beta2: with.beta2,
            epsilon: 1e-8,
            correction1: 1.0 - with.beta1.powi(t),
            correction2: 1.0 - with.beta2.powi(t),
        };
        let learned = tensors.into_iter().filter(|t| t.kind == Kind::Learned);
        for (place, named) in learned.enumerate() {
            if self.moments.len() == place {
                let len = named.tensor.shape().iter().product();
                self.moments.push((vec![0.0; len], vec![0.0; len]));
            }
            let (m, v) = &mut self.moments[place];
            named.tensor.adam(gradients, update, m, v)?;
        }
        Ok(())
    }
}
