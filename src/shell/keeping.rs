//! What the lab saves by itself: a crash journal, checkpoints, and regular saves every so many steps.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::session::{CheckpointRef, Journal};

/// How often a lab writes a checkpoint beside its journal during training.
const OWN_CHECKPOINTS: Duration = Duration::from_mins(3);

/// Journal, checkpoints and saves of a lab.
#[derive(Debug)]
pub(crate) struct Keeping {
    /// The folder for crash journals, if they are kept.
    pub(super) folder: Option<PathBuf>,
    pub(super) journal: Option<Journal>,
    /// One that cannot be written any more. It stays locked, and as it is, until its steps are saved or the lab ends.
    pub(super) stopped: Option<Journal>,
    /// A message that was not shown yet.
    pub(super) untold: Option<String>,
    /// The journal of the lost lab that this one continues.
    pub(super) recovered: Option<PathBuf>,
    /// The checkpoint beside the journal.
    pub(super) own: Option<CheckpointRef>,
    /// When the last checkpoint was written.
    pub(super) since: Instant,
    /// The longest time without a checkpoint.
    pub(crate) own_every: Duration,
    /// Steps between two regular saves; 0: there are none.
    pub(crate) save_every: u64,
    /// Unsaved steps when the last of these was tried.
    pub(super) tried: u64,
}

impl Keeping {
    /// What is kept, in whose place comes what another record keeps, in the same folder.
    pub(super) fn replaced(&mut self) -> Self {
        let fresh = Self {
            folder: self.folder.clone(),
            own_every: self.own_every,
            ..Self::default()
        };
        std::mem::replace(self, fresh)
    }

    /// Ends normally: no journal is left to recover.
    pub(super) fn finish(&mut self) {
        self.drop_own();
        for journal in [self.journal.take(), self.stopped.take()]
            .into_iter()
            .flatten()
        {
            // One that stays is offered, or looked at, at the next start: no harm.
            let _ = journal.finish();
        }
    }

    /// The checkpoint beside the journal is of another run, or is replaced.
    pub(super) fn drop_own(&mut self) {
        let journal = self.journal.as_ref().or(self.stopped.as_ref());
        if let (Some(own), Some(journal)) = (self.own.take(), journal) {
            let _ = std::fs::remove_file(journal.path().with_file_name(own.file));
        }
    }
}

impl Default for Keeping {
    fn default() -> Self {
        Self {
            folder: None,
            journal: None,
            stopped: None,
            untold: None,
            recovered: None,
            own: None,
            since: Instant::now(),
            own_every: OWN_CHECKPOINTS,
            save_every: 0,
            tried: 0,
        }
    }
}
