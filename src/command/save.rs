//! `save`: the session with its weights, whole or not at all.

use std::path::{Path, PathBuf};

use super::prompt::PATH;
use super::target::{Kind, Target};
use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::session::{self, Session};

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

/// What is to be said before a session is written over, if anything. A person has to type the name with `!` where it
/// is another run's; in a script the name says it.
///
/// # Errors
/// A sentence that says whose session is there.
pub(super) fn spared(
    target: &Target,
    typed: bool,
    ours: &Session,
    shell: &Shell,
) -> Result<Option<String>> {
    let Target { path, forced } = target;
    let shown = path.display();
    let Some(theirs) = Session::read(path).ok().filter(|_| !forced) else {
        return Ok(None);
    };
    let known = shell.path.as_ref() == Some(path);
    if known && session::content_of(path).ok() == shell.path_content || goes_on(&theirs, ours) {
        return Ok(None);
    }
    let whose = if known {
        "was written by another lab since".to_owned()
    } else {
        let step = theirs.entries.last().map_or(0, |e| e.step);
        format!(
            "holds another session ({} on {}, step {step})",
            theirs.recipe, theirs.data.name
        )
    };
    match (typed, shell.attended) {
        (true, false) => Ok(Some(format!("'{shown}' {whose}, which is written over"))),
        (_, true) => Err(Error::new(format!(
            "'{shown}' {whose}; '{shown}!' writes over it, another name keeps both"
        ))),
        (false, false) => Err(Error::new(format!(
            "'{shown}' {whose}; 'save {shown}' writes over it, another name keeps both"
        ))),
    }
}

/// Whether a session is the same run, as it is or further on.
fn goes_on(old: &Session, new: &Session) -> bool {
    let (count, same) = (
        old.entries.len(),
        old.seed == new.seed && old.data == new.data,
    );
    let mut pairs = old.entries.iter().zip(&new.entries).enumerate();
    same && count <= new.entries.len()
        && pairs.all(|(at, (old, new))| {
            // The last may be a part of a longer one: it was saved on the way.
            let part =
                at + 1 == count && old.at.to_bits() == new.at.to_bits() && old.step <= new.step;
            part || (&old.line, old.step, &old.digest) == (&new.line, new.step, &new.digest)
        })
}

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
