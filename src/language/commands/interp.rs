//! `interp`: from one code to another.

use super::sample::small;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::Path;
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::language::of;
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "interp",
    usage: "[N] [spherical|items] [of CLASS]",
    about: "N pictures (8) on the way from one code to another",
    details: "interp 8; interp 8 spherical; interp 8 items. A line between two codes of the prior, an arc, which keeps to the shell that codes of many numbers lie on, or the line between the codes of two held-out items. Networks that are told classes make one: interp 8 of 3.",
    words: (0, 6),
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
    let n = small(if args.word(0) == Some("of") {
        8
    } else {
        args.count(0, 8, 2, 200)?
    });
    let (words, class) = of::split(&args.words);
    let path = match words.get(1..).unwrap_or_default() {
        [] => Path::Line,
        ["spherical"] => Path::Arc,
        ["items"] => Path::Items,
        [.., other] => {
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
    let class = class.map(|name| trainer.class(&name)).transpose()?;
    emit(Event::Gallery(trainer.interp(n, path, class)?));
    Ok(Did::AsTyped)
}
