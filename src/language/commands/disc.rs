//! `disc`: what the discriminator believes.

use crate::error::Result;
use crate::event::Event;
use crate::lab::Noise;
use crate::language::at;
use crate::language::command::{Command, Group, Line};
use crate::language::params::Count;
use crate::nets::Role;
use crate::shell::{Did, Emit, Shell};

/// Items of each kind.
const N: Count = Count::of("N", 8, 1, 200);

pub(super) const COMMAND: Command = Command {
    name: "disc",
    meant: &["discriminator", "discriminate"],
    group: Group::Look,
    params: &[&N, &at::OPTIONS],
    about: "what D makes of real and generated items, mistakes first",
    details: "disc 8; disc 8 at=40 (as the run was then). Held-out items and samples with D's probability that they are real, and histograms of D over 200 of each. On two-dimensional data: a map of D over the plane, with an arrow at each generated point towards where D finds it more real. For a conditional D the map is its mean over the classes. Where scores only mean something relative to each other (loss=wgan, relative=yes), one half lies midway between the means of both sides.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let n = line.given.size(&N)?;
    let trainer = shell.trainer()?;
    let points = trainer.is_plane();
    let scores = trainer.scores(if points { 0 } else { n })?;
    if points {
        let slopes = trainer.has(Role::Discriminator);
        emit(Event::Plane(if slopes {
            trainer.plane_with_slopes(200)?
        } else {
            trainer.plane(200, Noise::Fixed, None)?
        }));
    }
    emit(Event::Scores(scores));
    Ok(Did::AsTyped)
}
