//! `undo`: takes back the last line that changed the run.

use super::redo;
use crate::error::{Error, Result};
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::travel::{arrived, travel};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "undo",
    meant: &["revert", "rollback"],
    group: Group::Time,
    about: "take back the last line that changed the run",
    details: "undo; undo; redo. Takes back a step, set, term, build, load or data. What is taken back stays on its branch until you do something else. Moving in time is not a change, so undo does not take it back.",
    effect: Effect::MovesInTime,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    if redo::swap_data(shell, true, emit) {
        return Ok(Did::Nothing);
    }
    let tree = &shell.timeline.tree;
    let here = tree.here;
    let origin = shell.timeline.origin;
    let at_origin = origin.is_some_and(|origin| origin == here);
    let before = tree.before_line(here).filter(|_| !at_origin);
    if let Some(before) = before {
        travel(line.language, shell, before, emit)?;
        shell.timeline.undone.push(here);
        return Ok(Did::Moved);
    }
    if shell.swap_record(true) {
        let name = shell.data.name.clone();
        redo::swapped(&name, emit);
        if shell.trainer.is_some() {
            arrived(shell, emit)?;
        }
        return Ok(Did::Nothing);
    }
    Err(Error::new("there is nothing to undo"))
}
