//! What outlives the program: sessions, checkpoints and crash journals.
//!
//! | file | what it is | written |
//! |---|---|---|
//! | `gan.ron` | a [`Session`]: what happened, to be read, compared and replayed | [`save`], [`Session::write`] |
//! | `gan.3fa9c1d2e4b5.safetensors` | a checkpoint: weights and optimiser state, named by its SHA-256 | [`save`], [`write()`] |
//! | `….journal` | a [`Journal`]: one record a line while the lab runs, gone after a clean end | as it happens |
//!
//! A lab that trains for long writes a checkpoint beside its journal every few minutes, so that what a kill
//! takes is not computed again from the first step. What a kill leaves, [`clear_away`] finds at the next start.
//!
//! Every file but the journal is replaced in one step ([`write_atomically`](crate::file::write_atomically)). Every file is read as
//! a stranger's: its size is bounded before it is read, what it claims is bounded before it is
//! believed, and no text of it can command a terminal.

mod bounds;
mod checkpoint;
mod foreign;
mod format;
mod journal;
mod layout;
mod leftovers;
mod likeness;
mod looks;
mod read;
mod recover;
mod sanitise;
mod save;
mod scan;
mod steps;
mod store;
mod written;

#[cfg(test)]
mod tests;

pub use checkpoint::{
    CHECKPOINT_LIMIT, DATA_DIGEST, Stored, checkpoint_name, decode, holds_tensors, read, write,
};
pub use foreign::read_foreign;
pub use format::{CheckpointRef, DataRef, Entry, FORMAT, FORWARD, SESSION_LIMIT, Session, Timed};
pub use journal::{Journal, journals};
pub use leftovers::clear_away;
pub use likeness::{Farthest, compare, demand};
pub use recover::{Kept, Recovered, discard, lost, recover, snapshots_of};
pub use sanitise::sanitise;
pub use save::{Weights, load, put_weights, save, session_of};
pub use steps::Steps;
pub use written::{Written, content_of, place};
