//! `forward`: along the steps that were recorded.

use crate::error::{Error, Result};
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::params::Count;
use crate::language::position;
use crate::language::travel::travel;
use crate::shell::{Did, Emit, Shell};

/// Steps.
const N: Count = Count::of("N", 1, 1, 1_000_000_000);

pub(super) const COMMAND: Command = Command {
    name: "forward",
    group: Group::Time,
    params: &[&N],
    about: "go N steps forward (1) along what was recorded",
    details: "forward; forward 50. Undoes 'back' and 'goto'; 'goto end' goes all the way. At the end of the record, 'step' trains on.",
    effect: Effect::MovesInTime,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let steps = line.given.get(&N)?;
    let tree = &shell.timeline.tree;
    let (now, last) = (tree.step(tree.here), tree.last_step(tree.here));
    if tree.at_end() || now == last {
        return Err(Error::new(format!(
            "step {now} is the end of the record; 'step {steps}' trains on"
        )));
    }
    let to = position::step(tree, tree.here, (now + steps).min(last))?;
    travel(line.language, shell, to, emit)?;
    Ok(Did::Moved)
}
