//! Keys of the screen; most are short for a command line.

use std::fmt::Write as _;

/// A key of the screen.
pub struct Key {
    /// `F5`, `space`.
    pub key: &'static str,
    /// The command line that it stands for on an empty prompt, or empty.
    pub line: &'static str,
    /// A short label for the key bar; empty if it is not shown there.
    pub label: &'static str,
    /// Whether it is only for an idle lab: during a run nobody wants one more step or another run.
    pub idle: bool,
    /// What it does, if it does not stand for a line.
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
    does("F12", "release the mouse, to select text, or take it back"),
    does("Alt-1 2 3 ...", "show another pane, by its number"),
    does(
        "Alt-6",
        "the runs that 'diff' compares; again: the other run",
    ),
    does(
        "← → Enter",
        "look one step along the timeline; the run follows after a pause, or on Enter",
    ),
    does(
        "< > Shift-← →",
        "look a twentieth of the branch back or ahead",
    ),
    does(
        "[ ]",
        "look at the previous or next mark: note, change, branch, breakpoint",
    ),
    does("Home End", "look at step 0, or at the end of the branch"),
    does("Tab", "complete the word; again: next match"),
    does("→", "accept the grey hint"),
    does("↑ ↓", "earlier lines with the same beginning"),
    does("Ctrl-R", "search the history"),
    does("PgUp PgDn", "scroll the log; so does the wheel"),
    does("Esc, Ctrl-C", "clear the line, or stop what is running"),
    does("Ctrl-L", "scroll the log to its end"),
    does("Ctrl-Z", "suspend the lab and return to the shell"),
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
