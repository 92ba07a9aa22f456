//! Positions in time, as they are typed and recorded: `goto 40 in=main line=1`.

use super::known::branches;
use super::params::{Given, Name, Opt, Options, Suggestion, any};
use crate::error::{Error, Result};
use crate::lab::timeline::{Position, Tree};

/// The command that goes to one.
pub(super) const GOTO: &str = "goto";

/// Where to.
pub(super) const WHERE: Name<String> = Name::needed("STEP", any, |before| {
    let mut all = Suggestion::all([
        ("start", "as it was built"),
        ("end", "the last step of the branch"),
    ]);
    all.extend(branches(before));
    all
})
.shown("STEP|start|end|NAME");

/// On which branch.
const IN: Opt<String> = Opt {
    key: "in",
    shown: "in=BRANCH",
    about: "on that branch",
    read: |_, value| Ok(value.to_owned()),
};

/// Behind how many lines that were typed at the step.
const LINE: Opt<usize> = Opt {
    key: "line",
    shown: "line=N",
    about: "after N of the lines typed at that step",
    read: count,
};

/// Behind how many phases of the next batch.
const PHASE: Opt<usize> = Opt {
    key: "phase",
    shown: "phase=N",
    about: "after N phases of the next step",
    read: count,
};

pub(super) const OPTIONS: Options = Options::of(&[&IN, &LINE, &PHASE]);

fn count(key: &str, value: &str) -> Result<usize> {
    value
        .parse()
        .map_err(|_| Error::new(format!("{key}={value} is not a number; '{key}=1' is")))
}

/// The position that a line names.
///
/// # Errors
/// A sentence where there is no such branch, or it does not go so far.
pub(super) fn position(tree: &Tree, given: &Given) -> Result<Position> {
    let (word, branch) = (given.get(&WHERE)?, given.option(&IN)?);
    let (lines, phases) = (
        given.option(&LINE)?.unwrap_or(0),
        given.option(&PHASE)?.unwrap_or(0),
    );
    let on = match &branch {
        Some(name) => tree.end(self::branch(tree, name)?),
        None => tree.here,
    };
    let at = placed(tree, on, &word)?;
    if let Some(branch) = branch.filter(|_| at.branch != on.branch) {
        return Err(Error::new(format!(
            "'{word}' is a branch; 'goto 40 in={branch}' names a step of '{branch}', 'goto {word}' the end of '{word}'"
        )));
    }
    let at = Position {
        legs: at.legs + lines,
        phases,
        ..at
    };
    if lines > 0 && (at.steps > 0 || tree.path(at.branch).len() < at.legs) {
        let step = tree.step(Position {
            legs: at.legs - lines,
            ..at
        });
        return Err(Error::new(format!(
            "fewer than {lines} lines were typed at step {step}"
        )));
    }
    Ok(at)
}

/// The position of a step, or of the end of a branch, by a word.
///
/// # Errors
/// A sentence where there is none.
pub(super) fn named(tree: &Tree, word: &str) -> Result<Position> {
    placed(tree, tree.here, word)
}

fn placed(tree: &Tree, on: Position, word: &str) -> Result<Position> {
    match (word, word.parse::<u64>()) {
        ("end", _) => Ok(tree.end(on.branch)),
        ("start", _) => step(tree, on, 0),
        (_, Ok(number)) => step(tree, on, number),
        (name, Err(_)) => Ok(tree.end(self::branch(tree, name)?)),
    }
}

/// The position of a step on the path of another one.
///
/// # Errors
/// A sentence where the branch does not go so far.
pub(super) fn step(tree: &Tree, on: Position, step: u64) -> Result<Position> {
    tree.locate(on, step).ok_or_else(|| {
        let name = tree.branches.get(on.branch).map_or("", |b| b.name.as_str());
        let last = tree.last_step(on);
        Error::new(format!(
            "there is no step {step} on '{name}': it goes from 0 to {last}; 'step {}' goes on from its end",
            step.saturating_sub(last).max(1)
        ))
    })
}

/// The branch of a name.
///
/// # Errors
/// A sentence with the nearest name.
pub(super) fn branch(tree: &Tree, name: &str) -> Result<usize> {
    tree.named(name).ok_or_else(|| unknown(tree, name))
}

fn unknown(tree: &Tree, name: &str) -> Error {
    let shown = tree.branches.iter().filter(|branch| !branch.hidden);
    Error::unknown("branch", name, shown.map(|branch| branch.name.as_str()))
}
