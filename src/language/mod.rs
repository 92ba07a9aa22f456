//! The language of the lab: lines become words, words become commands, and these are executed.
//!
//! A [`Command`] is one declaration; usage, errors, completion, help and what a session is computed again by follow from
//! it. What works on a list of commands is of a [`Language`], so that commands that run lines do not know the list.

mod again;
mod agree;
mod args;
mod at;
mod branching;
mod command;
mod commands;
mod concepts;
mod dictionary;
mod execute;
mod frames;
mod halves;
mod help;
mod history;
mod keys;
mod known;
mod layers;
mod meaning;
mod origin;
mod page;
mod params;
mod play;
mod position;
mod prompt;
mod recovered;
mod saved;
mod stills;

mod timeline;
mod topic;
mod travel;
mod twice;
mod typed;
mod way;

pub use args::{Args, split};
pub use command::{Batch, Command, Discards, Effect, Group, Language, Line};
pub use help::recipes;
pub use history::{history_file, no_lesson_yet};
pub use keys::{KEYS, Key, keys_reference};
pub use params::Suggestion;
pub use prompt::{Completion, Role};
pub use typed::{lines, typed};

/// What the screen draws on; a line has its text.
pub use crate::data::Drawing;
use crate::error::Result;
use crate::shell::{Emit, Shell};

/// The language of this lab.
pub const LANGUAGE: Language = Language(commands::COMMANDS);

/// As [`Language::execute`], in the language of this lab.
///
/// # Errors
/// The sentence of the command that failed; the lab is as it was before it.
pub fn execute(shell: &mut Shell, line: &str, emit: Emit<'_>) -> Result<()> {
    LANGUAGE.execute(shell, line, emit)
}

/// Words that may stand at the cursor.
#[must_use]
pub fn complete(line: &str, cursor: usize) -> Completion {
    LANGUAGE.complete(line, cursor)
}

/// Grey text after the cursor: the rest of the only word that fits, or of the usage.
#[must_use]
pub fn hint(line: &str) -> Option<String> {
    LANGUAGE.hint(line)
}

/// What each part of a line is.
#[must_use]
pub fn highlight(line: &str) -> Vec<(std::ops::Range<usize>, Role)> {
    LANGUAGE.highlight(line)
}

/// Help on all commands, or on one topic.
///
/// # Errors
/// A sentence when there is no such topic.
pub fn help(topic: Option<&str>) -> Result<String> {
    LANGUAGE.help(topic)
}

/// The reference of all commands, as Markdown.
#[must_use]
pub fn reference() -> String {
    LANGUAGE.reference()
}
