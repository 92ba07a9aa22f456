//! Keys of the screen: most are short for a command line.

use std::fmt::Write as _;

/// A key of the screen.
pub struct Key {
    /// `F5`, `space`.
    pub key: &'static str,
    /// The command line that it stands for, on an empty prompt; nothing where it is none.
    pub line: &'static str,
    /// Short, for the key bar; nothing where it has no place there.
    pub label: &'static str,
    /// Whether it is for an idle lab: while a run goes on, a step more or another run is no wish anybody has.
    pub idle: bool,
    /// What it does, where it stands for no line.
    pub about: &'static str,
}

impl Key {
    /// What it does, in words or as a line.
    #[must_use]
    pub fn does(&self) -> &'static str {
        if self.line.is_empty() {
            self.about
        } else {
            self.line
        }
    }
}

/// A key that stands for a line.
const fn line(key: &'static str, line: &'static str, idle: bool, label: &'static str) -> Key {
    Key {
        key,
        line,
        label,
        idle,
        about: "",
    }
}

/// A key that does something else.
const fn does(key: &'static str, about: &'static str) -> Key {
    Key {
        key,
        line: "",
        label: "",
        idle: false,
        about,
    }
}

/// Keys of the screen.
pub const KEYS: &[Key] = &[
    line("space", "step 1", true, "step"),
    line("F2", "next", false, "phase"),
    line("F3", "step 100", true, "step 100"),
    line("F4", "sample 9", false, "sample"),
    line("F5", "run", true, "run"),
    line("F6", "disc 8", false, "disc"),
    line("F7", "show ledger", false, "ledger"),
    line("F8", "save", false, "save"),
    line("F9", "undo", true, "undo"),
    line("F10", "redo", true, "redo"),
    does("F1", "help"),
    does(
        "F12",
        "leave the mouse to the terminal, to select text, or take it",
    ),
    does("Alt-1 2 3 ...", "show another pane, by its number"),
    does(
        "← → Enter",
        "look along the timeline, a step; the run follows at a rest, or Enter",
    ),
    does(
        "< > Shift-← →",
        "look a twentieth of the branch back, or ahead",
    ),
    does(
        "[ ]",
        "look at the mark before: a note, change, branch, breakpoint; or behind",
    ),
    does("Home End", "look at step 0, or at the end of the branch"),
    does("Tab", "complete the word; again: walk through what fits"),
    does("→", "take the grey hint"),
    does("↑ ↓", "earlier lines that begin the same"),
    does("Ctrl-R", "search the lines typed before"),
    does("PgUp PgDn", "scroll the log; so does the wheel"),
    does("Esc, Ctrl-C", "clear the line, or stop the work in flight"),
    does("Ctrl-L", "scroll the log to its end"),
    does("Ctrl-Z", "back to the shell for a while"),
    does("Ctrl-D", "quit"),
];

/// The reference of the keys that stand for lines, as Markdown.
#[must_use]
pub fn keys_reference() -> String {
    let mut text = String::from("| key (on an empty prompt) | is short for |\n|---|---|\n");
    for key in KEYS.iter().filter(|key| !key.line.is_empty()) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "| {} | `{}` |", key.key, key.line);
    }
    text
}
