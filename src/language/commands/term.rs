//! `term`: changes the weight of a term between two steps, and so walks through the family.

use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::terms::{TERMS, term};
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "term",
    usage: "NAME WEIGHT",
    about: "change the weight of a term; 0 turns it off",
    details: "term adv_z 0; term rec_x 10. Turning terms off one by one walks an aegan down to an aae, an ae or a gan in the same run.",
    words: (2, 2),
    suggest: |words| {
        if words.is_empty() {
            Suggestion::all(TERMS.iter().map(|t| (t.name, t.formula)))
        } else {
            Vec::new()
        }
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let (name, weight) = (args.word(0).unwrap_or(""), args.word(1).unwrap_or(""));
    let trainer = shell.trainer()?;
    let term = term(name)?;
    let value: f32 = weight.parse().map_err(|_| {
        Error::new(format!(
            "a weight is a number from 0 to 1000000, not '{weight}'"
        ))
    })?;
    let from = trainer.weight(term);
    trainer.set_weight(term, value)?;
    emit(Event::Changed {
        name: name.to_owned(),
        from: from.to_string(),
        to: value.to_string(),
    });
    emit(Event::Ledger(trainer.ledger(false)?));
    Ok(Did::AsTyped)
}
