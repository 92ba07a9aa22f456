//! What the journal of a lab that was killed still knows.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::checkpoint::belongs_to;
use super::format::{CheckpointRef, Entry, SESSION_LIMIT, Session};
use super::journal::{EXTENSION, Record};
use super::read::unparsable;
use super::steps::Steps;
use super::{sanitise, scan};
use crate::error::{Error, Result};
use crate::file::{directory_of, read_bounded};

/// How the names of files with snapshots end.
pub(super) const SNAPSHOTS: &str = "snapshots";

/// A session from a journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Recovered {
    /// Everything that was done. The steps of a command that was cut short are its last entry:
    /// `step 137`. It has no checkpoint: nothing saved the weights, they can be computed again.
    pub session: Session,
    /// Steps taken after the last whole entry.
    pub marks: u64,
    /// The command that was running, as it was asked.
    pub running: Option<String>,
    /// The journal ends within a record, or something in it is no record: what follows is left out.
    pub torn: bool,
    /// Checkpoints on the way, in order: the steps before them need not be computed again.
    pub kept: Vec<Kept>,
}

/// A checkpoint that was written while the lab ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub path: PathBuf,
    pub checkpoint: CheckpointRef,
    /// Entries that were done by then.
    pub entries: usize,
    /// Whether it is that of a saved session, wherever that is, and not one beside the journal.
    pub elsewhere: bool,
}

/// Reads the journal at `path`, and leaves it where it is.
///
/// # Errors
/// When it cannot be read, is of a newer version, or does not hold even the head of a session.
pub fn recover(path: &Path) -> Result<Recovered> {
    let name = format!("'{}'", path.display());
    let content = read_bounded(path, SESSION_LIMIT)?;
    let mut reading = Reading {
        path: path.to_owned(),
        ..Reading::default()
    };
    let mut samples = 0;
    let mut torn = false;
    for line in content.split_inclusive(|&byte| byte == b'\n') {
        // A line that does not end was being written.
        let whole = line
            .strip_suffix(b"\n")
            .and_then(|line| std::str::from_utf8(line).ok());
        let Some(whole) = whole else {
            torn = true;
            break;
        };
        // Most lines are marks: a long run has a million.
        let mark = whole
            .strip_prefix("Step(")
            .and_then(|rest| rest.strip_suffix(')'));
        if let Some(step) = mark.and_then(|step| step.parse().ok()) {
            reading.take(Record::Step(step))?;
            continue;
        }
        // A newer version and a bomb of pictures are refused; rubbish ends what can be used.
        let found = scan::scan(whole).map_err(|why| Error::new(format!("{name} {why}")))?;
        samples += found.samples;
        if samples > scan::SAMPLE_LIMIT {
            return Err(Error::new(format!(
                "{name} claims more pictures than can be unpacked"
            )));
        }
        match scan::ron_options().from_str::<Record>(whole) {
            Ok(record) => reading
                .take(record)
                .map_err(|why| Error::new(format!("{name}: {why}")))?,
            Err(error) if reading.session.is_none() => return Err(unparsable(&name, &error)),
            Err(_) => {
                torn = true;
                break;
            }
        }
    }
    reading.end(torn).ok_or_else(|| {
        Error::new(format!(
            "{name} is not a journal: it has no head of a session"
        ))
    })
}

/// What the records said so far.
#[derive(Default)]
struct Reading {
    session: Option<Session>,
    /// The command that runs, and when it began.
    began: Option<(String, f32)>,
    marks: u64,
    /// The lab's step at the first mark since the last entry.
    first: Option<u64>,
    /// The lab's step at the last mark.
    step: u64,
    kept: Vec<Kept>,
    /// Where the journal is.
    path: PathBuf,
}

