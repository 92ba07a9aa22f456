//! `replay`: plays a session back from its record, without computing anything.

use std::time::{Duration, Instant};

use crate::error::Result;
use crate::event::Event;
use crate::event::control::Control;
use crate::language::command::{Command, Group, Language, Line};
use crate::language::params::{Name, Suggestion, any};
use crate::session::Session;
use crate::shell::place::to_read;
use crate::shell::{Did, Emit, Shell};

/// The longest pause between two events: nobody watches somebody think.
const LONGEST: f32 = 3.0;

/// The session.
const PATH: Name<String> = Name::needed("PATH", any, |_| Suggestion::files("ron"));

pub(super) const COMMAND: Command = Command {
    name: "replay",
    meant: &["play"],
    group: Group::Time,
    params: &[&PATH],
    about: "play a saved session back from its record",
    details: "replay gan.ron. Nothing is computed and the lab stays as it is. On a screen: space pauses, → steps, + and - change the speed.",
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let session = Session::read(&to_read(&line.given.get(&PATH)?)?)?;
    emit(Event::Said {
        text: format!(
            "replay of {} on {} · {} entries · {}",
            session.recipe,
            session.data.name,
            session.entries.len(),
            session.program
        ),
    });
    emit(Event::Replay { begins: true });
    play(&session, line.language, &shell.control, emit);
    emit(Event::Replay { begins: false });
    Ok(Did::Nothing)
}

/// Shows the entries at the pace of their record, until the work is stopped.
fn play(session: &Session, language: Language, control: &Control, emit: Emit<'_>) {
    let mut clock = 0.0;
    for entry in &session.entries {
        if !wait(control, entry.at - clock, true) {
            return;
        }
        clock = entry.at;
        if !language.says_itself(&entry.line) {
            emit(Event::Entered {
                line: entry.line.clone(),
            });
        }
        for timed in &entry.events {
            let at = entry.at + timed.at;
            if !wait(control, at - clock, false) {
                return;
            }
            clock = at;
            emit(timed.event.clone());
        }
    }
}

/// Waits as long as it was, at the speed that is set; says whether to go on. Between two entries a
/// pause waits for a nudge.
fn wait(control: &Control, seconds: f32, between: bool) -> bool {
    let started = Instant::now();
    loop {
        if control.stopped() {
            return false;
        }
        if control.paused() {
            if control.take_nudge() {
                return true;
            }
            if !between {
                return true;
            }
        } else {
            let left =
                seconds.clamp(0.0, LONGEST) / control.speed() - started.elapsed().as_secs_f32();
            if left.is_nan() || left <= 0.0 {
                return true;
            }
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
