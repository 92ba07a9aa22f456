//! What the screen keeps while a replay is shown.

use crate::view::State;

/// A replay that is shown.
pub(super) struct Past {
    /// What was shown before.
    pub(super) before: State,
    /// Where it begins in the log.
    pub(super) mark: usize,
    /// Whether the person has left it, though its end is not reported yet.
    pub(super) left: bool,
    /// Whether what is typed is looked for.
    pub(super) finding: bool,
    /// What was looked for last.
    pub(super) sought: String,
}
