//! `translate`: a whole item of what is seen of it.

use super::sample::small;
use crate::error::Result;
use crate::event::Event;
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "translate",
    usage: "[N]",
    about: "N held-out items (6): what E sees, what G makes of it, what it is",
    details: "build translate source=half; step 600; translate 6. Sources: masked, noisy, half, outline ('set source' changes it while a run goes on). The number beneath is the mean absolute error a pixel, pixels in [0, 1]; 'expect translated < 0.1' checks it over all held-out items.",
    words: (0, 1),
    suggest: Suggestion::none,
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let n = small(args.count(0, 6, 1, 200)?);
    emit(Event::Gallery(shell.trainer()?.translate(n)?.0));
    Ok(Did::AsTyped)
}
