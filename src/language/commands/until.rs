//! `until`: trains until a condition holds; and the way back to where one began to.

use super::stopping::{condition, fill, found};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::Side;
use crate::language::command::{Command, Effect, Group, Language, Line};
use crate::language::params::{List, Opt, Options, Suggestion, any};
use crate::language::position;
use crate::language::timeline::record_move;
use crate::language::travel::{along, travel};
use crate::shell::train::{Training, train};
use crate::shell::{Did, Emit, Shell};

/// The condition.
const CONDITION: List<String> = List {
    name: "COND",
    length: (1, usize::MAX),
    read: any,
    suggest,
};

/// The most steps.
const MAX: Opt<u64> = Opt {
    key: "max",
    shown: "max=N",
    about: "at most so many steps",
    read: |_, value| {
        let read = value.parse().ok().filter(|n| *n > 0);
        read.ok_or_else(|| {
            Error::new(format!(
                "max={value} is not a number of steps; 'until d_acc > 0.9 max=1000' takes at most 1000"
            ))
        })
    },
};

pub(super) const COMMAND: Command = Command {
    name: "until",
    meant: &["while"],
    group: Group::Time,
    params: &[&CONDITION, &Options::of(&[&MAX])],
    about: "train until a condition holds: until d_acc > 0.95",
    details: "until d_acc > 0.95; until d_loss < 0.2*g_loss max=2000; until mean20(rec_x) < 0.03; until d_acc > 0.9 for 10. A series is its value at the step; mean20(d_acc) is the mean of the last 20 steps. 'for 10': ten steps in a row. 'back until COND' goes to where it last began to hold, 'when COND' lists where it did, 'break COND' stops any training there.",
    effect: Effect::Trains,
    open_ended: true,
    ends_run: true,
    run,
    ..Command::BASE
};

/// What may be typed for a condition.
pub(super) fn suggest(before: &[&str]) -> Vec<Suggestion> {
    match before.last() {
        Some(&"<" | &"<=" | &">" | &">=" | &"==" | &"!=") => Vec::new(),
        Some(word) if word.starts_with(|c: char| c.is_ascii_alphabetic()) && *word != "until" => {
            Suggestion::all([("<", "below"), (">", "above"), ("<=", ""), (">=", "")])
        }
        Some(word) if word.parse::<f64>().is_ok() => {
            Suggestion::all([("for", "so many steps in a row")])
        }
        _ => Suggestion::all([
            ("d_acc", "accuracy of Dx"),
            ("d_loss", "Dx's loss"),
            ("g_loss", "G's adversarial loss"),
            ("rec_x", "reconstruction"),
            ("g_norm", "norm of G's gradient"),
            ("d_norm", "norm of Dx's gradient"),
            ("fld", "as eval measured it"),
            ("nan", "training always stops before it"),
        ]),
    }
}

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let max = line.given.option(&MAX)?;
    let words = line.given.get(&CONDITION)?;
    if words[..] == ["nan"] {
        // That is what training stops at by itself, and no recorded step has it.
        let ahead = shell.timeline.tree.ahead(Side::Both);
        let followed = ahead.min(max.unwrap_or(ahead));
        along(line.language, shell, followed, emit)?;
        let max = max.map(|max| max - followed);
        if max == Some(0) {
            return Ok(Did::Nothing);
        }
        return train(shell, &Training::until(max, None), emit);
    }
    let condition = condition(shell, &words.join(" "))?;
    let tree = &shell.timeline.tree;
    let now = tree.step(tree.here);
    let ahead = tree.ahead(Side::Both);
    if condition.holds(&shell.trainer()?.state().history, now) {
        emit(Event::StoppedAt(found(shell, &condition, now)?));
        return Ok(Did::Nothing);
    }
    let Some(recorded) = Some(ahead.min(max.unwrap_or(ahead))).filter(|n| *n > 0) else {
        return train(shell, &Training::until(max, Some(condition)), emit);
    };
    // In the past: along the record first.
    fill(shell, line.language, now, now + recorded, emit)?;
    let history = &shell.trainer()?.state().history;
    let at = (now + 1..=now + recorded).find(|step| condition.holds(history, *step));
    let tree = &shell.timeline.tree;
    let to = position::step(tree, tree.here, at.unwrap_or(now + recorded))?;
    travel(line.language, shell, to, emit)?;
    if let Some(step) = at {
        emit(Event::StoppedAt(found(shell, &condition, step)?));
        return Ok(Did::Moved);
    }
    let left = max.map(|max| max - recorded);
    if left != Some(0) {
        // What is trained from here on is an entry of its own.
        let max = left.map_or_else(String::new, |left| format!(" max={left}"));
        let rest = format!("{} {condition}{max}", COMMAND.name);
        record_move(shell);
        line.language.execute(shell, &rest, emit)?;
        return Ok(Did::Nothing);
    }
    Ok(Did::Moved)
}

/// Goes back to the last step at which a condition began to hold.
pub(super) fn back(
    shell: &mut Shell,
    language: Language,
    text: &str,
    emit: Emit<'_>,
) -> Result<Did> {
    let condition = condition(shell, text)?;
    let tree = &shell.timeline.tree;
    let now = tree.step(tree.here);
    fill(shell, language, 0, now, emit)?;
    let history = &shell.trainer()?.state().history;
    let Some(&step) = condition.beginnings(history, 0, now).last() else {
        return Err(Error::new(format!(
            "'{condition}' held at none of the {now} steps so far"
        )));
    };
    let tree = &shell.timeline.tree;
    let to = position::step(tree, tree.here, step)?;
    travel(language, shell, to, emit)?;
    emit(Event::StoppedAt(found(shell, &condition, step)?));
    Ok(Did::Moved)
}
