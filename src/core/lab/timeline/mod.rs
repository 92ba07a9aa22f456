//! A run as a tree in time: its branches, where on them it stands, and snapshots to go back to.

pub mod condition;
mod kept;
mod place;
pub mod snapshots;
mod spill;
pub mod tree;

#[cfg(test)]
mod tests;

pub use condition::Condition;
pub use place::Place;
pub use snapshots::Snapshots;
pub use spill::{Spill, Spilled};
pub use tree::{Act, Branch, Leg, Position, Tree};
