//! `prev`: one phase back, as `next` is one forth.

use crate::error::{Error, Result};
use crate::lab::Side;
use crate::lab::timeline::{Act, Leg, Position};
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::timeline::side_of;
use crate::language::travel::{go, travel};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "prev",
    meant: &["previous"],
    group: Group::Time,
    about: "go one phase back; the opposite of next",
    details: "next; next; prev. At the beginning of a step it goes to the last phase of the step before.",
    effect: Effect::MovesInTime,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let here = shell.timeline.tree.here;
    let to = match before(shell)? {
        Before::Phases(to) => to,
        Before::Batch(start) => {
            // How many phases a step has follows from the run as it stood before it.
            let tree = &shell.timeline.tree;
            let leg = tree.path(start.branch).get(start.legs).copied();
            let side = leg.map_or(Side::Both, |leg| side_of(leg.act));
            go(line.language, shell, start, emit)?;
            let all = shell.trainer()?.phases(side);
            Position {
                phases: all.saturating_sub(1),
                ..start
            }
        }
    };
    if let Err(why) = travel(line.language, shell, to, emit) {
        go(line.language, shell, here, &mut |_| {})?;
        return Err(why);
    }
    Ok(Did::Moved)
}

/// What is one phase before where the run stands.
enum Before {
    /// This position.
    Phases(Position),
    /// The last phase of the batch that begins here.
    Batch(Position),
}

fn before(shell: &Shell) -> Result<Before> {
    let tree = &shell.timeline.tree;
    let (here, path) = (tree.here, tree.path(tree.here.branch));
    if let Some(phases) = here.phases.checked_sub(1) {
        return Ok(Before::Phases(Position { phases, ..here }));
    }
    let mut at = here;
    // Lines that only set something are no phases.
    while at.steps == 0 && matches!(last(&path, at.legs), Some(Act::Change)) {
        at.legs -= 1;
    }
    match (at.steps, last(&path, at.legs)) {
        (0, Some(Act::Phases(_))) => {
            let legs = walked(&path, at.legs);
            let all: usize = path[legs..at.legs]
                .iter()
                .map(|leg| phases_of(leg.act))
                .sum();
            return Ok(Before::Phases(Position {
                legs,
                phases: all.saturating_sub(1),
                ..at
            }));
        }
        (0, Some(Act::Steps { count, .. })) => (at.legs, at.steps) = (at.legs - 1, count - 1),
        (0, _) => {
            return Err(Error::new(
                "this is the start of the run: there is no phase before it; 'next' goes to the first",
            ));
        }
        (steps, _) => at.steps = steps - 1,
    }
    // The step may have begun phase by phase.
    if at.steps == 0 {
        at.legs = walked(&path, at.legs);
    }
    Ok(Before::Batch(at))
}

fn last(path: &[Leg], legs: usize) -> Option<Act> {
    legs.checked_sub(1).map(|last| path[last].act)
}

fn phases_of(act: Act) -> usize {
    match act {
        Act::Phases(phases) => phases,
        _ => 0,
    }
}

/// Where lines that walked phases begin that end here.
fn walked(path: &[Leg], mut legs: usize) -> usize {
    while matches!(last(path, legs), Some(Act::Phases(_))) {
        legs -= 1;
    }
    legs
}
