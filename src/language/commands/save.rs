//! `save`: the session with its weights, whole or not at all.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::event::Event;
use crate::language::args::Args;
use crate::language::command::PATH;
use crate::language::command::{Command, Suggestion};
use crate::shell::spared::spared;
use crate::shell::target::{Kind, Target};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "save",
    usage: "[PATH[!]] [every=N]",
    about: "save the session (RON) and its weights beside it (safetensors)",
    details: "save; save gan.ron; save gan.ron every=1000 saves now and after each 1000 steps of this run, every=0 no more. Without a path: where it was saved or loaded before, else RECIPE.ron here. A session of another run is written over where its name is typed with !: save gan.ron! (in a script also without). Any other file, too; the data that are loaded never.",
    words: (0, 1),
    suggest: |words| {
        let every = Suggestion::all([("every=", "save again after so many steps")]);
        if words.is_empty() {
            let mut all = Suggestion::all([(PATH, "")]);
            all.extend(every);
            all
        } else {
            every
        }
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let every = every(args)?;
    let recipe = shell.trainer()?.state().recipe.name;
    let mut target = match (args.word(0), &shell.path) {
        (Some(word), _) => Target::typed(word),
        (None, path) => Target {
            path: path
                .clone()
                .unwrap_or_else(|| PathBuf::from(format!("{recipe}.ron"))),
            forced: false,
        },
    };
    if target.path.is_dir() {
        return Err(Error::new(format!(
            "'{0}' is a directory; 'save {0}/{recipe}.ron' writes into it",
            target.path.display()
        )));
    }
    if target.path.extension().is_none() {
        target.path.set_extension("ron");
    }
    target.check(Kind::Session, shell)?;
    let session = shell
        .session
        .as_ref()
        .ok_or_else(|| Error::new("there is no session yet"))?;
    if let Some(text) = spared(&target, args.word(0).is_some(), session, shell)? {
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
            0 => "from here on only 'save' saves".to_owned(),
            n => format!(
                "saves to '{}' after each {n} steps from here on",
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

/// The number of steps that `every=` asks for.
fn every(args: &Args) -> Result<Option<u64>> {
    let mut every = None;
    for (key, value) in &args.options {
        if key != "every" {
            return Err(Error::new(format!(
                "save has no option '{key}'; 'save every=1000' saves after each 1000 steps, and quotes make a name of '{key}={value}'"
            )));
        }
        every = Some(value.parse().map_err(|_| {
            Error::new(format!(
                "every={value} is no number of steps; 'save every=1000' is, and every=0 ends it"
            ))
        })?);
    }
    Ok(every)
}
