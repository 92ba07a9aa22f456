//! `back`: steps that are over, again as they were.

use crate::error::{Error, Result};
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::commands::until;
use crate::language::params::{List, Suggestion, any};
use crate::language::position;
use crate::language::travel::travel;
use crate::shell::{Did, Emit, Shell};

/// A number of steps, or a condition.
const WHAT: List<String> = List {
    name: "N | until COND",
    length: (0, usize::MAX),
    read: any,
    suggest: |before| match before {
        [] => Suggestion::all([("until", "to where a condition last began to hold")]),
        _ => until::suggest(before),
    },
};

pub(super) const COMMAND: Command = Command {
    name: "back",
    meant: &["rewind", "backward"],
    group: Group::Time,
    params: &[&WHAT],
    about: "go N steps back (1), or to where a condition last began to hold",
    details: "back; back 50; back until d_acc > 0.95. Weights, samples, curves and settings are again those of that step, bit for bit. Nothing is lost: 'forward' and 'goto end' return to where the run was. A change made in the past begins a new branch. Ctrl-C on the way leaves the run where it was.",
    effect: Effect::MovesInTime,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let words = line.given.get(&WHAT)?;
    let rest = line.given.rest();
    if let Some(condition) = rest.strip_prefix(until::COMMAND.name) {
        return until::back(shell, line.language, condition, emit);
    }
    let steps = match &words[..] {
        [] => Some(1),
        [number] => number.parse::<u64>().ok().filter(|n| *n > 0),
        _ => None,
    };
    let steps = steps.ok_or_else(|| {
        Error::new(format!(
            "'back {rest}' is not understood; 'back 50' goes 50 steps back, 'back until d_acc > 0.95' to where that began"
        ))
    })?;
    let tree = &shell.timeline.tree;
    let now = tree.step(tree.here);
    let step = now.checked_sub(steps).ok_or_else(|| {
        Error::new(format!(
            "the run stands at step {now}: {steps} steps back is before its start; 'goto start' goes there"
        ))
    })?;
    let to = position::step(tree, tree.here, step)?;
    travel(line.language, shell, to, emit)?;
    Ok(Did::Moved)
}
