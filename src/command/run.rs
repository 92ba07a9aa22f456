//! `run`: trains until it is stopped.

use super::step::train;
use super::{Command, Suggestion};
use crate::lab::Side;

pub(super) const COMMAND: Command = Command {
    name: "run",
    usage: "",
    about: "train until stopped (Ctrl-C)",
    details: "What happened is kept as the steps that were taken: a session says 'step 137'.",
    words: (0, 0),
    suggest: Suggestion::none,
    run: |shell, _, emit| train(shell, None, Side::Both, emit),
};
