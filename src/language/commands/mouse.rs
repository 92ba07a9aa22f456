//! `mouse`: whether the screen takes the mouse, or the terminal selects text with it.

use crate::error::Result;
use crate::event::{Event, Screen};
use crate::language::command::{Command, Group, Line};
use crate::language::params::Choice;
use crate::shell::{Did, Emit, Shell};

/// Whose it is.
const WHOSE: Choice<bool> = Choice {
    name: "on|off",
    needed: true,
    words: &[
        ("on", "clicks and the wheel are for the lab", true),
        (
            "off",
            "the terminal has it, so that text can be selected",
            false,
        ),
    ],
    refuse: |word, _| format!("the mouse is on or off, not '{word}'"),
};

pub(super) const COMMAND: Command = Command {
    name: "mouse",
    group: Group::Lab,
    params: &[&WHOSE],
    about: "release the mouse to the terminal, to select text, or take it",
    details: "mouse off; mouse on. The key F12 does the same at once, also while the lab works. In many terminals Shift selects text anyway.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let on = line.given.get(&WHOSE)?;
    // Only a screen wants news while training runs.
    let text = match (shell.live.is_some(), on) {
        (false, _) => "only the full screen takes the mouse; here the terminal has it",
        (true, true) => "the lab has the mouse; F12 or 'mouse off' gives it to the terminal",
        (true, false) => {
            "the terminal has the mouse: text can be selected; F12 or 'mouse on' takes it back"
        }
    };
    emit(Event::Screen(Screen::Mouse(on)));
    emit(Event::Said { text: text.into() });
    Ok(Did::Nothing)
}
