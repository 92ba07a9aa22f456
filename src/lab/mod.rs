//! The state of an experiment: recipe, ledger, phases of a step, events. No thread, no terminal.

mod bound;
mod build;
mod classes;
mod codes;
mod coding;
pub mod control;
mod course;
pub mod device;
mod distance;
mod dream;
pub mod event;
mod experiment;
pub mod history;
mod instance_noise;
mod items;
mod judge;
mod lesson;
mod look;
mod member;
mod paths;
mod penalty;
mod phases;
mod plan;
mod pretrain;
mod rbm;
mod readings;
pub mod recipe;
mod relative;
mod room;
mod round;
mod saliency;
pub mod settings;
mod shown;
pub mod snapshot;
pub mod source;
pub mod term;
mod trainer;
mod translate;
mod undo;
mod warm;

pub use crate::kernels::tasks::use_threads;
pub use bound::Bound;
pub use course::Course;
pub use device::Device;
pub use dream::{Dream, Manner, Vision, size};
pub use experiment::Experiment;
pub use items::Part;
pub use look::{MOST, Noise};
pub use paths::Path;
pub use plan::{OPTIONS, Plan};
pub use round::Phase;
pub use trainer::{Side, Trainer};

/// The device that is always there; what does not depend on a device is asked for this one.
pub type Host = dfdx::prelude::Cpu;
