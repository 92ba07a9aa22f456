//! `interp`: from one code to another.

use super::sample::small;
use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::{Error, Result};
use crate::lab::Path;
use crate::lab::event::Event;

pub(super) const COMMAND: Command = Command {
    name: "interp",
    usage: "[N] [spherical|items]",
    about: "N pictures (8) on the way from one code to another",
    details: "interp 8; interp 8 spherical; interp 8 items. A line between two codes of the prior, an arc, which keeps to the shell that codes of many numbers lie on, or the line between the codes of two held-out items.",
    words: (0, 2),
    suggest: |words| match words {
        [_] => Suggestion::all([
            ("spherical", "on an arc, as far from the middle as the ends"),
            (
                "items",
                "from the code of one held-out item to that of another",
            ),
        ]),
        _ => Vec::new(),
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let n = small(args.count(0, 8, 2, 200)?);
    let path = match args.word(1) {
        None => Path::Line,
        Some("spherical") => Path::Arc,
        Some("items") => Path::Items,
        Some(other) => {
            return Err(Error::new(format!(
                "'{other}' is no way from code to code; 'interp {n} spherical' takes an arc, 'interp {n} items' goes from one held-out item to another"
            )));
        }
    };
    let trainer = shell.trainer()?;
    if trainer.is_plane() {
        return Err(Error::new(
            "interp shows pictures, and these data are points; 'sample' draws what G makes of them",
        ));
    }
    emit(Event::Gallery(trainer.interp(n, path)?));
    Ok(Did::AsTyped)
}
