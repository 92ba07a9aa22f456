//! `term`: changes the weight of a term between two steps, and so walks through the family.

use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::terms::{TERMS, Term, term};
use crate::language::command::{Batch, Command, Effect, Group, Line};
use crate::language::params::{Name, Suggestion};
use crate::shell::{Did, Emit, Shell};

/// Which term.
const NAME: Name<Term> = Name::needed("NAME", term, |_| {
    Suggestion::all(TERMS.iter().map(|t| (t.name, t.formula)))
});

/// Its weight.
const WEIGHT: Name<f32> = Name::needed(
    "WEIGHT",
    |word| {
        word.parse().map_err(|_| {
            Error::new(format!(
                "a weight is a number from 0 to 1000000, not '{word}'"
            ))
        })
    },
    Suggestion::none,
);

pub(super) const COMMAND: Command = Command {
    name: "term",
    meant: &["terms"],
    group: Group::Build,
    params: &[&NAME, &WEIGHT],
    about: "change the weight of a term; 0 turns it off",
    details: "term adv_z 0; term rec_x 10. Turning terms off one by one turns an aegan into an aae, an ae or a gan within one run.",
    effect: Effect::Changes,
    batch: Batch::Completes,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let (term, value) = (line.given.get(&NAME)?, line.given.get(&WEIGHT)?);
    let trainer = shell.trainer()?;
    let from = trainer.weight(term);
    trainer.set_weight(term, value)?;
    emit(Event::Changed {
        name: term.name.to_owned(),
        from: from.to_string(),
        to: value.to_string(),
    });
    emit(Event::Ledger(trainer.ledger(false)?));
    Ok(Did::AsTyped)
}
