//! The panes of the screen, in the order of their tabs; to add one is a file and a word here.

use super::pane::Pane;
use super::{belief, beside, curves, ledger, log, pictures};

/// All panes.
pub const PANES: &[Pane] = &[
    pictures::PANE,
    curves::PANE,
    belief::PANE,
    ledger::PANE,
    log::PANE,
    beside::PANE,
];
