//! `load`: goes on with a saved session, bit for bit, or with the journal of a lost one.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::data::{self, Dataset};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::Experiment;
use crate::lab::history::History;
use crate::lab::snapshot::Snapshot;
use crate::lab::timeline::{Position, Tree};
use crate::language::again::{cost, repeat};
use crate::language::agree;
use crate::language::command::{Command, Discards, Effect, Group, Language, Line};
use crate::language::origin;
use crate::language::params::{Name, Suggestion, any};
use crate::language::recovered::recover;
use crate::language::travel::{recalled, shown};
use crate::session::{self, CHECKPOINT_LIMIT, DataRef, Entry, Kept, Session, Stored, shipped};
use crate::shell::lost;
use crate::shell::measure;
use crate::shell::origin::Origin;
use crate::shell::place::to_read;
use crate::shell::watch::Watch;
use crate::shell::{Did, Emit, Shell};

/// A session, or a lost lab.
const PATH: Name<String> = Name::needed("PATH|LESSON|lost", any, |_| {
    let lost = lost::names().into_iter();
    let lost = lost.map(|(text, about)| Suggestion {
        text,
        about: about.into(),
    });
    lost.chain(Suggestion::files("ron journal")).collect()
});

pub(super) const COMMAND: Command = Command {
    name: "load",
    meant: &["open", "resume", "restore"],
    group: Group::Time,
    params: &[&PATH],
    about: "go on with a saved session, or with one that was lost",
    details: "load gan.ron; load 04-gan (what that lesson did). load lost recovers the last lab that ended without saving, load lost2 the one before it: from the last weights that were kept, every few minutes or by save every=N. The steps after those are recomputed. A session without weights is recomputed; beyond 1000 steps the lab asks first, and load long.ron! goes ahead. A session whose record and weights disagree is refused.",
    effect: Effect::MovesInTime,
    ends_run: true,
    discards: Some(Discards {
        again: "loads the other",
        unless: None,
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let typed = line.given.get(&PATH)?;
    // A mark behind the name says that it may take long.
    let bare = typed
        .strip_suffix('!')
        .filter(|_| !Path::new(&typed).exists());
    let (word, allowed) = (
        bare.unwrap_or(&typed),
        shell.allow_compute || bare.is_some(),
    );
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
    let path = &path;
    let journal = path.extension().is_some_and(|e| e == "journal");
    let (mut session, weights, kept) = if journal {
        let recovered = session::recover(path)?;
        (recovered.session, None, recovered.kept)
    } else if let Some(lesson) = lesson {
        (lesson.session()?, None, Vec::new())
    } else {
        let (session, weights) = session::load(path)?;
        check(line.language, path, &session, weights.as_ref())?;
        (session, weights, Vec::new())
    };
    // What cannot have happened is refused before anything is computed.
    line.language
        .tree(&session.entries)
        .map_err(|why| disagrees(path, &why))?;
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
                "the data '{name}' are those in '{}'; 'data DIR' before 'load' takes others",
                data.name
            ),
        });
    }
    if data.digest != *digest {
        return Err(Error::new(format!(
            "the session learned from other data called '{name}' (SHA-256 {}…, here {}…); give its folder with 'data DIR' first",
            digest.chars().take(12).collect::<String>(),
            &data.digest[..12]
        )));
    }
    let mut trainer = if let Some((tensors, words)) = weights {
        let snapshot = Snapshot { tensors, words };
        let mut trainer = Experiment::restore(&snapshot, Arc::clone(&data), &shell.device)?;
        let named = session.checkpoint.as_ref();
        if named.is_some_and(|named| named.digest != trainer.digest()) {
            return Err(disagrees(
                path,
                &"the digest of its weights is not the one that it names",
            ));
        }
        trainer
    } else {
        let from = kept
            .iter()
            .rev()
            .find_map(|kept| resume(line.language, kept, (path, &session), &data, shell));
        // A lab of one's own was lost with what it had done.
        if !(allowed || journal && shell.own_journal(path)) {
            let done = from.as_ref().map_or(0, |(_, entries)| *entries);
            cost(&session, done).map_or(Ok(()), |cost| {
                Err(Error::new(format!(
                    "'{}' has no weights: loading computes {cost} again; 'load {}!' does it, and so does --allow-compute in a script",
                    path.display(),
                    path.display()
                )))
            })?;
        }
        let step = from.as_ref().map_or(0, |(trainer, _)| trainer.state().step);
        let own = journal && shell.own_journal(path);
        let near = own.then(|| {
            let (file, lab) = (session::snapshots_of(path), (&*shell, &data));
            recover(line.language, &session, &file, lab, step, &mut *emit)
        });
        match near {
            Some(Ok(Some(trainer))) => trainer,
            Some(Err(why)) if shell.control.stopped() => return Err(why),
            _ => repeat(line.language, &session, &data, shell, emit, from)?,
        }
    };
    if let Some(last) = session.entries.last_mut()
        && last.step == trainer.state().step
    {
        // The steps of a command that was cut short were recorded without.
        last.digest.get_or_insert_with(|| trainer.digest());
    }
    let (step, digest) = (trainer.state().step, trainer.digest());
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
    let tree = recall(line.language, &session)?;
    let history = tree.current().map(|branch| branch.history.clone());
    trainer.take_history(history.unwrap_or_default());
    emit(Event::Built(trainer.built(&shell.device.words())));
    emit(Event::Ledger(trainer.ledger(false)?));
    let lines = session.entries.iter().map(|e| e.line.as_str());
    let other = shell.networks.recall(lines, &data.item.shape());
    if !other.is_empty() {
        emit(Event::Said {
            text: format!(
                "'{}': the network of that name is the session's from here on",
                other.join("', '")
            ),
        });
    }
    let old = shell.trainer.replace(trainer);
    shell.park(old);
    (shell.data, shell.seed) = (data, session.seed);
    shell.timeline.data = Some(Arc::clone(&shell.data));
    shell.timeline.origin = Some(tree.here);
    shell.timeline.tree = tree;
    shell.keep_here();
    // What comes from here on is computed here: the record as a whole is no single machine's.
    let here = shell.device.kind();
    let mut machines = session.instruction_set.split(", then ");
    if !machines.any(|machine| machine == here) {
        session.instruction_set = format!("{}, then {here}", session.instruction_set);
    }
    let saved = (!journal && lesson.is_none()).then_some(path.as_path());
    shell.begin_session(session, saved);
    shell.path = saved.map(Path::to_owned);
    shell.path_content = session::content_of(path).ok();
    shell.recovered(journal.then_some(path.as_path()));
    if journal && step > 0 {
        // Lost twice, it is not computed twice.
        shell.checkpoint();
    }
    emit(Event::Loaded {
        path: path.display().to_string(),
        step,
        digest,
    });
    recalled(shell, emit);
    shown(shell, emit)?;
    Ok(Did::Nothing)
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
