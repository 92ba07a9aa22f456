//! `set`: changes a setting between two steps.

use crate::error::Result;
use crate::event::Event;

use crate::lab::config::settings::{SETTINGS, Setting, setting};
use crate::language::command::{Batch, Command, Effect, Group, Line};
use crate::language::params::{Name, Suggestion, any};
use crate::shell::lab_settings::{LAB_SETTINGS, LabSetting, lab_setting};
use crate::shell::{Did, Emit, Shell};

/// Which setting: one of the run, or one of the lab.
const NAME: Name<Which> = Name::needed("NAME", which, |_| {
    let lab = LAB_SETTINGS.iter().map(|row| (row.name, row.about));
    Suggestion::all(SETTINGS.iter().map(|row| (row.name, row.about)).chain(lab))
});

/// A setting.
enum Which {
    Run(&'static Setting),
    Lab(&'static LabSetting),
}

fn which(name: &str) -> Result<Which> {
    lab_setting(name).map_or_else(
        || setting(name).map(Which::Run),
        |found| Ok(Which::Lab(found)),
    )
}

/// What it is to be.
const VALUE: Name<String> = Name::optional("VALUE", any, |before| {
    let row = before.first().and_then(|name| setting(name).ok());
    Suggestion::all(row.map(Setting::words).unwrap_or_default())
});

pub(super) const COMMAND: Command = Command {
    name: "set",
    short: &[("lr", "lr")],
    meant: &["config", "change"],
    group: Group::Build,
    params: &[&NAME, &VALUE],
    about: "change a setting while the run goes on: lr, batch, loss, ...",
    details: "set lr 0.0002; set d_steps 2; set label_smoothing 0.9. 'set lr' alone says what it is, 'show settings' lists all.",
    effect: Effect::Changes,
    batch: Batch::CompletesWithAll,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let row = match line.given.get(&NAME)? {
        Which::Run(row) => row,
        Which::Lab(row) => return of_lab(shell, row, line.given.maybe(&VALUE)?, emit),
    };
    let trainer = shell.trainer()?;
    let before = trainer.state().settings.clone();
    let Some(value) = line.given.maybe(&VALUE)? else {
        emit(Event::Said {
            text: format!("{} is {} · {}", row.name, row.of(&before), row.describe()),
        });
        return Ok(Did::Nothing);
    };
    let (from, to) = trainer.set(row.name, &value)?;
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

/// Says what a setting of the lab is, or changes it.
fn of_lab(
    shell: &mut Shell,
    row: &LabSetting,
    value: Option<String>,
    emit: Emit<'_>,
) -> Result<Did> {
    let from = (row.of)(shell);
    let Some(value) = value else {
        emit(Event::Said {
            text: format!("{} is {from} · {}", row.name, row.about),
        });
        return Ok(Did::Nothing);
    };
    (row.write)(shell, &value)?;
    emit(Event::Changed {
        name: row.name.to_owned(),
        from,
        to: (row.of)(shell),
    });
    Ok(Did::Nothing)
}
