//! Optimisers whose state can be saved: a run goes on bit for bit after a load.

mod adam;
mod optimiser;
mod preset;
mod rmsprop;
mod sgd;

pub use optimiser::{Optimiser, RULES, Rates, Rule, rule};
pub use preset::{PRESETS, Preset};
