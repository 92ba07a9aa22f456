//! What is kept of a lab beside what a person saves: a crash journal, checkpoints of its own, saves every so many steps.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::session::{CheckpointRef, Journal};

/// How often a lab that trains writes a checkpoint beside its journal.
const OWN_CHECKPOINTS: Duration = Duration::from_mins(3);

/// Journal, checkpoints and saves of a lab.
#[derive(Debug)]
pub(crate) struct Keeping {
    /// Where crash journals are kept, if they are.
    pub(super) folder: Option<PathBuf>,
    pub(super) journal: Option<Journal>,
    /// One that cannot be written any more. It stays locked, and as it is, until its steps are saved or the lab ends.
    pub(super) stopped: Option<Journal>,
    /// What nobody was told yet.
    pub(super) untold: Option<String>,
    /// The journal of a lost lab that this one goes on from.
    pub(super) recovered: Option<PathBuf>,
    /// The checkpoint beside the journal.
    pub(super) own: Option<CheckpointRef>,
    /// When the steps were last in a checkpoint.
    pub(super) since: Instant,
    /// How long they may be in none.
    pub(crate) own_every: Duration,
    /// Steps between two saves while training goes on; 0: there are none.
    pub(crate) save_every: u64,
    /// Steps that no save had when the last of those was tried.
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

    /// Ends well: no journal is left to be recovered.
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
