//! `set`: changes a setting between two steps.

use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::Result;
use crate::lab::event::Event;
use crate::lab::settings::{self, SETTINGS};

pub(super) const COMMAND: Command = Command {
    name: "set",
    usage: "NAME [VALUE]",
    about: "change a setting live: rates, batch, d_steps, smooth, ema, loss, ...",
    details: "set rate 0.0002; set d_steps 2; set smooth 0.9. 'set rate' alone says what it is, 'show settings' lists all.",
    words: (1, 2),
    suggest: |words| match words {
        [] => Suggestion::all(SETTINGS.iter().copied()),
        [name] => Suggestion::all(settings::words(name)),
        _ => Vec::new(),
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let name = args.word(0).unwrap_or("");
    let trainer = shell.trainer()?;
    let Some(value) = args.word(1) else {
        let now = trainer.settings.get(name)?;
        let about = settings::about(name).unwrap_or_default();
        emit(Event::Said {
            text: format!("{name} is {now} · {about}"),
        });
        return Ok(Did::Nothing);
    };
    let before = trainer.settings.clone();
    let (from, to) = trainer.set(name, value)?;
    let mut changed = Vec::new();
    for &(other, _) in SETTINGS.iter().filter(|(other, _)| *other != name) {
        let (from, to) = (before.get(other)?, trainer.settings.get(other)?);
        if from != to {
            changed.push((other, from, to));
        }
    }
    // A preset sets others, and may be what was set already.
    if from != to || changed.is_empty() {
        changed.insert(0, (name, from, to));
    }
    for (name, from, to) in changed {
        emit(Event::Changed {
            name: name.to_owned(),
            from,
            to,
        });
    }
    Ok(Did::AsTyped)
}
