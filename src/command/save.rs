//! `save`: the session with its weights, whole or not at all.

use std::path::PathBuf;

use super::prompt::PATH;
use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::{Error, Result};
use crate::lab::event::Event;
use crate::session::{self, Weights};

pub(super) const COMMAND: Command = Command {
    name: "save",
    usage: "[PATH]",
    about: "save the session (RON) and its weights beside it (safetensors)",
    details: "save; save gan.ron. Without a path: where it was saved or loaded before, else RECIPE.ron here.",
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

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let trainer = shell.trainer()?;
    trainer.settle()?;
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
    shell.path = Some(path);
    Ok(Did::Nothing)
}
