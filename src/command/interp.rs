//! `interp`: from one code to another.

use super::sample::small;
use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::{Error, Result};
use crate::lab::event::Event;

pub(super) const COMMAND: Command = Command {
    name: "interp",
    usage: "[N]",
    about: "N pictures (8) on the line between two codes",
    details: "interp 8.",
    words: (0, 1),
    suggest: Suggestion::none,
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let n = small(args.count(0, 8, 2, 200)?);
    let trainer = shell.trainer()?;
    if trainer.is_plane() {
        return Err(Error::new(
            "interp shows pictures, and these data are points; 'sample' draws what G makes of them",
        ));
    }
    emit(Event::Gallery(trainer.interp(n)?));
    Ok(Did::AsTyped)
}
