//! `load`: goes on with a saved session, bit for bit, or with the journal of a lost one.

use std::path::Path;
use std::sync::Arc;

use super::prompt::PATH;
use super::verify::repeat;
use super::{Args, Command, Did, Emit, Shell, Suggestion, eval};
use crate::data;
use crate::error::{Error, Result};
use crate::lab::Experiment;
use crate::lab::event::Event;
use crate::lab::snapshot::Snapshot;
use crate::session::{self, DataRef, Session};

pub(super) const COMMAND: Command = Command {
    name: "load",
    usage: "PATH",
    about: "go on with a saved session, or with the journal of a lost one",
    details: "load gan.ron. A journal (.journal) has no weights: its steps are computed again.",
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
    let journal = path.extension().is_some_and(|e| e == "journal");
    let (session, weights) = if journal {
        (session::recover(path)?.session, None)
    } else {
        session::load(path)?
    };
    let DataRef { name, digest } = &session.data;
    let data = data::recorded(&shell.data, name, digest, path)?;
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
    let mut trainer = match weights {
        Some((tensors, words)) => {
            let snapshot = Snapshot { tensors, words };
            Experiment::restore(&snapshot, Arc::clone(&data), &shell.device)?
        }
        None => repeat(&session, &data, shell, emit)?,
    };
    recall(&mut trainer, &session);
    let (step, digest) = (trainer.step, trainer.digest());
    let last = session.entries.last().map_or(0, |e| e.step);
    if step < last {
        emit(Event::Said {
            text: format!(
                "the weights are of step {step}; the session went on to step {last} without saving"
            ),
        });
    }
    emit(Event::Built(trainer.built(&shell.device.words())));
    emit(Event::Ledger(trainer.ledger(false)?));
    (shell.trainer, shell.data) = (Some(trainer), data);
    shell.seed = session.seed;
    // What comes from here on is computed here: the record as a whole is no single machine's.
    let (mut session, here) = (session, shell.device.kind());
    let mut machines = session.instruction_set.split(", then ");
    if !machines.any(|machine| machine == here) {
        session.instruction_set = format!("{}, then {here}", session.instruction_set);
    }
    shell.begin_session(session);
    shell.path = (!journal).then(|| path.to_owned());
    shell.recovered(journal.then_some(path));
    emit(Event::Loaded {
        path: path.display().to_string(),
        step,
        digest,
    });
    Ok(Did::Nothing)
}

/// The curves of the run, from the record of its last build on.
fn recall(trainer: &mut Experiment, session: &Session) {
    let built = session
        .entries
        .iter()
        .rposition(|e| e.line.starts_with("build"))
        .unwrap_or(0);
    for entry in &session.entries[built..] {
        for timed in &entry.events {
            match &timed.event {
                Event::Stepped(stepped) if stepped.step <= trainer.step => {
                    trainer.history.recall_steps(&stepped.curves);
                }
                // What was measured of a mixture is no curve of the run.
                Event::Evaluated(found)
                    if found.step <= trainer.step && !entry.line.contains("from=mixture") =>
                {
                    trainer.history.recall(&eval::curves(found));
                }
                _ => {}
            }
        }
    }
}
