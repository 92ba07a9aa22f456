//! Keys of the screen: each is short for a command line.

use std::fmt::Write as _;

/// A key that stands for a command line.
pub struct Key {
    /// `F5`, `space`.
    pub key: &'static str,
    /// The command line that it stands for.
    pub line: &'static str,
    /// Short, for the key bar.
    pub label: &'static str,
    /// Whether it is for an idle lab: while a run goes on, a step more or another run is no wish anybody has.
    pub idle: bool,
}

/// Keys of the screen; each is the abbreviation of a command line.
pub const KEYS: &[Key] = &[
    Key {
        key: "space",
        line: "step 1",
        label: "step",
        idle: true,
    },
    Key {
        key: "F2",
        line: "next",
        label: "phase",
        idle: false,
    },
    Key {
        key: "F3",
        line: "step 100",
        label: "step 100",
        idle: true,
    },
    Key {
        key: "F4",
        line: "sample 9",
        label: "sample",
        idle: false,
    },
    Key {
        key: "F5",
        line: "run",
        label: "run",
        idle: true,
    },
    Key {
        key: "F6",
        line: "disc 8",
        label: "disc",
        idle: false,
    },
    Key {
        key: "F7",
        line: "show ledger",
        label: "ledger",
        idle: false,
    },
    Key {
        key: "F8",
        line: "save",
        label: "save",
        idle: false,
    },
    Key {
        key: "F9",
        line: "undo",
        label: "undo",
        idle: true,
    },
    Key {
        key: "F10",
        line: "redo",
        label: "redo",
        idle: true,
    },
];

/// The reference of the keys, as Markdown.
#[must_use]
pub fn reference() -> String {
    let mut text = String::from("| key (on an empty prompt) | is short for |\n|---|---|\n");
    for key in KEYS {
        // Writing to a string does not fail.
        let _ = writeln!(text, "| {} | `{}` |", key.key, key.line);
    }
    text
}
