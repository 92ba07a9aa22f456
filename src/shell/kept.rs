//! The record of the lab and its journal: how they begin, what is written during a run, and how they end.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::state::{Emit, Shell};
use crate::error::{Error, Result};
use crate::event::{Event, Stepped};
use crate::lab::history::WINDOW;
use crate::lab::snapshot::Snapshot;
use crate::lab::{Experiment, Side};
use crate::session::{
    self, DataRef, Entry, FORMAT, FORWARD, Journal, Session, Steps, Timed, Weights, Written,
};

/// The most points of a curve that a session stores for one command.
const POINTS: usize = 100;

impl Shell {
    /// Keeps a crash journal in `folder` from the next experiment on. If a person is there, they are asked before unsaved
    /// work is lost.
    pub fn keep_journals(&mut self, folder: PathBuf, attended: bool) {
        if let Some(state) = folder.parent() {
            self.written = Written::kept_in(state.join("written"));
        }
        self.keeping.folder = Some(folder);
        self.attended = attended;
    }

    /// Sets how long a lab may train before it writes a checkpoint beside its journal.
    pub fn checkpoint_every(&mut self, time: Duration) {
        self.keeping.own_every = time;
    }

    /// A record for a new experiment, in whose place `old` stood: on the same data and seed it goes on with what was done
    /// before.
    pub(crate) fn new_session(&mut self, old: Option<Experiment>) {
        let data = DataRef {
            name: self.data.name.clone(),
            digest: self.data.digest.clone(),
        };
        let same = |s: &Session| s.data == data && s.seed == self.seed;
        if !self.session.as_ref().is_some_and(same) {
            self.park(old);
        }
        let Some(trainer) = &self.trainer else { return };
        let before = self.session.take();
        let (recipe, written) = (trainer.state().recipe.name.to_owned(), trainer.written());
        if before.is_none() {
            self.began = Instant::now();
            // A save of what begins here has nothing of a lost lab.
            self.recovered(None);
        }
        self.path = None;
        // Whenever its networks were written, they stand before the build: who has the record needs nothing else.
        let mut entries = before.as_ref().map_or_else(Vec::new, |s| s.entries.clone());
        let step = entries.last().map_or(0, |e| e.step);
        let at = self.began.elapsed().as_secs_f32();
        entries.extend(written.into_iter().map(|words| Entry {
            line: format!("net {words}"),
            at,
            seconds: 0.0,
            step,
            digest: None,
            branch: None,
            events: Vec::new(),
        }));
        let session = Session {
            format: before.as_ref().map_or(FORWARD, |s| s.format),
            program: format!("aegan-lab {}", env!("CARGO_PKG_VERSION")),
            instruction_set: before
                .as_ref()
                .map_or_else(|| self.device.kind(), |s| s.instruction_set.clone()),
            seed: self.seed,
            data,
            recipe,
            entries,
            checkpoint: None,
        };
        self.begin_session(session, None);
    }

    /// Records what a command did, and when it began; if it `changes` the run, the digest of the weights is recomputed.
    pub(crate) fn record(
        &mut self,
        line: String,
        changes: bool,
        branch: Option<String>,
        started: Instant,
        events: Vec<Timed>,
    ) {
        let began = self.began;
        let (Some(session), Some(trainer)) = (&self.session, &mut self.trainer) else {
            return;
        };
        let before = session.entries.last();
        let moved = changes || before.is_none_or(|e| e.step != trainer.state().step);
        let digest = if moved {
            Some(trainer.digest())
        } else {
            before.and_then(|e| e.digest.clone())
        };
        let entry = Entry {
            line,
            at: started.duration_since(began).as_secs_f32(),
            seconds: started.elapsed().as_secs_f32(),
            step: trainer.state().step,
            digest,
            branch,
            events,
        };
        self.journal(|journal| journal.entry(&entry));
        if let (Some(session), Some(trainer)) = (&mut self.session, &self.trainer) {
            // Going back may lead to what was built earlier.
            trainer.state().recipe.name.clone_into(&mut session.recipe);
            session.entries.push(entry);
        }
    }

    /// From here on the record goes back in time, if it did not before.
    pub(crate) fn goes_back(&mut self) {
        let Some(session) = &mut self.session else {
            return;
        };
        if session.format != FORMAT {
            session.format = FORMAT;
            let session = session.clone();
            self.journal(|journal| journal.session(&session));
        }
    }

    /// Forgets what was recorded after the entry at `last`, but for what `stays`; steps since then that were taken are
    /// said as such.
    pub(crate) fn forget_after(&mut self, last: Option<usize>, stays: impl Fn(&Entry) -> bool) {
        let (Some(session), Some(trainer)) = (&mut self.session, &mut self.trainer) else {
            return;
        };
        let later = session.entries.split_off(last.map_or(0, |at| at + 1));
        session.entries.extend(later.into_iter().filter(stays));
        let before = last.map_or(0, |at| session.entries[at].step);
        let steps = trainer.state().step.saturating_sub(before);
        if steps > 0 {
            session.entries.push(Entry {
                line: Steps::of(steps, Side::Both).to_string(),
                at: self.began.elapsed().as_secs_f32(),
                seconds: 0.0,
                step: trainer.state().step,
                digest: Some(trainer.digest()),
                branch: None,
                events: Vec::new(),
            });
        }
        let session = session.clone();
        self.journal(|journal| journal.session(&session));
    }