impl Reading {
    fn take(&mut self, record: Record) -> Result<()> {
        match record {
            Record::Lab(mut session) => {
                sanitise::session(&mut session)?;
                self.session = Some(session);
                self.kept.clear();
                self.settle();
            }
            Record::Began { line, at } => {
                // Cleaned as what it is about to become.
                let mut entry = unfinished(line, at, 0);
                sanitise::entry(&mut entry)?;
                self.settle();
                self.began = Some((entry.line, entry.at));
            }
            Record::Step(step) => {
                // Those between the first and the last in a row need not be there.
                let first = *self.first.get_or_insert(step);
                self.marks = step.saturating_sub(first).saturating_add(1);
                self.step = step;
            }
            Record::Entry(mut entry) => {
                sanitise::entry(&mut entry)?;
                if let Some(session) = &mut self.session {
                    session.entries.push(entry);
                }
                self.settle();
            }
            Record::Checkpoint(mut checkpoint) => {
                sanitise::reference(&mut checkpoint)?;
                let path = self.path.with_file_name(&checkpoint.file);
                self.keep(path, checkpoint, false);
            }
            Record::Saved {
                session,
                mut checkpoint,
            } => {
                sanitise::reference(&mut checkpoint)?;
                let path = Path::new(&session).with_file_name(&checkpoint.file);
                self.keep(path, checkpoint, true);
            }
            // What it may have left is cleared away at the next start.
            Record::Saving { .. } => {}
        }
        Ok(())
    }

    fn keep(&mut self, path: PathBuf, checkpoint: CheckpointRef, elsewhere: bool) {
        let entries = self.session.as_ref().map_or(0, |s| s.entries.len());
        self.kept.push(Kept {
            path,
            checkpoint,
            entries,
            elsewhere,
        });
    }

    /// What was marked is in an entry now.
    fn settle(&mut self) {
        self.began = None;
        (self.marks, self.first) = (0, None);
    }

    /// The session with an entry for the steps that no entry tells of.
    fn end(self, torn: bool) -> Option<Recovered> {
        let mut session = self.session?;
        session.checkpoint = None;
        let ended = session
            .entries
            .last()
            .map_or(0.0, |last| last.at + last.seconds);
        let at = self.began.as_ref().map_or(ended, |(_, at)| *at);
        if self.marks > 0 {
            let line = self.began.as_ref().map_or("", |(line, _)| line);
            let line = Steps::like(line, self.marks).to_string();
            session.entries.push(unfinished(line, at, self.step));
        }
        Some(Recovered {
            session,
            marks: self.marks,
            running: self.began.map(|(line, _)| line),
            torn,
            kept: self.kept,
        })
    }
}

fn unfinished(line: String, at: f32, step: u64) -> Entry {
    Entry {
        line,
        at,
        seconds: 0.0,
        step,
        digest: None,
        branch: None,
        events: Vec::new(),
    }
}

/// The journals in `directory` whose owner is gone, the one that was written to last at the end.
#[must_use]
pub fn lost(directory: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension() == Some(EXTENSION.as_ref()))
        .filter(|path| path.is_file() && File::open(path).is_ok_and(|file| abandoned(&file)))
        .collect();
    // Not by name: that is when a lab began, to the second, and one may outlive many that began after it.
    found.sort_by_cached_key(|path| {
        let written = path.metadata().and_then(|facts| facts.modified()).ok();
        (written, path.clone())
    });
    found
}

/// Whether no living owner holds the lock. Two that ask at once do not stand in each other's way.
pub(super) fn abandoned(file: &File) -> bool {
    file.try_lock_shared().is_ok()
}

/// Removes a journal that has been recovered, or that nobody wants.
///
/// # Errors
/// When its owner is alive, or it cannot be removed.
pub fn discard(path: &Path) -> Result<()> {
    let shown = path.display();
    let failed = |error| Error::new(format!("the journal '{shown}' cannot be removed: {error}"));
    let file = File::open(path).map_err(failed)?;
    if !abandoned(&file) {
        return Err(Error::new(format!(
            "the journal '{shown}' belongs to a lab that is running"
        )));
    }
    let _ = fs::remove_file(snapshots_of(path));
    for checkpoint in checkpoints_of_journal(path) {
        // One that stays is cleared away at the next start.
        let _ = fs::remove_file(checkpoint);
    }
    fs::remove_file(path).map_err(failed)
}

/// Where the snapshots of a lab are that has no room for all in memory.
#[must_use]
pub fn snapshots_of(journal: &Path) -> PathBuf {
    journal.with_extension(SNAPSHOTS)
}

/// The checkpoints beside a journal that are its own.
pub(super) fn checkpoints_of_journal(journal: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(directory_of(journal))
        .into_iter()
        .flatten()
        .flatten();
    files
        .map(|file| file.path())
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| belongs_to(name, journal))
        })
        .collect()
}
