//! `latent`: the plane of codes.

use crate::error::Result;
use crate::event::Event;
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Class, Count, Forms, Key};
use crate::shell::{Did, Emit, Shell};

/// Items.
const ITEMS: Count = Count::of("N", 500, 1, 10_000);

/// A grid of codes, and its side.
const GRID: Key = Key::new("grid", "what G makes of each place");
const SIDE: Count = Count::of("side", 8, 2, 20).shown("N");

/// Of which class.
const CLASS: Class = Class::of_words(3);
const ONE: Forms = Forms::optional(&[&[&Key::new("of", "of one class"), &CLASS]]);

const FORMS: Forms = Forms::one_of(&[&[&ITEMS], &[&GRID, &SIDE, &ONE]]);

pub(super) const COMMAND: Command = Command {
    name: "latent",
    meant: &["codes", "embedding"],
    group: Group::Look,
    params: &[&FORMS],
    about: "codes of held-out items by class; what G makes of a grid",
    details: "latent 500: each item is drawn as the digit of its class at the place of its code. Codes of more than two numbers are projected onto their first two principal components. latent grid 8: what G makes of 8 × 8 places of that plane; without an encoder, of the first two numbers of the prior. On points it shows how G bends that grid. Conditional networks draw one class: latent grid 8 of 3.",
    misfit: Some(|words, more, _| {
        let whole = if words.first() == Some(&GRID.word) {
            "'latent grid 8 of 3' is"
        } else {
            "'latent 500' and 'latent grid 8' are"
        };
        format!("'{more}' is one word too many; {whole} whole")
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    if line.given.has(&GRID) {
        let (n, class) = (line.given.size(&SIDE)?, line.given.maybe(&CLASS)?);
        let trainer = shell.trainer()?;
        let class = class.map(|name| trainer.class(&name)).transpose()?;
        emit(if trainer.is_plane() {
            Event::Plane(trainer.warped_grid(200, class)?)
        } else {
            Event::Gallery(trainer.latent_grid(n, class)?)
        });
        return Ok(Did::AsTyped);
    }
    let n = line.given.size(&ITEMS)?;
    emit(Event::Plane(shell.trainer()?.latent(n)?));
    Ok(Did::AsTyped)
}
