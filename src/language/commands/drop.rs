//! `drop`: leaves a branch out of lists, or deletes it.

use crate::error::{Error, Result};
use crate::event::Event;
use crate::language::branching::{DROP, OLD, free, hide};
use crate::language::command::{Command, Effect, Group, Line};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: DROP,
    meant: &["delete", "remove"],
    group: Group::Time,
    params: &[&OLD],
    about: "leave a branch out of the list; with ! delete it for good",
    details: "drop slow; drop slow!. A branch that is only left out can be gone to by its name. The branch that the run is on stays, and so does one that others began on.",
    effect: Effect::MovesInTime,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let word = line.given.get(&OLD)?;
    let Some(name) = word.strip_suffix('!') else {
        hide(&mut shell.timeline.tree, &line.given)?;
        emit(Event::Said {
            text: format!("'{word}' is left out of 'branches'; 'switch {word}' still goes there"),
        });
        return Ok(Did::AsTyped);
    };
    let tree = &shell.timeline.tree;
    let at = free(tree, name)?;
    if tree
        .branches
        .iter()
        .any(|b| b.fork.is_some_and(|fork| fork.branch == at))
    {
        return Err(Error::new(format!(
            "other branches began on '{name}'; 'drop {name}' leaves it out of the list"
        )));
    }
    line.language.delete_branch(shell, at)?;
    emit(Event::Said {
        text: format!("the branch '{name}' is deleted"),
    });
    Ok(Did::Nothing)
}
