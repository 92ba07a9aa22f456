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
}

/// Keys of the screen; each is the abbreviation of a command line.
pub const KEYS: &[Key] = &[
    Key {
        key: "space",
        line: "step 1",
        label: "step",
    },
    Key {
        key: "F2",
        line: "next",
        label: "phase",
    },
    Key {
        key: "F3",
        line: "step 100",
        label: "step 100",
    },
    Key {
        key: "F4",
        line: "sample 9",
        label: "sample",
    },
    Key {
        key: "F5",
        line: "run",
        label: "run",
    },
    Key {
        key: "F6",
        line: "disc 8",
        label: "disc",
    },
    Key {
        key: "F7",
        line: "show ledger",
        label: "ledger",
    },
    Key {
        key: "F8",
        line: "save",
        label: "save",
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
