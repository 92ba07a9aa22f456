//! One update of one tensor, whatever the optimiser.

use super::{adam, momentum, rmsprop};

/// An optimiser's rule with its numbers for one update.
#[derive(Debug, Clone, Copy)]
pub enum Update {
    Adam(adam::Update),
    RmsProp(rmsprop::Update),
    Momentum(momentum::Update),
}

impl Update {
    /// Moves `weights` against `gradient` with the optimiser's two memories; all of one length.
    pub fn apply(self, weights: &mut [f32], gradient: &[f32], m: &mut [f32], v: &mut [f32]) {
        match self {
            Self::Adam(with) => adam::update(with, weights, gradient, m, v),
            Self::RmsProp(with) => rmsprop::update(with, weights, gradient, v),
            Self::Momentum(with) => momentum::update(with, weights, gradient, m),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two updates of one weight from 1 with gradients 2 and then −1, by hand.
    fn twice(update: Update) -> f32 {
        let (mut w, mut m, mut v) = ([1.0], [0.0], [0.0]);
        update.apply(&mut w, &[2.0], &mut m, &mut v);
        update.apply(&mut w, &[-1.0], &mut m, &mut v);
        w[0]
    }

    #[test]
    fn each_rule_is_the_one_of_its_paper() {
        let momentum = Update::Momentum(momentum::Update {
            rate: 0.1,
            momentum: 0.5,
        });
        // Velocities 2 and 0.5 · 2 − 1 = 0.
        assert!((twice(momentum) - 0.8).abs() < 1e-6);
        let rmsprop = Update::RmsProp(rmsprop::Update {
            rate: 0.1,
            keep: 0.5,
            epsilon: 0.0,
        });
        // Mean squares 2 and 1.5.
        let by_hand = 1.0 - 0.2 / 2_f32.sqrt() + 0.1 / 1.5_f32.sqrt();
        assert!((twice(rmsprop) - by_hand).abs() < 1e-6);
    }
}
