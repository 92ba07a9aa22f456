//! What a person decides about a run: its settings, and the plan that `build` makes of a line.

pub mod corruption;
pub mod d_batches;
pub mod origin;
pub mod plan;
pub mod relative;
pub mod schedule;
pub mod setting;
pub mod settings;
