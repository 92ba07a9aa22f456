//! `save`: the session with its weights, whole or not at all.

use std::path::{Path, PathBuf};

use super::prompt::PATH;
use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::{Error, Result};
use crate::lab::event::Event;
use crate::session::{self, Weights};

pub(super) const COMMAND: Command = Command {
    name: "save",
    usage: "[PATH]",
    about: "save the session (RON) and its weights beside it (safetensors)",
    details: "save; save gan.ron. Without a path: where it was saved or loaded before, else RECIPE.ron here. A session is written over where its name is typed, another file never.",
    words: (0, 1),
    suggest: |words| {
        if words.is_empty() {
            Suggestion::all([(PATH, "")])
        } else {
            Vec::new()
        }
    },
    run,
};

/// Refuses to write something else over a session or its weights, or over what is no file (a pipe, a device).
pub(super) fn no_session(path: &Path) -> Result<()> {
    let shown = path.display();
    if path.exists() && !path.is_dir() && !path.is_file() {
        return Err(Error::new(format!(
            "'{shown}' is not a regular file; give the name of one, or a new name"
        )));
    }
    if path.is_file()
        && let Some(session) = session::session_of(path)
    {
        return Err(Error::new(format!(
            "'{shown}' holds weights of '{}'; another name keeps them",
            session.display()
        )));
    }
    if path.is_file() && session::Session::read(path).is_ok() {
        return Err(Error::new(format!(
            "'{shown}' holds a session; another name keeps it"
        )));
    }
    Ok(())
}

/// Refuses to write over what is there, unless it is a session whose name was typed.
fn spared(path: &Path, typed: bool) -> Result<()> {
    let shown = path.display();
    if session::Session::read(path).is_err() {
        return Err(Error::new(format!(
            "'{shown}' is there and is no session; 'save NAME.ron' with another name keeps both"
        )));
    }
    if typed {
        return Ok(());
    }
    Err(Error::new(format!(
        "'{shown}' holds another session; 'save {shown}' writes over it, 'save NAME.ron' keeps both"
    )))
}

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let trainer = shell.trainer()?;
    let (recipe, step) = (trainer.recipe.name, trainer.step);
    let (digest, snapshot) = (trainer.digest(), trainer.snapshot());
    let path = match (args.word(0), &shell.path) {
        (Some(path), _) => PathBuf::from(path),
        (None, Some(path)) => path.clone(),
        (None, None) => PathBuf::from(format!("{recipe}.ron")),
    };
    if path.is_dir() {
        return Err(Error::new(format!(
            "'{0}' is a directory; 'save {0}/{recipe}.ron' writes into it",
            path.display()
        )));
    }
    let path = if path.extension().is_none() {
        path.with_extension("ron")
    } else {
        path
    };
    let known = shell.path.as_ref() == Some(&path);
    if path.exists() && !known {
        spared(&path, args.word(0).is_some())?;
    }
    let session = shell
        .session
        .as_mut()
        .ok_or_else(|| Error::new("there is no session yet"))?;
    let weights = Weights {
        stored: &snapshot.tensors,
        metadata: &snapshot.words,
        step,
        digest: digest.clone(),
    };
    session::save(&path, session, Some(&weights))?;
    emit(Event::Saved {
        path: path.display().to_string(),
        digest,
    });
    shell.saved(path);
    Ok(Did::Nothing)
}
