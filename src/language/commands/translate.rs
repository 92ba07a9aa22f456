//! `translate`: a whole item of what is seen of it.

use crate::error::Result;
use crate::event::Event;
use crate::language::command::{Command, Group, Line};
use crate::language::params::Count;
use crate::shell::{Did, Emit, Shell};

/// Items.
const N: Count = Count::of("N", 6, 1, 200);

pub(super) const COMMAND: Command = Command {
    name: "translate",
    group: Group::Look,
    params: &[&N],
    about: "what E sees of held-out items, and what G makes of it",
    details: "build translate corruption=half; step 600; translate 6. Corruptions: masked, noisy, half, outline ('set corruption' changes it during a run). The number below is the mean absolute error per pixel, with pixels in [0, 1]; 'expect translated < 0.1' checks it over all held-out items.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let n = line.given.size(&N)?;
    emit(Event::Gallery(shell.trainer()?.translate(n)?.0));
    Ok(Did::AsTyped)
}