    /// Continues a session that is stored unchanged in `saved`.
    pub(crate) fn begin_session(&mut self, session: Session, saved: Option<&Path>) {
        self.keeping.drop_own();
        self.drop_stopped();
        let keeping = &mut self.keeping;
        let began = match (&mut keeping.journal, &keeping.folder) {
            (Some(journal), _) => journal.session(&session),
            (None, Some(folder)) => {
                Journal::create(folder, &session).map(|journal| keeping.journal = Some(journal))
            }
            (None, None) => Ok(()),
        };
        (keeping.since, keeping.save_every, keeping.tried) = (Instant::now(), 0, 0);
        let journal = keeping.journal.as_ref();
        self.timeline.snapshots.file = journal.map(|journal| session::snapshots_of(journal.path()));
        self.journal_or_none(&began);
        if let (Some(path), Some(checkpoint)) = (saved, &session.checkpoint) {
            self.journal(|journal| journal.saved(path, checkpoint));
        }
        self.session = Some(session);
        (self.evaluated, self.failure) = (None, None);
    }

    /// Writes to the journal, if there is one.
    pub(crate) fn journal(&mut self, write: impl FnOnce(&mut Journal) -> Result<()>) {
        let kept = self.keeping.journal.as_mut().map_or(Ok(()), write);
        self.journal_or_none(&kept);
    }

    /// Gives up a journal that cannot be written (a full disk), and says so: the lab goes on without it.
    fn journal_or_none(&mut self, kept: &Result<()>) {
        if let Err(why) = kept {
            if let Some(journal) = self.keeping.journal.take() {
                self.keeping.stopped = Some(journal);
            }
            self.keeping.untold = Some(format!("the lab goes on without a crash journal: {why}"));
        }
    }

    /// What there is to say about the journal, once.
    pub(crate) fn untold(&mut self) -> Option<String> {
        self.keeping.untold.take()
    }

    /// All steps of a journal that stopped are saved elsewhere by now.
    fn drop_stopped(&mut self) {
        if let Some(journal) = self.keeping.stopped.take() {
            // One that stays is looked at again at the next start: no harm.
            let _ = journal.finish();
        }
    }

    /// Notes which lost lab is continued here, if any.
    pub(crate) fn recovered(&mut self, journal: Option<&Path>) {
        let ours = |journal: &&Path| journal.parent() == self.keeping.folder.as_deref();
        self.keeping.recovered = journal.filter(ours).map(Path::to_owned);
    }

    /// Whether a journal lies where this lab keeps its own.
    pub(crate) fn own_journal(&self, journal: &Path) -> bool {
        self.keeping.folder.is_some() && journal.parent() == self.keeping.folder.as_deref()
    }

    /// Saves the session with its present weights to `path`; returns the digest of the weights. `doing` is an entry
    /// for the current command, which is not in the record yet.
    ///
    /// # Errors
    /// If it cannot be written; a file that was there is then unchanged.
    pub(crate) fn save_to(&mut self, path: &Path, doing: Option<Entry>) -> Result<String> {
        let (snapshot, step, digest) = self.weights()?;
        let weights = Weights {
            stored: &snapshot.tensors,
            metadata: &snapshot.words,
            step,
            digest,
        };
        // Taken and given back: a long record is not copied.
        let Some(mut session) = self.session.take() else {
            return Err(Error::new("there is no session yet"));
        };
        let entries = session.entries.len();
        session.entries.extend(doing);
        let saved = session::save(path, &mut session, Some(&weights), &mut |touched| {
            self.journal(|journal| journal.saving(touched));
        });
        session.entries.truncate(entries);
        if let (Ok(()), Some(checkpoint)) = (&saved, &session.checkpoint) {
            self.journal(|journal| journal.saved(path, checkpoint));
        }
        self.session = Some(session);
        saved?;
        self.saved(path);
        Ok(weights.digest)
    }

    /// The steps are saved: what was kept for a crash is no longer needed, nor is the lost lab that was continued.
    fn saved(&mut self, path: &Path) {
        if let Some(journal) = self.keeping.recovered.take() {
            // One that stays is offered again: no harm.
            let _ = session::discard(&journal);
        }
        self.keeping.drop_own();
        if self.keeping.stopped.is_some() {
            self.drop_stopped();
            // Where there is room again, what comes is kept again.
            if let (Some(folder), Some(session)) = (&self.keeping.folder, &self.session)
                && let Ok(mut journal) = Journal::create(folder, session)
                && let Some(checkpoint) = &session.checkpoint
                && journal.saved(path, checkpoint).is_ok()
            {
                self.keeping.journal = Some(journal);
            }
        }
        self.path = Some(path.to_owned());
        self.path_content = session::content_of(path).ok();
        self.keeping.since = Instant::now();
        self.unsaved.saved();
        self.keeping.tried = 0;
    }

