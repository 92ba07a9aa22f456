//! `quit`: leaves the lab.

use crate::event::Event;
use crate::language::command::{Command, Suggestion};
use crate::shell::Did;

pub(super) const COMMAND: Command = Command {
    name: "quit",
    usage: "",
    about: "leave the lab",
    details: "What was not saved is gone; 'save' keeps it. A person is told once; quit again, or quit! at once, leaves. A script leaves without being asked.",
    words: (0, 0),
    suggest: Suggestion::none,
    run: |_, _, emit| {
        emit(Event::Quit);
        Ok(Did::Nothing)
    },
};
