//! `drop`: leaves a branch out of lists, or deletes it.

use super::goto;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::timeline::Tree;
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::known::branches;
use crate::language::params::{Given, Name, any};
use crate::shell::{Did, Emit, Shell};

/// Which; with `!` it is deleted.
const NAME: Name<String> = Name::needed("NAME[!]", any, branches);

pub(in crate::language) const COMMAND: Command = Command {
    name: "drop",
    meant: &["delete", "remove"],
    group: Group::Time,
    params: &[&NAME],
    about: "leave a branch out of the list; with ! delete it for good",
    details: "drop slow; drop slow!. A branch that is only left out can be gone to by its name. The branch that the run is on stays, and so does one that others began on.",
    effect: Effect::MovesInTime,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let word = line.given.get(&NAME)?;
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

/// A branch that the run does not need.
fn free(tree: &Tree, name: &str) -> Result<usize> {
    let at = goto::branch(tree, name)?;
    let needed = tree
        .lineage(tree.here)
        .iter()
        .any(|place| place.branch == at);
    if needed || at == tree.here.branch {
        return Err(Error::new(format!(
            "the run is on '{name}' or began there; 'switch' to another branch first"
        )));
    }
    Ok(at)
}

/// Whether the line is about this branch.
pub(in crate::language) fn names(given: &Given, name: &str) -> bool {
    given.get(&NAME).is_ok_and(|word| word == name)
}

/// Leaves a branch out of lists.
///
/// # Errors
/// A sentence where there is none of that name, or the run is on it.
pub(in crate::language) fn hide(tree: &mut Tree, given: &Given) -> Result<()> {
    let at = free(tree, &given.get(&NAME)?)?;
    tree.branches[at].hidden = true;
    Ok(())
}
