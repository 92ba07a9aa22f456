//! `interp`: from one code to another.

use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::Path;
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Choice, Class, Count, Forms, Given, Key};
use crate::shell::{Did, Emit, Shell};

/// Pictures.
const N: Count = Count::of("N", 8, 2, 200);

/// The way from code to code.
const WAY: Choice<Path> = Choice {
    name: "spherical|items",
    needed: false,
    words: &[
        (
            "spherical",
            "on an arc, as far from the middle as the ends",
            Path::Arc,
        ),
        (
            "items",
            "from the code of one held-out item to that of another",
            Path::Items,
        ),
    ],
    refuse: no_way,
};

/// Of which class.
const CLASS: Class = Class::of_words(3);
const ONE: Forms = Forms::optional(&[&[&Key::new("of", "of one class"), &CLASS]]);

fn no_way(other: &str, before: &Given) -> String {
    let n = before.get(&N).unwrap_or_default();
    format!(
        "'{other}' is not an option of interp; 'interp {n} spherical' follows an arc, 'interp {n} items' goes from one held-out item to another"
    )
}

pub(super) const COMMAND: Command = Command {
    name: "interp",
    meant: &["interpolate", "interpolation", "morph"],
    group: Group::Look,
    params: &[&N, &WAY, &ONE],
    about: "pictures on the way from one code to another",
    details: "interp 8: a line between two codes of the prior. interp 8 spherical: an arc, which keeps the length that codes of the prior have. interp 8 items: a line between the codes of two held-out items. Conditional networks stay within one class: interp 8 of 3.",
    misfit: Some(|_, other, given| no_way(other, given)),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let (n, class) = (line.given.size(&N)?, line.given.maybe(&CLASS)?);
    let path = line.given.maybe(&WAY)?.unwrap_or(Path::Line);
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
