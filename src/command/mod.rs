//! The language of the lab: one file a command; the list gives parser, help, completion and script.

mod agree;
mod args;
mod arith;
mod build;
mod compare;
mod compress;
mod data;
mod disc;
mod doctor;
mod dream;
mod eval;
mod expect;
mod export;
mod help;
mod interp;
mod kept;
mod latent;
mod load;
mod lost;
mod nearest;
mod nets;
mod next;
mod note;
mod of;
mod origin;
mod plot;
mod pretrain;
mod prompt;
mod quit;
mod reader;
mod recon;
mod replay;
mod run;
mod saliency;
mod sample;
mod save;
mod set;
mod shell;
mod show;
mod source;
mod step;
mod target;
mod term;
mod translate;
mod typed;
mod unsaved;
mod verify;
mod watch;

use std::path::PathBuf;

pub use args::{Args, split};
pub use help::{help, recipes, reference};
pub use lost::offer;
pub use prompt::{Completion, Role, Suggestion, complete, highlight, hint};
pub use shell::{Did, Emit, Shell};
pub use typed::{lines, typed};

use crate::error::{Error, Result, nearest};

/// One command of the language.
pub struct Command {
    pub name: &'static str,
    /// What comes after the name: `[N] [d|g]`.
    pub usage: &'static str,
    /// One line, for lists.
    pub about: &'static str,
    /// A few lines more, with examples.
    pub details: &'static str,
    /// Whether and how many words may follow: at least, at most.
    pub words: (usize, usize),
    /// What the next word may be, after the words before it; `word — what it is`.
    pub suggest: fn(&[&str]) -> Vec<Suggestion>,
    pub run: fn(&mut Shell, &Args, Emit<'_>) -> Result<Did>,
}

/// All commands; to add one is a file and a word here.
pub const COMMANDS: &[Command] = &[
    help::COMMAND,
    data::COMMAND,
    nets::COMMAND,
    build::COMMAND,
    show::COMMAND,
    set::COMMAND,
    term::COMMAND,
    pretrain::COMMAND,
    step::COMMAND,
    next::COMMAND,
    run::COMMAND,
    sample::COMMAND,
    disc::COMMAND,
    recon::COMMAND,
    interp::COMMAND,
    arith::COMMAND,
    latent::COMMAND,
    saliency::COMMAND,
    dream::COMMAND,
    translate::COMMAND,
    eval::COMMAND,
    nearest::COMMAND,
    compress::COMMAND,
    doctor::COMMAND,
    compare::COMMAND,
    reader::COMMAND,
    plot::COMMAND,
    save::COMMAND,
    load::COMMAND,
    replay::COMMAND,
    verify::COMMAND,
    export::COMMAND,
    source::COMMAND,
    expect::COMMAND,
    note::COMMAND,
    quit::COMMAND,
];

/// Commands that change the run: a session is computed again by these alone.
const CHANGES: [&str; 6] = ["build", "pretrain", "step", "next", "set", "term"];
/// Whether a command finishes the batch in flight first.
fn finishes(name: &str, args: &Args) -> bool {
    match name {
        // One word alone asks only.
        "set" | "term" => args.words.len() == 2,
        name => name == "save",
    }
}

/// Whether a recorded line is a command that changes the run.
///
/// # Errors
/// A sentence when it is not one command: behind the first of a line a stranger could hide any other.
fn changes_run(line: &str) -> Result<bool> {
    match &split(line)?[..] {
        [(name, _)] => Ok(CHANGES.contains(&name.as_str())),
        _ => Err(Error::new(format!(
            "an entry of a session is one command, and '{line}' is not"
        ))),
    }
}

/// A key that stands for a command line.
pub struct Key {
    /// `F5`, `space`.
    pub key: &'static str,
    /// The command line that it stands for.
    pub line: &'static str,
    /// Short, for the key bar.
    pub label: &'static str,
}

/// Keys of the screen; each is the abbreviation of a command line.
pub const KEYS: &[Key] = &[
    Key {
        key: "space",
        line: "step 1",
        label: "step",
    },
    Key {
        key: "F2",
        line: "next",
        label: "phase",
    },
    Key {
        key: "F3",
        line: "step 100",
        label: "step 100",
    },
    Key {
        key: "F4",
        line: "sample 9",
        label: "sample",
    },
    Key {
        key: "F5",
        line: "run",
        label: "run",
    },
    Key {
        key: "F6",
        line: "disc 8",
        label: "disc",
    },
    Key {
        key: "F7",
        line: "show ledger",
        label: "ledger",
    },
    Key {
        key: "F8",
        line: "save",
        label: "save",
    },
];

/// A command that discards work may be typed with `!`: then nothing is asked.
fn forced(name: &str) -> (&str, bool) {
    let bare = name.strip_suffix('!');
    match bare.filter(|bare| unsaved::DISCARDS.contains(bare)) {
        Some(bare) => (bare, true),
        None => (name, false),
    }
}

/// The command called `name`.
///
/// # Errors
/// A sentence with the nearest name.
pub fn find(name: &str) -> Result<&'static Command> {
    let (name, _) = forced(name);
    COMMANDS.iter().find(|c| c.name == name).ok_or_else(|| {
        let near = nearest(name, COMMANDS.iter().map(|c| c.name)).map_or_else(
            || "; 'help' lists them".to_owned(),
            |n| format!("; did you mean '{n}'?"),
        );
        Error::new(format!("unknown command '{name}'{near}"))
    })
}

/// The file that keeps the lines of all prompts. It is made here: what is there already is added to, by as many labs as
/// there are.
#[must_use]
pub fn history_file() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let base = etcetera::choose_base_strategy().ok()?;
    let state = base.state_dir().unwrap_or_else(|| base.data_dir());
    let folder = state.join("aegan-lab");
    let file = folder.join("history");
    // Where nothing can be kept there is a lab all the same; who writes to it says so.
    let _ = std::fs::create_dir_all(folder);
    let _ = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(&file);
    Some(file)
}
