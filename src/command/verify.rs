//! `verify`: computes a session again and compares it with its record.

use std::path::Path;
use std::sync::Arc;

use super::prompt::PATH;
use super::{Args, Command, Did, Emit, Shell, Suggestion, agree, changes_run};
use crate::data::{self, Dataset};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::Experiment;
use crate::lab::history::{RECENT, WINDOW};
use crate::lab::snapshot::Snapshot;
use crate::session::{self, CHECKPOINT_LIMIT, Entry, Farthest, Session, compare, demand};

pub(super) const COMMAND: Command = Command {
    name: "verify",
    usage: "PATH",
    about: "compute a session again and compare it with its record",
    details: "verify gan.ron. Compares the record with what is computed again, with itself, and with the checkpoint that it names: all that is said twice has to agree. On the same kind of CPU every digest of the weights must be equal; on another one or a GPU the first steps must be the same within 1 % and what comes of them alike: within 5 %, or within twice the spread of the recorded curves.",
    words: (1, 1),
    suggest: |words| {
        if words.is_empty() {
            Suggestion::all([(PATH, "")])
        } else {
            Vec::new()
        }
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let path = Path::new(args.word(0).unwrap_or(""));
    let session = Session::read(path)?;
    let data = data::recorded(&shell.data, &session.data.name, &session.data.digest, path)?;
    if data.digest != session.data.digest {
        return Err(Error::new(format!(
            "differs: the data '{}' are not those of the session",
            session.data.name
        )));
    }
    let here = shell.device.kind();
    let exact = shell.device.repeats(&session.instruction_set);
    if !exact {
        emit(Event::Said {
            text: format!(
                "recorded on {}, here is {here}: {}",
                session.instruction_set,
                demand()
            ),
        });
    }
    agree::record(&session).map_err(|why| differs(&why))?;
    let checkpoint = stored(path, &session)?;
    let mut farthest = Farthest::default();
    let mut compared = 0;
    again(
        &session,
        &data,
        shell,
        emit,
        None,
        &mut |recorded, found| {
            compared += 1;
            compare(recorded, found, exact, &mut farthest)
        },
    )?;
    let what = match checkpoint {
        None => "the record (it names no checkpoint)".to_owned(),
        Some(snapshot) => {
            let digest = Experiment::restore(&snapshot, Arc::clone(&data), &shell.device)
                .map_err(|why| differs(&why))?
                .digest();
            let named = session.checkpoint.as_ref();
            if named.is_some_and(|named| named.digest != digest) {
                return Err(differs(
                    &"the digest of the weights in the checkpoint is not the one that the record names",
                ));
            }
            "the record and its checkpoint".to_owned()
        }
    };
    let how = if exact {
        "bit for bit".to_owned()
    } else if farthest.what.is_empty() {
        "in every value".to_owned()
    } else {
        format!(
            "within the tolerance; farthest: {}, {:.0} % of what is allowed",
            farthest.what,
            farthest.share * 100.0
        )
    };
    emit(Event::Said {
        text: format!("the same: {compared} entries, {how} · checked: {what}"),
    });
    Ok(Did::Nothing)
}

fn differs(why: &dyn std::fmt::Display) -> Error {
    Error::new(format!("differs: {why}"))
}

/// The checkpoint that a session names, if it is the one of this record.
fn stored(path: &Path, session: &Session) -> Result<Option<Snapshot>> {
    let Some(named) = &session.checkpoint else {
        return Ok(None);
    };
    let beside = path.with_file_name(&named.file);
    if !beside.exists() {
        return Err(differs(&format!(
            "the checkpoint '{}' that the record names is not there; 'export session' writes a record without one",
            named.file
        )));
    }
    let (tensors, words) = session::read(&beside, Some(&named.sha256), CHECKPOINT_LIMIT)
        .and_then(|(tensors, words)| {
            agree::checkpoint(session, named, &words)?;
            agree::sane(&tensors, &words)?;
            Ok((tensors, words))
        })
        .map_err(|why| differs(&why))?;
    Ok(Some(Snapshot { tensors, words }))
}

/// Runs the entries of a session again in a lab of their own; `from` is a run to go on with, and the number of entries
/// that it has behind it.
fn again(
    session: &Session,
    data: &Arc<Dataset>,
    outer: &Shell,
    emit: Emit<'_>,
    from: Option<(Experiment, usize)>,
    each: &mut dyn FnMut(&Entry, &Entry) -> Result<()>,
) -> Result<Option<Experiment>> {
    let control = &outer.control;
    let step = outer
        .trainer
        .as_ref()
        .map_or(0, |trainer| trainer.state().step);
    let mut shell = Shell::over(Arc::clone(data), session.seed, control.clone());
    shell.device = outer.device.clone();
    let mut done = 0;
    if let Some((trainer, entries)) = from {
        done = entries;
        let entries = session.entries[..entries].to_vec();
        shell.session = Some(Session {
            entries,
            ..session.clone()
        });
        shell.trainer = Some(trainer);
    }
    for recorded in &session.entries[done..] {
        if !changes_run(&recorded.line)? {
            continue;
        }
        let left = left_of(recorded, &shell);
        if left == Some(0) {
            shell
                .session
                .iter_mut()
                .for_each(|s| s.entries.push(recorded.clone()));
            continue;
        }
        let line = left.map_or_else(
            || recorded.line.clone(),
            |left| session::steps_of(&recorded.line, left),
        );
        shell.again = Some(window(recorded));
        shell.execute(&line, &mut |mut event| {
            if let Event::Progress(progress) = &mut event {
                // The step of the lab that asks stays where it is.
                progress.step = step;
                emit(event);
            }
        })?;
        if control.stopped() {
            return Err(Error::new("stopped before the end of the session"));
        }
        if left.is_none()
            && let Some(found) = shell.session.as_ref().and_then(|s| s.entries.last())
        {
            each(recorded, found)?;
        }
    }
    Ok(shell.trainer)
}

/// Steps that the means of a recorded entry are over, at most.
fn window(recorded: &Entry) -> u64 {
    let found = recorded.events.iter().find_map(|timed| match &timed.event {
        Event::Stepped(stepped) => Some(stepped.window),
        _ => None,
    });
    match found {
        None => WINDOW,
        // An earlier version wrote it.
        Some(0) => RECENT as u64,
        Some(window) => window,
    }
}

/// The steps of an entry that are left for a run which is in the middle of it; nothing where all of it is.
fn left_of(recorded: &Entry, shell: &Shell) -> Option<u64> {
    let before = shell.session.as_ref()?.entries.last()?.step;
    let now = shell.trainer.as_ref()?.state().step;
    let within = now > before && recorded.line.starts_with("step");
    within.then(|| recorded.step.saturating_sub(now))
}

/// The experiment that a record without weights leads to. Of what differs from the record on the way the first is said.
pub(super) fn repeat(
    session: &Session,
    data: &Arc<Dataset>,
    shell: &Shell,
    emit: Emit<'_>,
    from: Option<(Experiment, usize)>,
) -> Result<Experiment> {
    let text = match &from {
        None => "no weights were saved: the steps are computed again".to_owned(),
        Some((trainer, _)) => format!(
            "the weights were kept at step {}: the steps after it are computed again",
            trainer.state().step
        ),
    };
    emit(Event::Said { text });
    let exact = shell.device.repeats(&session.instruction_set);
    let (mut first, mut farthest) = (None, Farthest::default());
    let found = again(session, data, shell, emit, from, &mut |recorded, found| {
        if let Err(why) = compare(recorded, found, exact, &mut farthest) {
            first.get_or_insert(why);
        }
        Ok(())
    })?;
    if let Some(why) = agree::record(session).err().or(first) {
        emit(Event::Said {
            text: format!(
                "what was computed again is not what was recorded, and the run goes on from what was computed: {why}"
            ),
        });
    }
    found.ok_or_else(|| Error::new("the session builds nothing; its first entry should be a build"))
}
