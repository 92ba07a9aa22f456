//! `replay`: plays a session back from its record, without computing anything.

use crate::error::Result;
use crate::event::Event;
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Name, Suggestion, any};
use crate::language::play::Player;
use crate::session::Session;
use crate::shell::place::to_read;
use crate::shell::shipped;
use crate::shell::{Did, Emit, Shell};

/// The session.
const PATH: Name<String> =
    Name::needed("PATH", any, |_| Suggestion::files("ron")).shown("PATH|LESSON");

pub(super) const COMMAND: Command = Command {
    name: "replay",
    meant: &["play"],
    group: Group::Time,
    params: &[&PATH],
    about: "play a saved session back from its record",
    details: "replay gan.ron; replay 04-gan (the record of that lesson). Nothing is computed, and your run stays as it is. On a screen: space pauses, ← and → go one entry back and forward, PgUp and PgDn ten, / finds a note, + and - change the speed, Esc or q leaves.",
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let word = line.given.get(&PATH)?;
    let session = match shipped::named(&word) {
        Some(lesson) if to_read(&word).is_err() => lesson.session()?,
        _ => Session::read(&to_read(&word)?)?,
    };
    emit(Event::Said {
        text: format!(
            "replay of {} on {} · {} entries · {}",
            session.recipe,
            session.data.name,
            session.entries.len(),
            session.program
        ),
    });
    shell.control.begin_replay();
    emit(Event::Replay { begins: true });
    let player = Player {
        language: line.language,
        entries: &session.entries,
        control: &shell.control,
    };
    player.play(emit);
    emit(Event::Replay { begins: false });
    Ok(Did::Nothing)
}
