//! The language of the lab: lines become words, words become commands, and these are executed.

mod again;
mod agree;
mod args;
mod command;
mod commands;
mod execute;
mod help;
mod history;
mod of;
mod origin;
mod prompt;
mod typed;

pub use args::{Args, split};
pub use command::{Command, Suggestion};
pub use commands::COMMANDS;
pub use execute::{execute, find};
pub use help::{help, recipes, reference};
pub use history::history_file;
pub use prompt::{Completion, Role, complete, highlight, hint};
pub use typed::{lines, typed};
