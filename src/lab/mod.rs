//! The state of an experiment: recipe, ledger, phases of a step, events. No thread, no terminal.

pub mod control;
pub mod event;
pub mod history;
mod look;
mod member;
pub mod recipe;
mod round;
pub mod settings;
pub mod snapshot;
mod trainer;

pub use look::{MOST, Noise};
pub use round::Phase;
pub use trainer::{Side, Trainer};
