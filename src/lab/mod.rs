//! The state of an experiment: recipe, ledger, phases of a step, events. No thread, no terminal.

mod build;
mod classes;
pub mod control;
pub mod event;
pub mod history;
mod instance_noise;
mod judge;
mod lesson;
mod look;
mod member;
mod penalty;
mod phases;
pub mod recipe;
mod round;
pub mod settings;
mod shown;
pub mod snapshot;
mod trainer;
mod undo;
mod warm;

pub use crate::kernels::tasks::use_threads;
pub use build::{OPTIONS, Plan};
pub use look::{MOST, Noise};
pub use round::Phase;
pub use trainer::{Side, Trainer};

/// The device that the lab trains on.
pub type Device = dfdx::prelude::Cpu;

/// The device in words: `cpu avx2 ×2`.
#[must_use]
pub fn device() -> String {
    format!(
        "cpu {} ×{}",
        crate::kernels::instruction_set(),
        crate::kernels::tasks::threads()
    )
}
