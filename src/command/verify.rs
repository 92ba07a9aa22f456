//! `verify`: computes a session again and compares it with its record.

use std::path::Path;
use std::sync::Arc;

use super::prompt::PATH;
use super::{Args, Command, Did, Emit, Shell, Suggestion, changes_run};
use crate::data::{self, Dataset};
use crate::error::{Error, Result};
use crate::lab::Experiment;
use crate::lab::event::Event;
use crate::lab::history::{RECENT, WINDOW};
use crate::session::{Entry, Farthest, Session, compare, demand};

pub(super) const COMMAND: Command = Command {
    name: "verify",
    usage: "PATH",
    about: "compute a session again and compare it with its record",
    details: "verify gan.ron. On the same kind of CPU every digest of the weights must be equal; on another one or a GPU the first steps must be the same within 1 % and what comes of them alike: within 5 %, or within twice the spread of the recorded curves.",
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
    let mut farthest = Farthest::default();
    let mut compared = 0;
    again(&session, &data, shell, emit, &mut |recorded, found| {
        compared += 1;
        compare(recorded, found, exact, &mut farthest)
    })?;
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
        text: format!("the same: {compared} entries, {how}"),
    });
    Ok(Did::Nothing)
}

/// Runs the entries of a session again in a lab of their own.
fn again(
    session: &Session,
    data: &Arc<Dataset>,
    outer: &Shell,
    emit: Emit<'_>,
    each: &mut dyn FnMut(&Entry, &Entry) -> Result<()>,
) -> Result<Option<Experiment>> {
    let control = &outer.control;
    let step = outer.trainer.as_ref().map_or(0, |trainer| trainer.step);
    let mut shell = Shell::over(Arc::clone(data), session.seed, control.clone());
    shell.device = outer.device.clone();
    for recorded in &session.entries {
        if !changes_run(&recorded.line)? {
            continue;
        }
        shell.again = Some(window(recorded));
        shell.execute(&recorded.line, &mut |mut event| {
            if let Event::Progress(progress) = &mut event {
                // The step of the lab that asks stays where it is.
                progress.step = step;
                emit(event);
            }
        })?;
        if control.stopped() {
            return Err(Error::new("stopped before the end of the session"));
        }
        if let Some(found) = shell.session.as_ref().and_then(|s| s.entries.last()) {
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

/// The experiment that a record without weights leads to.
pub(super) fn repeat(
    session: &Session,
    data: &Arc<Dataset>,
    shell: &Shell,
    emit: Emit<'_>,
) -> Result<Experiment> {
    emit(Event::Said {
        text: "no weights were saved: the steps are computed again".into(),
    });
    again(session, data, shell, emit, &mut |_, _| Ok(()))?
        .ok_or_else(|| Error::new("the session builds nothing; its first entry should be a build"))
}
