//! `when`: the steps at which a condition began to hold.

use super::stopping::{condition, fill};
use super::until;
use crate::error::Result;
use crate::event::{Event, Listing};
use crate::language::command::{Command, Group, Line};
use crate::language::params::{List, any};
use crate::shell::{Did, Emit, Shell};

/// Rows of the table.
const ROWS: usize = 20;

/// The condition.
const CONDITION: List<String> = List {
    name: "COND",
    length: (1, usize::MAX),
    read: any,
    suggest: until::suggest,
};

pub(super) const COMMAND: Command = Command {
    name: "when",
    meant: &["find"],
    group: Group::Time,
    params: &[&CONDITION],
    about: "list the steps at which a condition began to hold",
    details: "when d_acc > 0.95; when d_loss < 0.2*g_loss for 10. Searches the steps up to here, on this branch. 'goto' goes to one of them, 'back until COND' to the last.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let condition = condition(shell, line.given.rest())?;
    let tree = &shell.timeline.tree;
    let now = tree.step(tree.here);
    fill(shell, line.language, 0, now, emit)?;
    let history = &shell.trainer()?.state().history;
    let found = condition.beginnings(history, 0, now);
    let row = |step: &u64| {
        let holds = (*step..=now).take_while(|at| condition.holds(history, *at));
        let values = condition.values(history, *step);
        let values = values
            .iter()
            .map(|(name, value)| format!("{name} {value:.4}"));
        vec![
            step.to_string(),
            holds.last().unwrap_or(*step).to_string(),
            values.collect::<Vec<_>>().join(" · "),
        ]
    };
    let first = found.len().saturating_sub(ROWS);
    let footer = match (found.len(), first) {
        (0, _) => format!("it held at none of the {now} steps"),
        (_, 0) => "'goto STEP' goes there".to_owned(),
        (all, _) => format!("the last {ROWS} of {all}; 'goto STEP' goes there"),
    };
    emit(Event::Listing(Listing {
        title: format!("when {condition}"),
        columns: [">began", ">held to", "values there"]
            .map(Into::into)
            .into(),
        rows: found[first..].iter().map(row).collect(),
        footer,
    }));
    Ok(Did::AsTyped)
}
