//! `break`: conditions at which any training stops.

use super::stopping::condition;
use super::until;
use crate::error::{Error, Result};
use crate::event::{Event, Listing};
use crate::language::command::{Command, Group, Line};
use crate::language::params::{List, Suggestion, any};
use crate::shell::{Did, Emit, Shell};

/// The most that are checked after each step.
const MOST: usize = 32;

/// A condition, or which to forget.
const WHAT: List<String> = List {
    name: "COND | off N|all",
    length: (0, usize::MAX),
    read: any,
    suggest: |before| match before {
        ["off"] => Suggestion::all([("all", "every breakpoint")]),
        [] => {
            let mut all = until::suggest(before);
            all.extend(Suggestion::all([("off", "forget a breakpoint")]));
            all
        }
        _ => until::suggest(before),
    },
};

pub(super) const COMMAND: Command = Command {
    name: "break",
    meant: &["breakpoint", "breakpoints"],
    group: Group::Time,
    params: &[&WHAT],
    about: "stop any training where a condition begins to hold",
    details: "break d_acc > 0.95; break; break off 1; break off all. step, run, until and eval every= stop after the step at which the condition begins to hold. This works in scripts, too. A loss or a gradient that is not finite always stops the run, before the step that gave it.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let words = line.given.get(&WHAT)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] | ["nan"] => {}
        ["off", "all"] => shell.timeline.breaks.clear(),
        ["off", number] => {
            let all = shell.timeline.breaks.len();
            let at = number.parse::<usize>().ok();
            let at = at.filter(|n| (1..=all).contains(n)).ok_or_else(|| {
                Error::new(match all {
                    0 => "there are no breakpoints; 'break d_acc > 0.95' sets one".to_owned(),
                    _ => format!("breakpoints are 1 to {all}, not '{number}'; 'break' lists them"),
                })
            })?;
            shell.timeline.breaks.remove(at - 1);
        }
        ["off"] => {
            return Err(Error::new(
                "which breakpoint? 'break' lists them, 'break off 1' removes the first, 'break off all' every one",
            ));
        }
        _ => {
            let condition = condition(shell, &words.join(" "))?;
            let breaks = &mut shell.timeline.breaks;
            if breaks.len() >= MOST {
                return Err(Error::new(format!(
                    "there are {MOST} breakpoints already; 'break off all' removes them"
                )));
            }
            if !breaks.contains(&condition) {
                breaks.push(condition);
            }
        }
    }
    let own = shell.timeline.breaks.iter().zip(1..);
    let row = |(condition, n): (&crate::lab::timeline::Condition, usize)| {
        vec![n.to_string(), condition.to_string()]
    };
    let mut rows: Vec<_> = own.map(row).collect();
    rows.push(vec!["–".into(), "nan (always)".into()]);
    emit(Event::Listing(Listing {
        title: "training stops where one begins to hold".into(),
        columns: [">", "condition"].map(Into::into).into(),
        rows,
        footer: "'break COND' adds one, 'break off N' removes one".into(),
    }));
    Ok(Did::Nothing)
}
