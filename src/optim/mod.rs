//! Optimisers whose state can be saved: a run goes on bit for bit after a load.

mod adam;
mod optimiser;
mod preset;
mod rates;
mod rmsprop;
mod sgd;

pub use optimiser::{Optimiser, RULES, rule};
pub use preset::{PRESETS, Preset};
pub use rates::{Rates, Rule};
