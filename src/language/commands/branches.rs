//! `branches`: all branches of the run, as a tree.

use crate::error::Result;
use crate::event::{Event, Listing, Stepped};
use crate::lab::timeline::{Act, Tree};
use crate::language::command::{Command, Group, Line};
use crate::session::Session;
use crate::shell::{Did, Emit, Shell};

/// What is said of a branch's own lines, at most.
const LONGEST: usize = 36;

pub(super) const COMMAND: Command = Command {
    name: "branches",
    group: Group::Time,
    about: "list the branches: where each began and how far it got",
    details: "branches. * marks the branch that the run is on. 'switch NAME' goes to its end, 'diff NAME' compares with it, 'drop NAME' hides it.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, _: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let tree = &shell.timeline.tree;
    let mut rows = Vec::new();
    if let Some(session) = &shell.session {
        for root in 0..tree.branches.len() {
            if tree.branches[root].fork.is_none() {
                under(tree, session, root, 0, &mut rows);
            }
        }
    }
    let hidden = tree.branches.iter().filter(|b| b.hidden).count();
    emit(Event::Listing(Listing {
        title: "branches".into(),
        columns: [
            "",
            "branch",
            ">from step",
            ">to",
            "what was changed",
            "at its end",
        ]
        .map(Into::into)
        .into(),
        rows,
        footer: match hidden {
            0 => "'switch NAME' goes to the end of one, 'goto STEP in=NAME' to a step".into(),
            n => format!("{n} hidden; 'switch NAME' goes to the end of one"),
        },
    }));
    Ok(Did::AsTyped)
}

/// The rows of a branch and of those that began on it.
fn under(tree: &Tree, session: &Session, at: usize, depth: usize, rows: &mut Vec<Vec<String>>) {
    let branch = &tree.branches[at];
    if !branch.hidden {
        let indent = match depth {
            0 => String::new(),
            n => format!("{}└ ", "  ".repeat(n.min(8) - 1)),
        };
        rows.push(vec![
            if at == tree.here.branch { "*" } else { "" }.to_owned(),
            format!("{indent}{}", branch.name),
            branch.fork.map_or(0, |fork| tree.step(fork)).to_string(),
            tree.step(tree.end(at)).to_string(),
            changed(tree, session, at),
            end(tree, session, at),
        ]);
    }
    for child in at + 1..tree.branches.len() {
        if tree.branches[child]
            .fork
            .is_some_and(|fork| fork.branch == at)
        {
            under(tree, session, child, depth + 1, rows);
        }
    }
}

/// The lines of a branch that are no mere steps.
fn changed(tree: &Tree, session: &Session, at: usize) -> String {
    let own = tree.branches[at].own.iter();
    let changes = own.filter(|leg| matches!(leg.act, Act::Change | Act::Build { .. }));
    let lines = changes.filter_map(|leg| session.entries.get(leg.entry));
    let all = lines
        .map(|entry| entry.line.as_str())
        .collect::<Vec<_>>()
        .join("; ");
    if all.chars().count() <= LONGEST {
        return all;
    }
    let cut: String = all.chars().take(LONGEST - 1).collect();
    format!("{cut}…")
}

/// What the last steps of a branch came to.
fn end(tree: &Tree, session: &Session, at: usize) -> String {
    let path = tree.path(at);
    let mut entries = path
        .iter()
        .rev()
        .filter_map(|leg| session.entries.get(leg.entry));
    let stepped = |entry: &crate::session::Entry| {
        entry
            .events
            .iter()
            .rev()
            .find_map(|timed| match &timed.event {
                Event::Stepped(Stepped { series, .. }) => Some(series.clone()),
                _ => None,
            })
    };
    let series = entries.find_map(stepped).unwrap_or_default();
    let first = ["d_loss", "g_loss", "rec_x", "loss", "d_acc"];
    let shown = first.iter().filter_map(|name| series.get_key_value(*name));
    let shown = shown
        .take(3)
        .map(|(name, value)| format!("{name} {value:.3}"));
    shown.collect::<Vec<_>>().join(" ")
}
