//! `run`: trains until it is stopped.

use crate::lab::Side;
use crate::language::command::{Command, Suggestion};
use crate::shell::train::train;

pub(super) const COMMAND: Command = Command {
    name: "run",
    usage: "",
    about: "train until stopped (Ctrl-C)",
    details: "What happened is kept as the steps that were taken: a session says 'step 137'.",
    words: (0, 0),
    suggest: Suggestion::none,
    run: |shell, _, emit| train(shell, None, Side::Both, emit),
};
