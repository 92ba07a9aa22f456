//! The whole state of a run as plain tensors and words: what a checkpoint holds.

use std::collections::BTreeMap;

/// One tensor, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// Everything that a run needs to go on bit for bit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    pub tensors: Vec<Stored>,
    /// Step, settings, ledger, counters: `step`, `set.rate`, `term.adv_x`, `updates.G`, ...
    pub words: BTreeMap<String, String>,
}
