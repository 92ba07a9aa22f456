//! `branch`: names the branch that the run is on, or the one that begins with the next change.

use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::timeline::Tree;
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::params::{Given, Name, Suggestion, any};
use crate::shell::{Did, Emit, Shell};

/// The longest name.
const LONGEST: usize = 40;

/// What it is to be called.
const NAME: Name<String> = Name::optional("NAME", any, Suggestion::none);

pub(in crate::language) const COMMAND: Command = Command {
    name: "branch",
    meant: &["fork"],
    group: Group::Time,
    params: &[&NAME],
    about: "name this branch, or the one that begins here",
    details: "goto 40; branch slow; set rate 0.0005; step 100. A change in the past begins a branch by itself, called b2, b3, ...: branch NAME gives it a name. On a branch that has a name it is what begins here with the next change. 'branches' lists all.",
    effect: Effect::MovesInTime,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let tree = &mut shell.timeline.tree;
    let Some(name) = line.given.maybe(&NAME)? else {
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

/// Renames the branch that the run is on.
///
/// # Errors
/// A sentence where the name is none, or taken.
pub(in crate::language) fn rename(tree: &mut Tree, given: &Given) -> Result<()> {
    let name = given.get(&NAME)?;
    allowed(tree, &name)?;
    let at = tree.here.branch;
    match tree.branches.get_mut(at) {
        Some(branch) => branch.name = name,
        None => return Err(Error::new("there is no branch yet; 'build gan' begins one")),
    }
    Ok(())
}

/// Refuses what cannot be the name of a new branch.
///
/// # Errors
/// A sentence with what can.
pub(in crate::language) fn allowed(tree: &Tree, name: &str) -> Result<()> {
    let letters = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let fine = name.starts_with(char::is_alphabetic)
        && name.chars().all(letters)
        && name.chars().count() <= LONGEST
        && !matches!(name, "start" | "end" | "until");
    if !fine {
        return Err(Error::new(format!(
            "'{name}' cannot be the name of a branch: a name begins with a letter, has letters, digits, '-', '_' and '.', and is not 'start' or 'end'"
        )));
    }
    if tree.named(name).is_some() {
        return Err(Error::new(format!(
            "there is a branch '{name}' already; 'switch {name}' goes there, another name begins one here"
        )));
    }
    Ok(())
}
