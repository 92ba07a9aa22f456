//! `goto`: to another step, another branch.

use crate::error::{Error, Result};
use crate::lab::timeline::{Position, Tree};
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::known::branches;
use crate::language::params::{Given, Name, Opt, Options, Suggestion, any};
use crate::language::travel::travel;
use crate::shell::{Did, Emit, Shell};

/// Where to.
const WHERE: Name<String> = Name::needed("STEP", any, |before| {
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
    about: "behind N of the lines that were typed at the step",
    read: count,
};

/// Behind how many phases of the next batch.
const PHASE: Opt<usize> = Opt {
    key: "phase",
    shown: "phase=N",
    about: "behind N phases of the next batch",
    read: count,
};

const OPTIONS: Options = Options::of(&[&IN, &LINE, &PHASE]);

fn count(key: &str, value: &str) -> Result<usize> {
    value
        .parse()
        .map_err(|_| Error::new(format!("{key}={value} is not a number; '{key}=1' is")))
}

pub(in crate::language) const COMMAND: Command = Command {
    name: "goto",
    meant: &["jump", "seek"],
    group: Group::Time,
    params: &[&WHERE, &OPTIONS],
    about: "go to a step of the run: its weights, samples, curves, settings",
    details: "goto 40; goto start; goto end; goto slow (the end of that branch); goto 40 in=slow. The run stands before the lines that were typed at that step; 'forward' follows them. A change there begins a new branch, and what was recorded stays as it is. Ctrl-C on the way leaves the run where it was.",
    effect: Effect::MovesInTime,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let to = position(&shell.timeline.tree, &line.given)?;
    if let Some(phase) = (to.phases > 0).then_some(to.phases) {
        bounded(phase)?;
    }
    travel(line.language, shell, to, emit)?;
    Ok(Did::Moved)
}

/// Refuses a phase that no batch has.
fn bounded(phase: usize) -> Result<()> {
    const MOST: usize = 10_000;
    if phase < MOST {
        return Ok(());
    }
    Err(Error::new(format!(
        "phase={phase} is more than a batch has; 'next' walks them one by one"
    )))
}

/// The position that a line names.
///
/// # Errors
/// A sentence where there is no such branch, or it does not go so far.
pub(in crate::language) fn position(tree: &Tree, given: &Given) -> Result<Position> {
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
pub(in crate::language) fn named(tree: &Tree, word: &str) -> Result<Position> {
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
pub(in crate::language) fn step(tree: &Tree, on: Position, step: u64) -> Result<Position> {
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
pub(in crate::language) fn branch(tree: &Tree, name: &str) -> Result<usize> {
    tree.named(name).ok_or_else(|| unknown(tree, name))
}

fn unknown(tree: &Tree, name: &str) -> Error {
    let shown = tree.branches.iter().filter(|branch| !branch.hidden);
    Error::unknown("branch", name, shown.map(|branch| branch.name.as_str()))
}
