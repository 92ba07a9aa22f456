//! Learning rates that are far from those which the recipe, the networks and the loss start with.
//!
//! Those were measured, so where a rate is far from its start and would explain what is wrong, going back to it is the
//! first thing to try.

use super::Evidence;

/// A rate that differs by more than this factor is far from where it started.
const FAR: f32 = 3.0;

/// One of the two learning rates.
#[derive(Clone, Copy)]
pub(super) struct LearningRate {
    /// The setting.
    pub name: &'static str,
    pub now: f32,
    /// What the recipe, the networks and the loss start with.
    pub usual: f32,
}

impl LearningRate {
    pub fn is_high(self) -> bool {
        self.now > FAR * self.usual
    }

    /// As where it is 0.
    pub fn is_low(self) -> bool {
        self.now < self.usual / FAR
    }

    /// The command that sets it to this.
    pub fn set(self, to: f32) -> String {
        format!("set {} {to}", self.name)
    }
}

impl Evidence {
    /// That of E and G.
    pub(super) fn lr(&self) -> LearningRate {
        LearningRate {
            name: "lr",
            now: self.settings.lr(),
            usual: self.usual.lr(),
        }
    }

    /// That of the discriminators.
    pub(super) fn lr_d(&self) -> LearningRate {
        LearningRate {
            name: "lr_d",
            now: self.settings.lr_d(),
            usual: self.usual.lr_d(),
        }
    }

    /// The same run from the start, with the learning rates and the momentum that it usually has; where the rates are no
    /// higher than these, with tenths.
    pub(super) fn anew(&self) -> String {
        let rates = [self.lr(), self.lr_d()];
        let tenths = !rates.iter().any(|rate| rate.is_high());
        let words = rates.iter().filter(|_| tenths);
        let words = words.map(|rate| format!(" {}={}", rate.name, rate.now / 10.0));
        format!("build {}{}", self.build, words.collect::<String>())
    }
}
