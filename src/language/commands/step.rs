//! `step`: trains batch by batch, with news on the way; Ctrl-C stops after the batch in flight.

use crate::error::{Error, Result};
use crate::lab::Side;
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::shell::train::train;
use crate::shell::{Did, Emit, Shell};

/// The most steps that one command takes.
const MOST: u64 = 1_000_000_000;

pub(super) const COMMAND: Command = Command {
    name: "step",
    usage: "[N] [d|g]",
    about: "train N batches (1); only discriminators (d) or only E and G (g)",
    details: "step 100; step 5 d. Ctrl-C stops after the batch in flight and keeps everything. The values are means of the last 20 steps, or of as many as were taken. A step is d_steps updates of the discriminators and g_steps of E and G (see set; with lessons=apart d_steps rounds of them).",
    words: (0, 2),
    suggest: |words| {
        if words.len() == 1 {
            Suggestion::all([("d", "discriminators only"), ("g", "E and G only")])
        } else {
            Vec::new()
        }
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let side = match args.word(1) {
        None => Side::Both,
        Some("d") => Side::Discriminators,
        Some("g") => Side::Generator,
        Some(other) => {
            return Err(Error::new(format!(
                "'{other}' is no side; d and g are: 'step 5 d'"
            )));
        }
    };
    let steps = args.count(0, 1, 1, MOST)?;
    train(shell, Some(steps), side, emit)
}
