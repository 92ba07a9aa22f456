//! `note`: a word to whoever replays the session.

use crate::event::Event;
use crate::language::command::{Command, Suggestion};
use crate::shell::Did;

pub(super) const COMMAND: Command = Command {
    name: "note",
    usage: "TEXT",
    about: "a word to whoever replays the session",
    details: "note watch the zeros collapse",
    words: (1, usize::MAX),
    suggest: Suggestion::none,
    run: |_, args, emit| {
        // Quotes around all of it are not part of it; within it they are.
        let text = match (&args.words[..], args.rest.starts_with(['"', '\''])) {
            ([one], true) => one.clone(),
            _ => args.rest.clone(),
        };
        emit(Event::Said { text });
        Ok(Did::AsTyped)
    },
};
