//! A place on the branch that it belongs to.

use serde::{Deserialize, Serialize};

/// Where something is on its own branch: places of one branch follow each other.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Place {
    pub branch: usize,
    /// Lines of the path that are behind it.
    pub legs: usize,
    /// Steps of the next line that are, too.
    pub steps: u64,
}
