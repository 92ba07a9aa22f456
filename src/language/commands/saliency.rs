//! `saliency`: what the discriminator looks at.

use crate::error::Result;
use crate::event::Event;
use crate::language::command::{Command, Group, Line};
use crate::language::params::Count;
use crate::shell::{Did, Emit, Shell};

/// Items of each kind.
const N: Count = Count::of("N", 5, 1, 50);

pub(super) const COMMAND: Command = Command {
    name: "saliency",
    meant: &["heatmap"],
    group: Group::Look,
    params: &[&N],
    about: "real and generated items above the pixels that D looks at",
    details: "saliency 5. The map shows the absolute gradient of D's logit in each pixel, the largest white: where a change would change D's output most. Below it is D's probability that the item is real.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let n = line.given.size(&N)?;
    emit(Event::Gallery(shell.trainer()?.saliency(n)?));
    Ok(Did::AsTyped)
}
