//! A run that was saved, or lost, brought back beside the present one: read as a stranger's, checked, and computed again
//! where its weights were not kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::again::{cost, repeat};
use super::agree;
use super::command::Language;
use super::origin;
use super::recovered::recover;
use crate::data::{self, Dataset};
use crate::error::{Error, Result, brief};
use crate::event::Event;
use crate::lab::Experiment;
use crate::lab::history::History;
use crate::lab::snapshot::Snapshot;
use crate::lab::timeline::{Position, Tree};
use crate::session::{self, CHECKPOINT_LIMIT, DataRef, Entry, Kept, Session, Stored};
use crate::shell::lost;
use crate::shell::measure;
use crate::shell::origin::Origin;
use crate::shell::place::to_read;
use crate::shell::shipped::{self, Shipped};
use crate::shell::watch::Watch;
use crate::shell::{Emit, Shell};

/// A run that was brought back. The lab's own run is as it was.
pub(super) struct Saved {
    pub path: PathBuf,
    /// Whether it is the journal of a lab that was lost.
    pub journal: bool,
    /// Whether it is the record of a lesson.
    pub lesson: bool,
    /// Its record, up to where the run stands.
    pub session: Session,
    pub tree: Tree,
    pub data: Arc<Dataset>,
    pub trainer: Experiment,
}

/// What a word names: the journal of a lab that was lost, the record of a lesson, or a file.
pub(super) struct Named {
    pub path: PathBuf,
    journal: bool,
    lesson: Option<&'static Shipped>,
    /// Whether what takes long is allowed: a mark behind the name says so.
    allowed: bool,
}

/// Finds what a word names.
///
/// # Errors
/// A sentence if there is nothing of that name.
pub(super) fn named(typed: &str) -> Result<Named> {
    let bare = typed
        .strip_suffix('!')
        .filter(|_| !Path::new(typed).exists());
    let word = bare.unwrap_or(typed);
    // A lost lab goes by a short name where no file has it.
    let lost = if Path::new(word).exists() {
        None
    } else {
        lost::named(word)
    };
    // So does the record of a lesson.
    let lesson = shipped::named(word).filter(|_| lost.is_none() && to_read(word).is_err());
    let path = match (lost, lesson) {
        (Some(lost), _) => lost,
        (None, Some(lesson)) => lesson.name.into(),
        (None, None) => to_read(word)?,
    };
    let journal = path.extension().is_some_and(|e| e == "journal");
    Ok(Named {
        path,
        journal,
        lesson,
        allowed: bare.is_some(),
    })
}

impl Named {
    /// Reads its record alone.
    ///
    /// # Errors
    /// A sentence if it cannot be read, or cannot have happened.
    pub(super) fn record(&self, language: Language) -> Result<Tree> {
        let session = match self.lesson {
            Some(lesson) => lesson.session()?,
            None if self.journal => session::recover(&self.path)?.session,
            None => Session::read(&self.path)?,
        };
        recall(language, &session).map_err(|why| disagrees(&self.path, &why))
    }
}

/// The data that a run has to have learned from, and the sentence that refuses others, by both names.
pub(super) type Learned<'a> = (&'a Dataset, &'a dyn Fn(&str, &str) -> Error);

/// Who brings a run back.
pub(super) struct For<'a> {
    pub language: Language,
    /// The command, for sentences that name it.
    pub command: &'a str,
    /// The data that it has to have learned from; any where there are none.
    pub same: Option<Learned<'a>>,
}

