//! The run in time: its branches, the snapshots along them, what was undone, and the labs that stood before it.

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

/// Records that are kept beside the present one.
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
    /// The moment that the trainer kept last.
    pub last: Option<Arc<Moment>>,
    /// Where `redo` goes, the next at the end.
    pub undone: Vec<Position>,
    /// Whether the run is the same bit for bit as it was when it first stood here.
    pub exact: bool,
    /// The name of the branch that begins with the next change.
    pub next_name: Option<String>,
    /// Where training stops.
    pub breaks: Vec<Condition>,
    /// The data that `data` took the place of since the last change of the run, and those that `undo` did.
    pub data_before: Vec<Arc<Dataset>>,
    pub data_after: Vec<Arc<Dataset>>,
    /// The data of the record.
    pub data: Option<Arc<Dataset>>,
    /// Where the run stood when its record was begun or loaded: before it is what was there earlier.
    pub origin: Option<Position>,
    /// What `undo` brings back from before the origin, the last at the end.
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

/// A record that gave way to another, with its run.
pub(super) struct Parked {
    pub(super) number: u64,
    pub(super) tree: Tree,
    pub(super) exact: bool,
    /// The data of the record; what was loaded since may be others.
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
    /// Its journal stays: after a crash it is offered beside that of the present record.
    pub(super) keeping: Keeping,
}
