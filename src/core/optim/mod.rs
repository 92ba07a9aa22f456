//! Optimisers whose state can be saved: after a load, a run continues bit for bit.

mod adam;
mod optimiser;
mod preset;
mod rates;
mod rmsprop;
mod sgd;

pub use optimiser::{Optimiser, RULES, rule};
pub use preset::{PRESETS, Preset};
pub use rates::{Rates, Rule};