    /// The content of a checkpoint, with its step and its digest.
    fn weights(&mut self) -> Result<(Snapshot, u64, String)> {
        let trainer = self.trainer()?;
        let (mut snapshot, digest) = (trainer.snapshot(), trainer.digest());
        let data = trainer.learned_from().to_owned();
        snapshot.words.insert(session::DATA_DIGEST.to_owned(), data);
        // No part of the run: for who takes its networks elsewhere.
        snapshot.tensors.extend(trainer.shown_statistics());
        Ok((snapshot, trainer.state().step, digest))
    }

    /// What snapshots of steps that are over have to say.
    fn tell_snapshots(&mut self, emit: Emit<'_>) {
        if let Some(text) = self.timeline.snapshots.trouble() {
            emit(Event::Said { text });
        }
    }

    /// Notes a step in the journal, and now and then saves the weights.
    pub(crate) fn mark(&mut self, emit: Emit<'_>) {
        let Some((step, whole)) = self
            .trainer
            .as_ref()
            .map(|t| (t.state().step, !t.in_flight()))
        else {
            return;
        };
        self.unsaved.took();
        self.tell_snapshots(emit);
        self.journal(|journal| journal.step(step));
        self.log_step();
        if let Some(text) = self.untold() {
            emit(Event::Said { text });
        }
        let due = self.keeping.save_every;
        let taken = self.unsaved.steps();
        if whole && due > 0 && taken.saturating_sub(self.keeping.tried) >= due {
            self.keeping.tried = taken;
            self.save_on_the_way(emit);
        }
        if whole
            && self.keeping.journal.is_some()
            && self.keeping.since.elapsed() >= self.keeping.own_every
        {
            self.checkpoint();
        }
    }

    /// One of the saves that were asked for with `every`; if one fails, training goes on.
    fn save_on_the_way(&mut self, emit: Emit<'_>) {
        let Some(path) = self.path.clone() else {
            return;
        };
        if session::content_of(&path).ok() != self.path_content {
            self.keeping.save_every = 0;
            let text = format!(
                "another lab has written to '{}' since, so it is not overwritten; from here on only 'save NAME' saves",
                path.display()
            );
            emit(Event::Said { text });
            return;
        }
        let doing = self.doing();
        let event = match self.save_to(&path, doing) {
            Ok(digest) => Event::Saved {
                path: path.display().to_string(),
                digest,
            },
            Err(why) => Event::Said {
                text: format!(
                    "{why}; training goes on, and saving is tried again after {} more steps",
                    self.keeping.save_every
                ),
            },
        };
        emit(event);
    }

    /// The steps of the current command, as an entry of their own.
    fn doing(&mut self) -> Option<Entry> {
        let before = self.session.as_ref()?.entries.last().map_or(0, |e| e.step);
        let (line, at) = self.running.clone()?;
        let trainer = self.trainer.as_mut()?;
        let steps = trainer
            .state()
            .step
            .checked_sub(before)
            .filter(|steps| *steps > 0)?;
        let seconds = self.began.elapsed().as_secs_f32() - at;
        let window = steps.min(self.again.unwrap_or(WINDOW));
        Some(Entry {
            line: Steps::like(&line, steps).to_string(),
            at,
            seconds,
            step: trainer.state().step,
            digest: Some(trainer.digest()),
            branch: None,
            events: vec![Timed {
                at: seconds,
                event: Event::Stepped(Stepped {
                    steps,
                    step: trainer.state().step,
                    seconds,
                    series: trainer.state().history.means(window),
                    window,
                    interrupted: true,
                    curves: trainer.state().history.curves(Some(before), POINTS),
                }),
            }],
        })
    }

    /// Writes the weights beside the journal, so that a lost lab is not recomputed from its first step.
    pub(crate) fn checkpoint(&mut self) {
        self.keeping.since = Instant::now();
        let Ok((snapshot, step, digest)) = self.weights() else {
            return;
        };
        let Some(journal) = &mut self.keeping.journal else {
            return;
        };
        let weights = Weights {
            stored: &snapshot.tensors,
            metadata: &snapshot.words,
            step,
            digest,
        };
        // Without it more is computed again: no harm.
        let Ok(new) = session::put_weights(journal.path(), &weights) else {
            return;
        };
        let kept = journal.checkpoint(&new);
        let beside = journal.path().to_owned();
        let unused = if kept.is_ok() {
            let file = new.file.clone();
            self.keeping.own.replace(new).filter(|old| old.file != file)
        } else {
            Some(new)
        };
        if let Some(unused) = unused {
            let _ = std::fs::remove_file(beside.with_file_name(unused.file));
        }
        self.journal_or_none(&kept);
    }

    /// Ends normally: no journal is left to recover.
    pub fn finish(&mut self) {
        self.keeping.finish();
        self.timeline.snapshots.end();
        self.finish_parked();
    }
}
