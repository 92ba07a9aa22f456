//! The run in time: its branches, the snapshots along them, what was undone, and the runs before it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::keeping::Keeping;
use super::unsaved::Unsaved;
use crate::data::Dataset;
use crate::lab::Experiment;
use crate::lab::timeline::{Condition, Position, Snapshots, Tree};
use crate::lab::train::moment::Moment;
use crate::nets::Networks;
use crate::session::Session;

/// The most records that are kept beside the present one.
pub(super) const PARKED: usize = 8;

/// A number that no record of this process has had.
pub(crate) fn number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The run in time.
pub(crate) struct Timeline {
    /// By which a screen tells records apart.
    pub number: u64,
    pub tree: Tree,
    pub snapshots: Snapshots,
    /// The last snapshot that the trainer took.
    pub last: Option<Arc<Moment>>,
    /// Where `redo` goes; the next one is last.
    pub undone: Vec<Position>,
    /// Whether the run is the same, bit for bit, as when it was first here.
    pub exact: bool,
    /// The name of the branch that begins with the next change.
    pub next_name: Option<String>,
    /// Where training stops.
    pub breaks: Vec<Condition>,
    /// The data that `data` replaced since the last change of the run, and those that `undo` replaced.
    pub data_before: Vec<Arc<Dataset>>,
    pub data_after: Vec<Arc<Dataset>>,
    /// The data of the record.
    pub data: Option<Arc<Dataset>>,
    /// Where the run was when its record began or was loaded.
    pub origin: Option<Position>,
    /// What `undo` brings back from before the origin; the next one is last.
    pub(super) before: Vec<Parked>,
    /// What `redo` brings back.
    pub(super) after: Vec<Parked>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            number: number(),
            tree: Tree::default(),
            snapshots: Snapshots::default(),
            last: None,
            undone: Vec::new(),
            exact: true,
            next_name: None,
            breaks: Vec::new(),
            data_before: Vec::new(),
            data_after: Vec::new(),
            data: None,
            origin: None,
            before: Vec::new(),
            after: Vec::new(),
        }
    }
}

/// A record that was replaced by another, with its run.
pub(super) struct Parked {
    pub(super) number: u64,
    pub(super) tree: Tree,
    pub(super) exact: bool,
    /// The data of the record; other data may have been loaded since.
    pub(super) of: Option<Arc<Dataset>>,
    pub(super) data_before: Vec<Arc<Dataset>>,
    pub(super) data_after: Vec<Arc<Dataset>>,
    pub(super) snapshots: Snapshots,
    pub(super) origin: Option<Position>,
    pub(super) undone: Vec<Position>,
    pub(super) trainer: Option<Experiment>,
    pub(super) session: Option<Session>,
    pub(super) data: Arc<Dataset>,
    pub(super) seed: u64,
    pub(super) networks: Networks,
    pub(super) path: Option<PathBuf>,
    pub(super) path_content: Option<String>,
    pub(super) unsaved: Unsaved,
    /// Its journal is kept, and offered after a crash together with that of the present record.
    pub(super) keeping: Keeping,
}
