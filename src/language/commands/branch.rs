//! `branch`: names the branch that the run is on, or the one that begins with the next change.

use crate::error::Result;
use crate::event::Event;
use crate::language::branching::{BRANCH, NEW, allowed, rename};
use crate::language::command::{Command, Effect, Group, Line};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: BRANCH,
    meant: &["fork"],
    group: Group::Time,
    params: &[&NEW],
    about: "name this branch, or the one that begins here",
    details: "goto 40; branch slow; set lr 0.0005; step 100. A change in the past begins a branch by itself, called b2, b3, ...; branch NAME gives it a name. On a branch that already has a name, NAME is for the branch that the next change begins here. 'branches' lists all.",
    effect: Effect::MovesInTime,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let tree = &mut shell.timeline.tree;
    let Some(name) = line.given.maybe(&NEW)? else {
        let current = tree.current().map_or("", |branch| branch.name.as_str());
        emit(Event::Said {
            text: format!(
                "the run is on '{current}'; 'branches' lists all, 'branch NAME' begins one here"
            ),
        });
        return Ok(Did::Nothing);
    };
    allowed(tree, &name)?;
    if tree.at_end() && tree.current().is_some_and(|branch| automatic(&branch.name)) {
        rename(tree, &line.given)?;
        return Ok(Did::AsTyped);
    }
    emit(Event::Said {
        text: format!("what is done next begins the branch '{name}'"),
    });
    shell.timeline.next_name = Some(name);
    Ok(Did::Nothing)
}

/// Whether a branch was named by the lab.
fn automatic(name: &str) -> bool {
    name.strip_prefix('b')
        .is_some_and(|n| n.parse::<u64>().is_ok())
}
