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
    about: "hide a branch from the list; with ! delete it for good",
    details: "drop slow; drop slow!. 'switch' still goes to a hidden branch by its name. The branch that the run is on cannot be dropped, nor one on which others began.",
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
            text: format!("'{word}' is hidden from 'branches'; 'switch {word}' still goes there"),
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
            "other branches began on '{name}'; 'drop {name}' hides it"
        )));
    }
    line.language.delete_branch(shell, at)?;
    emit(Event::Said {
        text: format!("the branch '{name}' is deleted"),
    });
    Ok(Did::Nothing)
}
