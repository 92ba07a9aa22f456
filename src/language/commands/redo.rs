//! `redo`: does again what `undo` took back.

use crate::error::{Error, Result, brief};
use crate::event::Event;
use crate::lab::timeline::Position;
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::travel::{arrived, travel};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "redo",
    group: Group::Time,
    about: "do again what undo took back",
    details: "redo. After going back in another way, it follows the next recorded line.",
    effect: Effect::MovesInTime,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let timeline = &mut shell.timeline;
    if let Some(to) = timeline.undone.pop() {
        if let Err(why) = travel(line.language, shell, to, emit) {
            shell.timeline.undone.push(to);
            return Err(why);
        }
        return Ok(Did::Moved);
    }
    if swap_data(shell, false, emit) {
        return Ok(Did::Nothing);
    }
    let tree = &shell.timeline.tree;
    let here = tree.here;
    if !tree.is_empty() && !tree.at_end() {
        let to = Position {
            legs: here.legs + 1,
            steps: 0,
            phases: 0,
            ..here
        };
        travel(line.language, shell, to, emit)?;
        return Ok(Did::Moved);
    }
    if shell.swap_record(false) {
        let name = shell.data.name.clone();
        swapped(&name, emit);
        if shell.trainer.is_some() {
            arrived(shell, emit)?;
        }
        return Ok(Did::Nothing);
    }
    Err(Error::new("there is nothing to do again"))
}

/// Says that another record stands.
pub(super) fn swapped(data: &str, emit: Emit<'_>) {
    emit(Event::Said {
        text: format!("the lab is as it was, with the data '{}'", brief(data)),
    });
}

/// Takes the data that were there before the last change of them, or after; says whether there are any.
pub(super) fn swap_data(shell: &mut Shell, back: bool, emit: Emit<'_>) -> bool {
    let timeline = &mut shell.timeline;
    let (from, to) = if back {
        (&mut timeline.data_before, &mut timeline.data_after)
    } else {
        (&mut timeline.data_after, &mut timeline.data_before)
    };
    let Some(data) = from.pop() else {
        return false;
    };
    to.push(std::mem::replace(&mut shell.data, data));
    emit(Event::Said {
        text: format!("the data are '{}' again", brief(&shell.data.name)),
    });
    true
}
