//! `set`: changes a setting between two steps.

use crate::error::Result;
use crate::event::Event;
use crate::lab::config::settings::{SETTINGS, Setting, setting};
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "set",
    usage: "NAME [VALUE]",
    about: "change a setting live: rates, batch, d_steps, smooth, ema, loss, ...",
    details: "set rate 0.0002; set d_steps 2; set smooth 0.9. 'set rate' alone says what it is, 'show settings' lists all.",
    words: (1, 2),
    suggest: |words| match words {
        [] => Suggestion::all(SETTINGS.iter().map(|row| (row.name, row.about))),
        [name] => Suggestion::all(setting(name).map(Setting::words).unwrap_or_default()),
        _ => Vec::new(),
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let trainer = shell.trainer()?;
    let row = setting(args.word(0).unwrap_or(""))?;
    let before = trainer.state().settings.clone();
    let Some(value) = args.word(1) else {
        emit(Event::Said {
            text: format!("{} is {} · {}", row.name, row.of(&before), row.describe()),
        });
        return Ok(Did::Nothing);
    };
    let (from, to) = trainer.set(row.name, value)?;
    let after = &trainer.state().settings;
    let mut changed: Vec<_> = after
        .changed(&before)
        .filter(|other| other.name != row.name)
        .map(|other| (other.name, other.of(&before), other.of(after)))
        .collect();
    // A preset sets others, and may be what was set already.
    if from != to || changed.is_empty() {
        changed.insert(0, (row.name, from, to));
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
