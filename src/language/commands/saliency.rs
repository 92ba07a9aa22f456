//! `saliency`: what the discriminator looks at.

use super::sample::small;
use crate::error::Result;
use crate::event::Event;
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "saliency",
    usage: "[N]",
    about: "N held-out items and N samples (5), each above what D looks at",
    details: "saliency 5. A map is the size of the slope of D's logit in each pixel, the greatest white: where a change would change D's mind. Beneath is D's probability that the item is real.",
    words: (0, 1),
    suggest: Suggestion::none,
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let n = small(args.count(0, 5, 1, 50)?);
    emit(Event::Gallery(shell.trainer()?.saliency(n)?));
    Ok(Did::AsTyped)
}
