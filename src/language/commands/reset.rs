//! `reset`: new weights for one network of the run.

use crate::error::Result;
use crate::event::Event;
use crate::language::command::{Batch, Command, Effect, Group, Line};
use crate::language::params::{Name, Suggestion};
use crate::nets::Role;
use crate::shell::{Did, Emit, Shell};

/// Which.
const ROLE: Name<Role> = Name::needed("ROLE", Role::of_word, |_| {
    Suggestion::all(Role::ALL.map(|role| (role.word(), role.about())))
});

pub(super) const COMMAND: Command = Command {
    name: "reset",
    meant: &["reinit", "reinitialize"],
    group: Group::Build,
    params: &[&ROLE],
    about: "give a network of the run new weights",
    details: "reset disc. Roles are gen, enc, disc, code and pair. The weights are drawn again from the seed and the step, and the optimiser state of that network is reset; the other networks stay as they are.",
    effect: Effect::Changes,
    batch: Batch::Completes,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let role = line.given.get(&ROLE)?;
    let trainer = shell.trainer()?;
    let weights = trainer.reset(role)?;
    let step = trainer.state().step;
    (shell.evaluated, shell.failure) = (None, None);
    emit(Event::Said {
        text: format!(
            "{role} has {weights} new weights, drawn at step {step}; its optimiser state is reset"
        ),
    });
    Ok(Did::AsTyped)
}
