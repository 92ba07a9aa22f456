//! `step`: trains batch by batch, with news on the way; Ctrl-C stops after the batch in flight.

use crate::error::Result;
use crate::lab::Side;
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::params::{Choice, Count};
use crate::language::travel::along;
use crate::shell::train::{Training, train};
use crate::shell::{Did, Emit, Shell};

/// The most steps that one command takes.
const MOST: u64 = 1_000_000_000;

/// Steps to take.
const N: Count = Count::of("N", 1, 1, MOST);

/// Which networks learn.
const SIDE: Choice<Side> = Choice {
    name: "d|g",
    needed: false,
    words: &[
        ("d", "discriminators only", Side::Discriminators),
        ("g", "E and G only", Side::Generator),
    ],
    refuse: |other, _| format!("'{other}' is neither d nor g, as in 'step 5 d'"),
};

pub(super) const COMMAND: Command = Command {
    name: "step",
    aliases: &["train"],
    meant: &["fit", "learn", "epoch", "epochs", "iterate"],
    group: Group::Train,
    params: &[&N, &SIDE],
    about: "train N steps; only the discriminators (d) or only E and G (g)",
    details: "step 100; step 5 d. Ctrl-C stops after the current batch and keeps everything. The values shown are means of the last 20 steps, or of fewer if fewer were taken. A step is d_steps updates of the discriminators and g_steps updates of E and G (see set; with d_batches=split, d_steps rounds of them).",
    effect: Effect::Trains,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let (steps, side) = (line.given.get(&N)?, line.given.maybe(&SIDE)?);
    let side = side.unwrap_or(Side::Both);
    // What the record has ahead is followed; what departs from it begins a branch.
    let followed = shell.timeline.tree.ahead(side).min(steps);
    along(line.language, shell, followed, emit)?;
    if followed == steps {
        return Ok(Did::Nothing);
    }
    let training = Training {
        work: line.command.name,
        steps: Some(steps - followed),
        side,
        until: None,
    };
    train(shell, &training, emit)
}
