//! `run`: trains until it is stopped.

use crate::lab::Side;
use crate::language::command::{Command, Effect, Group};
use crate::shell::train::train;

pub(super) const COMMAND: Command = Command {
    name: "run",
    group: Group::Train,
    about: "train until stopped (Ctrl-C)",
    details: "What happened is kept as the steps that were taken: a session says 'step 137'.",
    effect: Effect::Trains,
    open_ended: true,
    ends_run: true,
    run: |shell, line, emit| train(shell, line.command.name, None, Side::Both, emit),
    ..Command::BASE
};
