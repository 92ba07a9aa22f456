//! `latent`: the plane of codes.

use super::sample::small;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::language::of;
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "latent",
    usage: "[N] | grid [N] [of CLASS]",
    about: "codes of N held-out items (500) by class, or what G makes of a grid of codes",
    details: "latent 500: each item is the number of its class at the place of its code; codes of more than two numbers are seen along their first two principal components. latent grid 8: what G makes of 8 × 8 places of that plane; without an encoder, of the first two numbers of the prior. On points it is the grid itself that is shown, where G carries it. Networks that are told classes make one: latent grid 8 of 3.",
    words: (0, 6),
    suggest: |words| match words {
        [] => Suggestion::all([("grid", "what G makes of each place")]),
        _ => Vec::new(),
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    if args.word(0) == Some("grid") {
        let (words, class) = of::split(&args.words);
        let n = small(if words.len() > 1 {
            args.count(1, 8, 2, 20)?
        } else {
            8
        });
        if let Some(more) = words.get(2) {
            return Err(Error::new(format!(
                "'{more}' is one word too many; 'latent grid 8 of 3' is whole"
            )));
        }
        let trainer = shell.trainer()?;
        let class = class.map(|name| trainer.class(&name)).transpose()?;
        emit(if trainer.is_plane() {
            Event::Plane(trainer.warped_grid(200, class)?)
        } else {
            Event::Gallery(trainer.latent_grid(n, class)?)
        });
        return Ok(Did::AsTyped);
    }
    if let Some(more) = args.word(1) {
        return Err(Error::new(format!(
            "'{more}' is one word too many; 'latent 500' and 'latent grid 8' are whole"
        )));
    }
    let n = small(args.count(0, 500, 1, 10_000)?);
    emit(Event::Plane(shell.trainer()?.latent(n)?));
    Ok(Did::AsTyped)
}
