//! `run`: trains until it is stopped.

use crate::lab::Side;
use crate::language::command::{Command, Effect, Group};
use crate::language::travel::along;
use crate::shell::train::{Training, train};

pub(super) const COMMAND: Command = Command {
    name: "run",
    meant: &["start", "go", "continue"],
    group: Group::Train,
    about: "train until stopped (Ctrl-C)",
    details: "The session records the steps that were taken: 'step 137'.",
    effect: Effect::Trains,
    open_ended: true,
    ends_run: true,
    run: |shell, line, emit| {
        let training = Training {
            work: line.command.name,
            steps: None,
            side: Side::Both,
            until: None,
        };
        let ahead = shell.timeline.tree.ahead(Side::Both);
        along(line.language, shell, ahead, emit)?;
        train(shell, &training, emit)
    },
    ..Command::BASE
};
