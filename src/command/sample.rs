//! `sample`: what the generator makes.

use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::{Error, Result};
use crate::lab::Noise;
use crate::lab::event::Event;

pub(super) const COMMAND: Command = Command {
    name: "sample",
    usage: "[N] [fresh]",
    about: "N samples (9) of the generator, from noise that stays the same",
    details: "sample 9; sample 16 fresh. The noise is fixed, so that progress can be compared; fresh takes new noise for each step. Looking never changes the run.",
    words: (0, 2),
    suggest: |words| {
        if words.len() == 1 {
            Suggestion::all([("fresh", "new noise")])
        } else {
            Vec::new()
        }
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let n = small(args.count(0, 9, 1, 400)?);
    let noise = match args.word(1) {
        None => Noise::Fixed,
        Some("fresh") => Noise::Fresh,
        Some(other) => {
            return Err(Error::new(format!(
                "'{other}' is no noise; 'sample {n} fresh' takes new noise"
            )));
        }
    };
    let trainer = shell.trainer()?;
    if trainer.is_plane() {
        emit(Event::Plane(trainer.plane(n.max(200))?));
    } else {
        emit(Event::Gallery(trainer.sample(n, noise)?));
    }
    Ok(Did::AsTyped)
}

/// A count that was bounded before.
pub(super) fn small(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
