//! The timeline of a branch in outline: what a screen needs to draw it as a bar.

use serde::{Deserialize, Serialize};

/// The branch that the run is on, from step 0 to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Which record of this lab it is of: branches of two records have nothing in common.
    pub record: u64,
    /// The name of the branch.
    pub branch: String,
    /// The branches that lead to its end, this one first: their numbers, and the last step of each that is on the way.
    pub lineage: Vec<(usize, u64)>,
    /// Where the run stands.
    pub step: u64,
    /// The last step of the branch.
    pub last: u64,
    /// Steps that a snapshot was kept of, rising.
    pub snapshots: Vec<u64>,
    /// What else is worth seeing on the way, rising in step.
    pub marks: Vec<Mark>,
}

/// Something that happened at a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub step: u64,
    pub kind: MarkKind,
    /// What it is, in words: the line that was typed, the condition, the name of the branch.
    pub text: String,
}

/// What a mark says; of two at one step the later one here is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MarkKind {
    /// A setting or a weight was changed.
    Change,
    /// A note was written.
    Note,
    /// A branch begins.
    Fork,
    /// The condition of a breakpoint begins to hold.
    Break,
}
