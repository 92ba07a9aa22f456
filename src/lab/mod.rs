//! The state of an experiment: recipe, ledger, phases of a step, events. No thread, no terminal.

mod build;
mod classes;
pub mod control;
mod course;
pub mod device;
pub mod event;
mod experiment;
pub mod history;
mod instance_noise;
mod items;
mod judge;
mod lesson;
mod look;
mod member;
mod penalty;
mod phases;
mod readings;
pub mod recipe;
mod relative;
mod round;
pub mod settings;
mod shown;
pub mod snapshot;
mod trainer;
mod undo;
mod warm;

pub use crate::kernels::tasks::use_threads;
pub use build::{OPTIONS, Plan};
pub use course::Course;
pub use device::Device;
pub use experiment::Experiment;
pub use look::{MOST, Noise};
pub use round::Phase;
pub use trainer::{Side, Trainer};

/// The device that is always there; what does not depend on a device is asked for this one.
pub type Host = dfdx::prelude::Cpu;
