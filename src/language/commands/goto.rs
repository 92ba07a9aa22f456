//! `goto`: to another step, another branch.

use crate::error::{Error, Result};
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::position::{self, GOTO, OPTIONS, WHERE};
use crate::language::travel::travel;
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: GOTO,
    meant: &["jump", "seek"],
    group: Group::Time,
    params: &[&WHERE, &OPTIONS],
    about: "go to a step of the run: its weights, samples, curves, settings",
    details: "goto 40; goto start; goto end; goto slow (the end of that branch); goto 40 in=slow. The run is then before the lines that were typed at that step; 'forward' follows them. A change there begins a new branch, and what was recorded stays as it is. Ctrl-C on the way leaves the run where it was.",
    effect: Effect::MovesInTime,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let to = position::position(&shell.timeline.tree, &line.given)?;
    if let Some(phase) = (to.phases > 0).then_some(to.phases) {
        bounded(phase)?;
    }
    travel(line.language, shell, to, emit)?;
    Ok(Did::Moved)
}

/// Refuses a phase that no batch has.
fn bounded(phase: usize) -> Result<()> {
    const MOST: usize = 10_000;
    if phase < MOST {
        return Ok(());
    }
    Err(Error::new(format!(
        "phase={phase} is more than a step has; 'next' goes through them one by one"
    )))
}