/// Brings back what a word names.
///
/// # Errors
/// A sentence: it cannot be read, contradicts itself, learned from data that are not here, or takes long to compute and
/// nobody allowed that.
pub(super) fn open(of: &For, shell: &Shell, named: Named, emit: Emit<'_>) -> Result<Saved> {
    let (language, command) = (of.language, of.command);
    let Named {
        path,
        journal,
        lesson,
        allowed,
    } = named;
    let allowed = shell.allow_compute || allowed;
    let (mut session, weights, kept) = if journal {
        let recovered = session::recover(&path)?;
        (recovered.session, None, recovered.kept)
    } else if let Some(lesson) = lesson {
        (lesson.session()?, None, Vec::new())
    } else {
        let (session, weights) = session::load(&path)?;
        check(language, &path, &session, weights.as_ref())?;
        (session, weights, Vec::new())
    };
    // What cannot have happened is refused before anything is computed.
    language
        .tree(&session.entries)
        .map_err(|why| disagrees(&path, &why))?;
    if let Some((data, refuse)) = of.same
        && data.digest != session.data.digest
    {
        return Err(refuse(&brief(&session.data.name), &brief(&data.name)));
    }
    let data = data_of(shell, &path, &session, command, &mut *emit)?;
    let mut trainer = if let Some((tensors, words)) = weights {
        restored(&path, &session, &Snapshot { tensors, words }, &data, shell)?
    } else {
        let from = kept
            .iter()
            .rev()
            .find_map(|kept| resume(language, kept, (&path, &session), &data, shell));
        // A lab of one's own was lost with what it had done.
        if !(allowed || journal && shell.own_journal(&path)) {
            let done = from.as_ref().map_or(0, |(_, entries)| *entries);
            cost(&session, done).map_or(Ok(()), |cost| {
                let path = path.display();
                Err(Error::new(format!(
                    "'{path}' has no weights: loading computes {cost} again; '{command} {path}!' does it, and so does --allow-compute in a script"
                )))
            })?;
        }
        let step = from.as_ref().map_or(0, |(trainer, _)| trainer.state().step);
        let own = journal && shell.own_journal(&path);
        let near = own.then(|| {
            let (file, lab) = (session::snapshots_of(&path), (shell, &data));
            recover(language, &session, &file, lab, step, &mut *emit)
        });
        match near {
            Some(Ok(Some(trainer))) => trainer,
            Some(Err(why)) if shell.control.stopped() => return Err(why),
            _ => repeat(language, &session, &data, shell, &mut *emit, from)?,
        }
    };
    if let Some(last) = session.entries.last_mut()
        && last.step == trainer.state().step
    {
        // The steps of a command that was cut short were recorded without.
        last.digest.get_or_insert_with(|| trainer.digest());
    }
    let step = trainer.state().step;
    let last = session.entries.last().map_or(0, |e| e.step);
    if step != last {
        emit(Event::Said {
            text: format!(
                "the weights are of step {step}; the session went on to step {last} without saving, which is left out"
            ),
        });
        let at = session.entries.iter().rposition(|e| e.step == step);
        session.entries.truncate(at.map_or(0, |at| at + 1));
    }
    let tree = recall(language, &session)?;
    let history = tree.current().map(|branch| branch.history.clone());
    trainer.take_history(history.unwrap_or_default());
    Ok(Saved {
        path,
        journal,
        lesson: lesson.is_some(),
        session,
        tree,
        data,
        trainer,
    })
}

/// The data of a session.
fn data_of(
    shell: &Shell,
    path: &Path,
    session: &Session,
    command: &str,
    emit: Emit<'_>,
) -> Result<Arc<Dataset>> {
    let DataRef { name, digest } = &session.data;
    let data = {
        let control = shell.control.clone();
        let mut watch = Watch::over("data", 0, &control, &mut *emit);
        let tell = &mut |done, of: u64| watch.tell(done, Some(of), "stopped; nothing was loaded");
        data::recorded(&shell.data, name, digest, path, tell)?
    };
    if data.name != *name && data.digest != shell.data.digest {
        emit(Event::Said {
            text: format!(
                "the data '{}' are those in '{}'; 'data DIR' before '{command}' takes others",
                brief(name),
                brief(&data.name)
            ),
        });
    }
    if data.digest != *digest {
        return Err(Error::new(format!(
            "the session learned from other data called '{}' (SHA-256 {}…, here {}…); give its folder with 'data DIR' first",
            brief(name),
            digest.chars().take(12).collect::<String>(),
            &data.digest[..12]
        )));
    }
    Ok(data)
}

/// The run in a checkpoint.
fn restored(
    path: &Path,
    session: &Session,
    snapshot: &Snapshot,
    data: &Arc<Dataset>,
    shell: &Shell,
) -> Result<Experiment> {
    let mut trainer = Experiment::restore(snapshot, Arc::clone(data), &shell.device)?;
    let named = session.checkpoint.as_ref();
    if named.is_some_and(|named| named.digest != trainer.digest()) {
        return Err(disagrees(
            path,
            &"the digest of its weights is not the one that it names",
        ));
    }
    Ok(trainer)
}

