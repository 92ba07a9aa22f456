//! `save`: the session with its weights, whole or not at all.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::event::Event;
use crate::language::command::{Batch, Command, Effect, Group, Line};
use crate::language::params::{Name, Opt, Options, Suggestion, any};
use crate::shell::spared::spared;
use crate::shell::target::{Kind, Target};
use crate::shell::{Did, Emit, Shell};

/// Where to.
const PATH: Name<String> = Name::optional("PATH[!]", any, Suggestion::path);

/// Steps between two saves.
const EVERY: Opt<u64> = Opt {
    key: "every",
    shown: "every=N",
    about: "save again after so many steps",
    read: |_, value| {
        value.parse().map_err(|_| {
            Error::new(format!(
                "every={value} is not a number of steps; write 'save every=1000', or every=0 to stop"
            ))
        })
    },
};
const OPTIONS: Options = Options::of(&[&EVERY]);

pub(super) const COMMAND: Command = Command {
    name: "save",
    meant: &["checkpoint", "write", "store"],
    group: Group::Files,
    params: &[&PATH, &OPTIONS],
    about: "save the session, and its weights beside it",
    details: "save; save gan.ron; save gan.ron every=1000 saves now and after every 1000 steps of this run; every=0 stops that. Without a path: where the run was saved or loaded before, else RECIPE.ron in the current folder. Files of another run, and any other file, are only overwritten with !: save gan.ron!, in a script also without. The loaded data are never overwritten.",
    effect: Effect::Writes,
    batch: Batch::Completes,
    no_option: Some(|key, value, _| {
        format!(
            "save has no option '{key}'; 'save every=1000' saves every 1000 steps; a file called '{key}={value}' needs quotes"
        )
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let (typed, every) = (line.given.maybe(&PATH)?, line.given.option(&EVERY)?);
    let recipe = shell.trainer()?.state().recipe.name;
    let name = format!("{recipe}.ron");
    let before = shell.path.clone();
    let before = before.unwrap_or_else(|| PathBuf::from(&name));
    let target = Target::of_session(typed.as_deref(), before, &name)?;
    target.check(Kind::Session, shell)?;
    let session = shell
        .session
        .as_ref()
        .ok_or_else(|| Error::new("there is no session yet"))?;
    if let Some(text) = spared(&target, typed.is_some(), session, shell)? {
        emit(Event::Said { text });
    }
    let digest = shell.save_to(&target.path, None)?;
    emit(Event::Saved {
        path: shown(&target.path),
        digest,
    });
    if let Some(every) = every {
        shell.keeping.save_every = every;
        let text = match every {
            0 => "saving every N steps is off; 'save' still saves".to_owned(),
            n => format!(
                "saving to '{}' every {n} steps from now on",
                shown(&target.path)
            ),
        };
        emit(Event::Said { text });
    }
    Ok(Did::Nothing)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
