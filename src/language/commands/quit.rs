//! `quit`: leaves the lab.

use crate::event::Event;
use crate::language::command::{Command, Discards, Effect, Group};
use crate::shell::Did;

pub(super) const COMMAND: Command = Command {
    name: "quit",
    aliases: &["exit", "q", ":q"],
    meant: &["bye", "leave", "logout", "close", "end"],
    group: Group::Lab,
    about: "leave the lab",
    details: "Unsaved work is lost; 'save' keeps it. quit warns once; quit again, or quit! at once, leaves. In a script it leaves without asking.",
    effect: Effect::Leaves,
    ends_run: true,
    discards: Some(Discards {
        again: "leaves",
        unless: &[],
    }),
    run: |_, _, emit| {
        emit(Event::Quit);
        Ok(Did::Nothing)
    },
    ..Command::BASE
};
