//! The crash journal: one record a line while the lab runs, so that a kill loses one step at most.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};

use super::format::{CheckpointRef, Entry, Session};
use super::scan::ron_options;
use crate::error::{Error, Result};
use crate::file::temporary_prefix;

/// How the names of journals end.
pub(super) const EXTENSION: &str = "journal";

/// One line of a journal.
#[derive(Serialize, Deserialize)]
// Read and dropped again one at a time: a box would save nothing.
#[allow(clippy::large_enum_variant)]
pub(super) enum Record {
    /// The session as it stands: at the beginning, and again where it is replaced.
    Lab(Session),
    /// A command begins.
    Began { line: String, at: f32 },
    /// A training step was taken; the lab's step after it.
    Step(u64),
    /// A command is done.
    Entry(Entry),
    /// The weights as they stand are beside the journal.
    Checkpoint(CheckpointRef),
    /// A save begins. After a kill on the way these checkpoints may belong to no session, and temporary files whose
    /// names begin so may lie beside them.
    Saving {
        temporary: String,
        files: Vec<String>,
    },
    /// The session as it stands is saved.
    Saved {
        session: String,
        checkpoint: CheckpointRef,
    },
}

/// [`Record`] with what the writer need not own.
#[derive(Serialize)]
#[serde(rename = "Record")]
enum Written<'a> {
    Lab(&'a Session),
    Began {
        line: &'a str,
        at: f32,
    },
    Entry(&'a Entry),
    Checkpoint(&'a CheckpointRef),
    Saving {
        temporary: &'a str,
        files: &'a [String],
    },
    Saved {
        session: &'a str,
        checkpoint: &'a CheckpointRef,
    },
}

/// The directory of the journals: `$XDG_STATE_HOME/aegan-lab/journals`.
///
/// # Errors
/// When nobody says where the home directory is.
pub fn journals() -> Result<PathBuf> {
    let strategy = etcetera::choose_base_strategy()
        .map_err(|_| Error::new("there is no home directory to keep a journal in; set HOME"))?;
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Ok(state.join("aegan-lab").join("journals"))
}

/// A journal that is being written. Its file is locked while it lives, so that others see that its
/// owner is alive. Dropped without [`Journal::finish`], as by a panic, it stays to be recovered.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// Bytes of whole records.
    length: u64,
    /// Where the last record begins, if it is the second mark in a row or a later one.
    mark: Option<u64>,
    /// The last record is the first mark in a row.
    marked: bool,
    /// Something of a record that failed could not be taken back: nothing may follow it.
    broken: bool,
}

impl Journal {
    /// Begins a journal in `directory`, which is made if it is not there.
    ///
    /// # Errors
    /// When the directory or the file cannot be made, locked or written.
    pub fn create(directory: &Path, session: &Session) -> Result<Self> {
        let failed = |error: io::Error| {
            Error::new(format!(
                "no journal can be kept in '{}': {error}",
                directory.display()
            ))
        };
        make_private(directory).map_err(failed)?;
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        // Locked before it takes its name: whoever finds a journal finds it locked.
        let temporary = tempfile::Builder::new()
            .prefix(&format!("{seconds}-"))
            .suffix(".new")
            .tempfile_in(directory)
            .map_err(failed)?;
        temporary
            .as_file()
            .try_lock()
            .map_err(|error| failed(error.into()))?;
        let path = temporary.path().with_extension(EXTENSION);
        let file = temporary
            .persist_noclobber(&path)
            .map_err(|error| failed(error.error))?;
        let mut journal = Self {
            file,
            path,
            length: 0,
            mark: None,
            marked: false,
            broken: false,
        };
        match journal.session(session) {
            Ok(()) => Ok(journal),
            Err(error) => {
                let _ = fs::remove_file(&journal.path);
                Err(error)
            }
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// From here on the session is this one: after `load`, or after `build` changed its head.
    ///
    /// # Errors
    /// When the record cannot be written; the records before it stay.
    pub fn session(&mut self, session: &Session) -> Result<()> {
        self.record(&Written::Lab(session))
    }

    /// A command begins.
    ///
    /// # Errors
    /// As [`Journal::session`].
    pub fn began(&mut self, line: &str, at: f32) -> Result<()> {
        self.record(&Written::Began { line, at })
    }

    /// A training step was taken; `step` is the lab's step now. A few bytes, and no waiting for the
    /// disk. Of many in a row the first and the last are kept: the last takes the place of the one before it, so that a
    /// long run does not make a long journal.
    ///
    /// # Errors
    /// As [`Journal::session`].
    pub fn step(&mut self, step: u64) -> Result<()> {
        // Always as long: it is written over one of its kind.
        let line = format!("Step({step:020})\n");
        if let Some(at) = self.mark
            && !self.broken
            && self.file.seek(SeekFrom::Start(at)).is_ok()
        {
            self.length = at;
        }
        let (at, second) = (self.length, self.marked || self.mark.is_some());
        self.append(&line)?;
        (self.mark, self.marked) = (second.then_some(at), !second);
        Ok(())
    }

    /// A command is done.
    ///
    /// # Errors
    /// As [`Journal::session`].
    pub fn entry(&mut self, entry: &Entry) -> Result<()> {
        self.record(&Written::Entry(entry))
    }

    /// The weights as they stand are in this file beside the journal.
    ///
    /// # Errors
    /// As [`Journal::session`].
    pub fn checkpoint(&mut self, checkpoint: &CheckpointRef) -> Result<()> {
        self.record(&Written::Checkpoint(checkpoint))
    }

    /// A save begins, after which one of these checkpoints at most has no session.
    ///
    /// # Errors
    /// As [`Journal::session`].
    pub fn saving(&mut self, checkpoints: &[PathBuf]) -> Result<()> {
        let files: Vec<_> = checkpoints
            .iter()
            .filter_map(|path| absolute(path))
            .collect();
        let temporary = temporary_prefix();
        self.record(&Written::Saving {
            temporary,
            files: &files,
        })
    }

    /// The session as it stands is saved at `path`.
    ///
    /// # Errors
    /// As [`Journal::session`].
    pub fn saved(&mut self, path: &Path, checkpoint: &CheckpointRef) -> Result<()> {
        let Some(session) = absolute(path) else {
            // A name that is no text: the steps are computed again.
            return Ok(());
        };
        let session = &session;
        self.record(&Written::Saved {
            session,
            checkpoint,
        })
    }

    /// Ends the journal after a clean end: its file is removed.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn finish(self) -> Result<()> {
        fs::remove_file(&self.path).map_err(|error| {
            Error::new(format!(
                "the journal '{}' cannot be removed: {error}",
                self.path.display()
            ))
        })
    }

    fn record(&mut self, record: &Written) -> Result<()> {
        let mut line = ron_options().to_string(record).map_err(|error| {
            Error::new(format!("this cannot be written to the journal: {error}"))
        })?;
        line.push('\n');
        (self.mark, self.marked) = (None, false);
        self.append(&line)
    }

    /// One line with one call, so that a kill comes before or after it.
    fn append(&mut self, line: &str) -> Result<()> {
        if self.broken {
            return Err(self.refusal("an earlier record could not be written"));
        }
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            // What stands of the line is taken back, so that later records begin on a line of
            // their own when there is room again.
            let taken_back = self
                .file
                .set_len(self.length)
                .and_then(|()| self.file.seek(SeekFrom::Start(self.length)));
            self.broken = taken_back.is_err();
            return Err(self.refusal(&error.to_string()));
        }
        self.length += line.len() as u64;
        Ok(())
    }

    fn refusal(&self, why: &str) -> Error {
        Error::new(format!(
            "the journal '{}' cannot be written: {why}; save the session to keep it",
            self.path.display()
        ))
    }
}

/// A path as text, from wherever it is read.
fn absolute(path: &Path) -> Option<String> {
    std::path::absolute(path).ok()?.to_str().map(str::to_owned)
}

/// Makes a directory that only its owner sees.
fn make_private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}
