//! `note`: a word to whoever replays the session.

use super::{Command, Did, Suggestion};
use crate::lab::event::Event;

pub(super) const COMMAND: Command = Command {
    name: "note",
    usage: "TEXT",
    about: "a word to whoever replays the session",
    details: "note watch the zeros collapse",
    words: (1, usize::MAX),
    suggest: Suggestion::none,
    run: |_, args, emit| {
        emit(Event::Said {
            text: args.rest.clone(),
        });
        Ok(Did::AsTyped)
    },
};
