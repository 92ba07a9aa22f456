//! `next`: walks one batch phase by phase.

use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::Side;
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::params::{Name, Suggestion, any};
use crate::shell::{Did, Emit, Shell};

/// Part of the name of the phase to walk to.
const PHASE: Name<String> = Name::optional("PHASE", any, |_| {
    Suggestion::all([
        ("batch", "draw real items"),
        ("noise", "draw codes"),
        ("generate", "make items"),
        ("real", "score what is real"),
        ("fake", "score what is made"),
        ("loss", "losses and gradients"),
        ("update", "move weights"),
    ])
});

pub(super) const COMMAND: Command = Command {
    name: "next",
    group: Group::Train,
    params: &[&PHASE],
    about: "walk one phase of a batch, or on to PHASE",
    details: "next; next update walks on until a phase whose name holds 'update'. Each phase shows what it produced. step and run count the batch that is begun as their first; set, term and save finish it.",
    effect: Effect::Trains,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let wanted = line.given.maybe(&PHASE)?.unwrap_or_default();
    let unknown = || {
        Error::new(format!(
            "no phase is called '{wanted}'; there are batch, noise, generate, real, fake, loss, gradients, update"
        ))
    };
    // Nothing is trained for a word that is not understood.
    if !wanted.is_empty() && !shell.trainer()?.has_phase(&wanted) {
        return Err(unknown());
    }
    let mut batches = 0;
    while batches < 2 {
        let (report, complete) = shell.trainer()?.walk_one(Side::Both)?;
        let found = report.name.contains(&wanted);
        emit(Event::Phase(report));
        if found {
            return Ok(Did::AsTyped);
        }
        batches += u32::from(complete);
    }
    emit(Event::Said {
        text: format!("no phase of these batches is called '{wanted}'; a later one may have it"),
    });
    Ok(Did::AsTyped)
}
