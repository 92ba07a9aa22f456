//! `clear`: an empty log.

use crate::event::{Event, Screen};
use crate::language::command::{Command, Group};
use crate::shell::Did;

pub(super) const COMMAND: Command = Command {
    name: "clear",
    aliases: &["cls"],
    group: Group::Lab,
    about: "clear the screen; the run stays as it is",
    details: "On the full screen it empties the log. 'history' still lists the lines of the session.",
    run: |_, _, emit| {
        emit(Event::Screen(Screen::Clear));
        Ok(Did::Nothing)
    },
    ..Command::BASE
};
