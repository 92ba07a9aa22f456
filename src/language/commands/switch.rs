//! `switch`: to the end of another branch.

use crate::error::Result;
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::known::branches;
use crate::language::params::{Name, any};
use crate::language::position;
use crate::language::travel::travel;
use crate::shell::{Did, Emit, Shell};

/// Which.
const NAME: Name<String> = Name::needed("NAME", any, branches);

pub(super) const COMMAND: Command = Command {
    name: "switch",
    meant: &["checkout"],
    group: Group::Time,
    params: &[&NAME],
    about: "go to the end of another branch",
    details: "switch main. 'goto 40 in=main' goes to one of its steps. 'branches' lists them.",
    effect: Effect::MovesInTime,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let tree = &shell.timeline.tree;
    let to = tree.end(position::branch(tree, &line.given.get(&NAME)?)?);
    travel(line.language, shell, to, emit)?;
    Ok(Did::Moved)
}
