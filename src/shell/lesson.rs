//! The lesson in progress: how far it is, and where its run stands.

use std::sync::Arc;

use crate::data::Dataset;
use crate::lab::timeline::Position;
use crate::shell::shipped::Shipped;

/// A lesson in progress.
pub(crate) struct Lesson {
    pub of: &'static Shipped,
    /// Its lines, without comments.
    pub lines: Vec<&'static str>,
    /// The line that comes next.
    pub next: usize,
    /// Where its run stands, once it has one.
    pub(super) stands: Option<Stands>,
    pub(super) data: Arc<Dataset>,
}

/// Where a run stands, and how its record is recognised.
pub(super) struct Stands {
    pub(super) at: Position,
    /// Records that gave way before it.
    pub(super) records: usize,
    /// How many entries it has, and the last of them.
    pub(super) entries: usize,
    pub(super) last: Option<(String, f32)>,
}
