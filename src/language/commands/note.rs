//! `note`: a word to whoever replays the session.

use crate::event::Event;
use crate::language::command::{Command, Group};
use crate::language::params::Rest;
use crate::shell::Did;

/// What is said.
const TEXT: Rest = Rest("TEXT");

pub(super) const COMMAND: Command = Command {
    name: "note",
    meant: &["comment", "echo", "say"],
    group: Group::Lab,
    params: &[&TEXT],
    about: "a note for whoever replays the session",
    details: "note watch the zeros collapse",
    says_itself: true,
    run: |_, line, emit| {
        let (words, rest) = (line.given.get(&TEXT)?, line.given.rest());
        // Quotes around all of it are not part of it; within it they are.
        let text = match (&words[..], rest.starts_with(['"', '\''])) {
            ([one], true) => one.clone(),
            _ => rest.to_owned(),
        };
        emit(Event::Said { text });
        Ok(Did::AsTyped)
    },
    ..Command::BASE
};