/// Refuses a session that contradicts itself.
fn check(
    language: Language,
    path: &Path,
    session: &Session,
    weights: Option<&(Vec<Stored>, BTreeMap<String, String>)>,
) -> Result<()> {
    let (Some(named), Some((tensors, words))) = (&session.checkpoint, weights) else {
        return Ok(());
    };
    agree::record(language, session)
        .and_then(|()| agree::checkpoint(language, session, named, words))
        .map_err(|why| disagrees(path, &why))?;
    agree::sane(tensors, words).map_err(|why| {
        let file = path.with_file_name(&named.file);
        Error::new(format!("'{}' cannot be loaded: {why}", file.display()))
    })
}

fn disagrees(path: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::new(format!(
        "'{}' contradicts itself: {why}; 'replay' still shows its record",
        path.display()
    ))
}

/// The run as a checkpoint on the way has it; nothing where that is not whole, or not there any more.
fn resume(
    language: Language,
    kept: &Kept,
    (journal, session): (&Path, &Session),
    data: &Arc<Dataset>,
    shell: &Shell,
) -> Option<(Experiment, usize)> {
    // A stranger's journal opens no file elsewhere.
    if kept.elsewhere && !shell.own_journal(journal) {
        return None;
    }
    let named = &kept.checkpoint;
    let read = session::read(&kept.path, Some(&named.sha256), CHECKPOINT_LIMIT);
    let (tensors, words) = read.ok()?;
    agree::sane(&tensors, &words).ok()?;
    let entries = session.entries.get(..kept.entries)?;
    agree::words(language, session, entries, named.step, &words).ok()?;
    let snapshot = Snapshot { tensors, words };
    let mut trainer = Experiment::restore(&snapshot, Arc::clone(data), &shell.device).ok()?;
    let same = trainer.state().step == named.step && trainer.digest() == named.digest;
    same.then_some((trainer, kept.entries))
}

/// The timeline of a record, with the series of each branch as far as they were recorded.
fn recall(language: Language, session: &Session) -> Result<Tree> {
    let mut tree = Tree::default();
    // Which branch the run was on when each entry was done.
    let mut branches = Vec::new();
    for (at, entry) in session.entries.iter().enumerate() {
        language.follow_entry(&mut tree, at, entry)?;
        branches.push(tree.here.branch);
    }
    for of in 0..tree.branches.len() {
        let end = tree.end(of);
        let built = tree.build(end).map_or(0, |leg| tree.path(of)[leg].entry);
        let limits = tree.lineage(end);
        let limits: Vec<(usize, u64)> = limits
            .into_iter()
            .enumerate()
            .map(|(at, place)| {
                let last = Position {
                    branch: place.branch,
                    legs: place.legs,
                    steps: place.steps,
                    phases: 0,
                };
                let all = if at == 0 { u64::MAX } else { tree.step(last) };
                (place.branch, all)
            })
            .collect();
        let mut history = History::default();
        for (entry, branch) in session.entries.iter().zip(&branches).skip(built) {
            let Some((_, limit)) = limits.iter().find(|(of, _)| of == branch) else {
                continue;
            };
            recall_entry(language, entry, *limit, &mut history);
        }
        tree.branches[of].history = history;
    }
    Ok(tree)
}

/// Adds what an entry recorded of steps up to `limit`.
fn recall_entry(language: Language, entry: &Entry, limit: u64, history: &mut History) {
    let drawn = language
        .recorded(entry)
        .and_then(|said| origin::origin(&said.given));
    for timed in &entry.events {
        match &timed.event {
            Event::Stepped(stepped) => {
                let mut curves = stepped.curves.clone();
                for curve in &mut curves {
                    curve.points.retain(|(step, _)| *step <= limit);
                }
                history.recall_steps(&curves);
            }
            // What was measured of a mixture is no curve of the run.
            Event::Evaluated(found) if found.step <= limit && drawn == Ok(Origin::Prior) => {
                history.recall(&measure::curves(found));
            }
            _ => {}
        }
    }
}
