//! A replay on the screen: what its keys do, and what is shown when it goes back or ends.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::App;
use super::past::Past;
use crate::event::control::Move;
use crate::event::{Event, Played};
use crate::language::KEYS;
use crate::view::{Pager, Replaying};

/// Entries that `PgUp` and `PgDn` pass over.
const MANY: isize = 10;
/// The slowest and the fastest that + and - go.
const SPEEDS: (f32, f32) = (0.125, 64.0);

/// The keys of a replay, for the page of F1.
const HELP: &[(&str, &str)] = &[
    ("space", "pause, go on; at the end: play again"),
    ("← →", "one entry back, on"),
    ("PgUp PgDn", "ten entries back, on"),
    ("Home End", "the first entry, the last"),
    ("/", "find a note, or any other line; / Enter: the next"),
    ("+ -", "twice as fast, half as fast"),
    ("Alt-1 2 3 ...", "show another pane, by its number"),
    ("Esc, q", "leave the replay"),
    ("Ctrl-D", "quit"),
];

impl App<'_> {
    /// Whether keys are for a replay.
    pub(super) fn steers(&self) -> bool {
        self.replay.as_ref().is_some_and(|replay| !replay.left)
    }

    /// Whether what is typed is looked for in a replay.
    pub fn finds(&self) -> bool {
        self.replay.as_ref().is_some_and(|replay| replay.finding)
    }

    /// What the keys of a replay do now.
    pub(super) fn playing(&self) -> Replaying {
        let ended = self.state.played.is_some_and(|played| played.ended);
        match (self.steers(), ended, self.engine.control().paused()) {
            (false, ..) => Replaying::No,
            (_, true, _) => Replaying::Ended,
            (_, _, true) => Replaying::Paused,
            _ => Replaying::Playing,
        }
    }

    /// A replay begins.
    pub(super) fn begin_replay(&mut self) {
        self.replay = Some(Past {
            before: self.state.remember(),
            mark: self.state.log.mark(),
            left: false,
            finding: false,
            sought: String::new(),
        });
    }

    /// A replay stands somewhere.
    pub(super) fn played(&mut self, played: Played) {
        let before = self.state.played.replace(played);
        if played.ended && !before.is_some_and(|before| before.ended) {
            self.say("the end of the replay: space plays it again, ← goes back, Esc leaves");
        }
    }

    /// A replay went back: this is what it has shown until there.
    pub(super) fn again(&mut self, events: &[Event]) {
        let Some(replay) = &self.replay else { return };
        let (before, mark) = (replay.before.remember(), replay.mark);
        self.state.log.cut(mark);
        self.state.recall(before);
        for event in events {
            self.state.take(event);
        }
        self.count();
    }

    /// A replay is over: the lab's own experiment is shown again, where there is one.
    pub(super) fn end_replay(&mut self) {
        let Some(replay) = self.replay.take() else {
            return;
        };
        if replay.finding {
            self.editor.clear();
        }
        self.engine.control().pause(false);
        self.state.played = None;
        self.state.progress = None;
        let text = if replay.before.built.is_some() {
            self.state.recall(replay.before);
            self.count();
            "the replay is over; your run is as it was"
        } else {
            "the replay is over; 'load PATH' goes on from where it ended, 'replay PATH' plays it again"
        };
        self.say(text);
    }

    /// Leaves a replay. What is typed from here on is for the lab.
    pub(super) fn leave_replay(&mut self) {
        if let Some(replay) = &mut self.replay {
            replay.left = true;
            if std::mem::take(&mut replay.finding) {
                self.editor.clear();
            }
        }
        self.stop();
    }

    /// Says of a line or a key that it is for the lab.
    pub(super) fn refuse(&mut self, line: &str) {
        self.say(&format!(
            "this is a replay: '{line}' is not run; Esc leaves it"
        ));
    }

    /// A key while a replay is shown; says whether it was one of the replay.
    pub(super) fn steer(&mut self, key: KeyEvent) -> bool {
        let chord = key.modifiers.difference(KeyModifiers::SHIFT);
        if !self.steers() || self.editor.search.is_some() {
            return false;
        }
        if key.code == KeyCode::Char('c') && chord == KeyModifiers::CONTROL {
            if self.finds() || !self.editor.clear() {
                self.leave_replay();
            }
            return true;
        }
        if !chord.is_empty() {
            return false;
        }
        if self.finds() {
            self.find(key);
            return true;
        }
        if !self.editor.text().is_empty() || self.editor.popup.is_some() {
            return false;
        }
        match key.code {
            KeyCode::F(1) => self.pager = Some(page()),
            KeyCode::F(n) => {
                let name = format!("F{n}");
                let mut lines = KEYS.iter().filter(|key| !key.line.is_empty());
                let Some(key) = lines.find(|key| key.key == name) else {
                    return false;
                };
                self.refuse(key.line);
            }
            KeyCode::Esc | KeyCode::Char('q') => self.leave_replay(),
            KeyCode::Char(' ') => self.toggle(),
            KeyCode::Char('/') => {
                if let Some(replay) = &mut self.replay {
                    replay.finding = true;
                }
            }
            KeyCode::Char(c @ ('+' | '=' | '-')) => self.pace(c != '-'),
            KeyCode::Left => self.go(Move::Entries(-1)),
            KeyCode::Right => self.go(Move::Entries(1)),
            KeyCode::PageUp => self.go(Move::Entries(-MANY)),
            KeyCode::PageDown => self.go(Move::Entries(MANY)),
            KeyCode::Home => self.go(Move::To(1)),
            KeyCode::End => self.go(Move::To(usize::MAX)),
            _ => return false,
        }
        true
    }

    /// Pauses, or goes on; at the end it begins again.
    fn toggle(&mut self) {
        let control = self.engine.control();
        if self.playing() == Replaying::Ended {
            control.go(Move::To(0));
            control.pause(false);
        } else {
            control.toggle_pause();
        }
    }

    /// Goes somewhere, and stays there.
    fn go(&mut self, to: Move) {
        let control = self.engine.control();
        control.pause(true);
        control.go(to);
    }

    /// Plays faster or slower.
    fn pace(&mut self, faster: bool) {
        let control = self.engine.control();
        let factor = if faster { 2.0 } else { 0.5 };
        let speed = (control.speed() * factor).clamp(SPEEDS.0, SPEEDS.1);
        control.set_speed(speed);
        self.say(&format!("speed ×{speed}"));
    }

    /// A key while what is typed is looked for.
    fn find(&mut self, key: KeyEvent) {
        let empty = self.editor.text().is_empty();
        let Some(replay) = &mut self.replay else {
            return;
        };
        match key.code {
            KeyCode::Enter => {
                let text = self.editor.text().trim().to_owned();
                self.editor.clear();
                replay.finding = false;
                if !text.is_empty() {
                    replay.sought = text;
                }
                let sought = replay.sought.clone();
                if !sought.is_empty() {
                    self.go(Move::Find(sought));
                }
            }
            KeyCode::Esc => {
                self.editor.clear();
                replay.finding = false;
            }
            KeyCode::Backspace if empty => replay.finding = false,
            // Words of commands and lines typed before are nothing to look for.
            KeyCode::Tab | KeyCode::BackTab | KeyCode::Up | KeyCode::Down => {}
            _ => drop(self.editor.key(key)),
        }
    }

    /// A click on a key of the bar; says whether it was one of the replay.
    pub(super) fn click_replay(&mut self, name: &str) -> bool {
        let code = match name {
            "space" => KeyCode::Char(' '),
            "← →" => KeyCode::Right,
            "/" => KeyCode::Char('/'),
            "+ -" => KeyCode::Char('+'),
            "F1" => KeyCode::F(1),
            "Esc" => KeyCode::Esc,
            _ => return false,
        };
        self.steer(code.into())
    }

    /// What is said of keys that apply to the replay that is on.
    pub(super) fn help(&self) -> Pager {
        if self.steers() {
            page()
        } else {
            crate::tui::help::page()
        }
    }

    pub(super) fn say(&mut self, text: &str) {
        self.state.take(&Event::Said { text: text.into() });
    }
}

/// The keys of a replay.
fn page() -> Pager {
    let mut lines = vec![
        "Nothing is computed here: what was recorded is shown, long enough to be read.".to_owned(),
        String::new(),
    ];
    lines.extend(HELP.iter().map(|(key, does)| format!("{key:<15}{does}")));
    Pager {
        title: "keys of a replay".into(),
        lines,
        top: 0,
    }
}
