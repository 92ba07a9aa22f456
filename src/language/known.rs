//! Names that exist in the lab of this process: completion knows no lab, and offers these.

use std::sync::{Mutex, PoisonError};

use super::params::Suggestion;
use crate::shell::Shell;

/// The branches that are listed, as of the last line that was executed.
static BRANCHES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Takes the names that the lab has now.
pub(super) fn know(shell: &Shell) {
    let branches = &shell.timeline.tree.branches;
    let shown = branches.iter().filter(|branch| !branch.hidden);
    let names = shown.map(|branch| branch.name.clone()).collect();
    // A thread that panicked left whole names.
    let mut known = BRANCHES.lock().unwrap_or_else(PoisonError::into_inner);
    *known = names;
}

/// The branches, for completion.
pub(super) fn branches(_: &[&str]) -> Vec<Suggestion> {
    let known = BRANCHES.lock().unwrap_or_else(PoisonError::into_inner);
    Suggestion::all(known.iter().map(|name| (name.as_str(), "branch")))
}
