//! `arith`: sums of codes.

use crate::error::{Error, Result};
use crate::event::Event;
use crate::language::command::{Command, Group, Line};
use crate::language::params::{List, Suggestion, any};
use crate::shell::{Did, Emit, Shell};

/// The most classes of a sum.
const MOST: usize = 15;

/// Classes with signs between them.
const SUM: List<String> = List {
    name: "CLASS [+|- CLASS ...]",
    length: (1, 2 * MOST - 1),
    read: any,
    suggest: Suggestion::none,
};

pub(super) const COMMAND: Command = Command {
    name: "arith",
    meant: &["arithmetic"],
    group: Group::Look,
    params: &[&SUM],
    about: "add and subtract the mean codes of classes: arith 7 - 1 + 4",
    details: "arith 7 - 1 + 4; arith sandal + boot - sneaker. Each class stands for the mean code of its held-out items. The last picture is what G makes of the sum. Needs a recipe with an encoder.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let words = line.given.get(&SUM)?;
    let trainer = shell.trainer()?;
    let mut operands = Vec::new();
    for (i, word) in words.iter().enumerate() {
        if i % 2 == 0 {
            let sign = match i.checked_sub(1).map(|before| words[before].as_str()) {
                Some("-") => -1.0,
                _ => 1.0,
            };
            operands.push((sign, trainer.dataset().class(word)?));
        } else if word != "+" && word != "-" {
            return Err(Error::new(format!(
                "expected + or - between classes, not '{word}': 'arith 7 - 1 + 4'"
            )));
        }
    }
    if words.len().is_multiple_of(2) {
        return Err(Error::new(format!(
            "a class is missing after '{}': 'arith 7 - 1 + 4'",
            words.last().map_or("", String::as_str)
        )));
    }
    if trainer.is_plane() {
        return Err(Error::new(
            "sums of codes are shown as pictures, and these data are points",
        ));
    }
    emit(Event::Gallery(trainer.arith(&operands)?));
    Ok(Did::AsTyped)
}
