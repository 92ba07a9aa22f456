//! The names of branches: which can be given, and what lines of the record do to them.

use super::known::branches;
use super::params::{Given, Name, Suggestion, any};
use super::position::branch;
use crate::error::{Error, Result};
use crate::lab::timeline::Tree;

/// The command that names a branch.
pub(super) const BRANCH: &str = "branch";

/// The command that leaves one out of lists.
pub(super) const DROP: &str = "drop";

/// The longest name.
const LONGEST: usize = 40;

/// What it is to be called.
pub(super) const NEW: Name<String> = Name::optional("NAME", any, Suggestion::none);

/// Which; with `!` it is deleted.
pub(super) const OLD: Name<String> = Name::needed("NAME[!]", any, branches);

/// Renames the branch that the run is on.
///
/// # Errors
/// A sentence where the name is none, or taken.
pub(super) fn rename(tree: &mut Tree, given: &Given) -> Result<()> {
    let name = given.get(&NEW)?;
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
pub(super) fn allowed(tree: &Tree, name: &str) -> Result<()> {
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

/// A branch that the run does not need.
pub(super) fn free(tree: &Tree, name: &str) -> Result<usize> {
    let at = branch(tree, name)?;
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
pub(super) fn names(given: &Given, name: &str) -> bool {
    given.get(&OLD).is_ok_and(|word| word == name)
}

/// Leaves a branch out of lists.
///
/// # Errors
/// A sentence where there is none of that name, or the run is on it.
pub(super) fn hide(tree: &mut Tree, given: &Given) -> Result<()> {
    let at = free(tree, &given.get(&OLD)?)?;
    tree.branches[at].hidden = true;
    Ok(())
}
