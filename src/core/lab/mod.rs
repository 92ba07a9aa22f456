//! The state of an experiment: recipe, ledger, phases of a step, events. No thread, no terminal.

pub mod anew;
mod build;
pub mod config;
pub mod device;
mod experiment;
mod foreign;
mod freeze;
pub mod frozen;
mod go_on;
pub mod history;
mod inspect;
mod pretrain;
pub mod recipes;
pub mod series;
pub mod snapshot;
mod swap;
pub mod terms;
pub mod timeline;
pub mod train;
mod warm;

pub use crate::kernels::tasks::use_threads;
pub use config::plan::{OPTIONS, Plan};
pub use device::Device;
pub use experiment::Experiment;
pub use frozen::Frozen;
pub use inspect::draws::Draws;
pub use inspect::dream::{Dream, Manner, Vision};
pub use inspect::elbo::Bound;
pub use inspect::interp::Path;
pub use inspect::look::{MOST, Noise};
pub use inspect::recon_pca::Beside;
pub use train::part::Part;
pub use train::phase::{Phase, Side};
pub use train::run::Run;
pub use train::state::RunState;
pub use train::trainer::Trainer;

/// The device that is always there; what does not depend on a device is asked for this one.
pub type Host = dfdx::prelude::Cpu;
