//! The training step, from the phases of a batch to the updates; `step.rs` is where to begin reading.

pub(in crate::lab) mod batch;
pub(in crate::lab) mod beside;
pub(in crate::lab) mod buffers;
pub(in crate::lab) mod corrupt;
pub(in crate::lab) mod data;
pub(in crate::lab) mod distance;
pub(in crate::lab) mod instance_noise;
pub(in crate::lab) mod learned;
pub(in crate::lab) mod ledger;
pub(in crate::lab) mod made;
pub(in crate::lab) mod memory;
pub mod moment;
pub(in crate::lab) mod network;
pub(in crate::lab) mod penalty;
pub(in crate::lab) mod phase;
pub(in crate::lab) mod phases;
pub(in crate::lab) mod relative;
pub(in crate::lab) mod rewind;
pub(in crate::lab) mod run;
pub(in crate::lab) mod scalars;
pub(in crate::lab) mod score;
pub(in crate::lab) mod shown;
pub(in crate::lab) mod state;
pub(in crate::lab) mod step;
pub(in crate::lab) mod stored;
pub(in crate::lab) mod term;
pub(in crate::lab) mod trainer;
