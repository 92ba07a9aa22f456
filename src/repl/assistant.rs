//! What rustyline asks while a line is typed; the answers come from the language itself.

use std::borrow::Cow;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::Validator;
use rustyline::{Context, Helper};

use crate::language::{self, Role};

/// Completion, hints and colours.
pub struct Assistant {
    pub colour: bool,
}

impl Helper for Assistant {}
impl Validator for Assistant {}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let found = language::complete(line, at);
        let pairs = found
            .suggestions
            .into_iter()
            .map(|s| Pair {
                display: if s.about.is_empty() {
                    s.text.clone()
                } else {
                    format!("{:<12} {}", s.text, s.about)
                },
                replacement: s.text,
            })
            .collect();
        Ok((found.start, pairs))
    }
}

impl Hinter for Assistant {
    type Hint = String;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<String> {
        // Without colours a hint could not be told from what was typed.
        (self.colour && at == line.len())
            .then(|| language::hint(line))
            .flatten()
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if !self.colour {
            return Cow::Borrowed(line);
        }
        let mut text = String::new();
        let mut at = 0;
        for (range, role) in language::highlight(line) {
            let code = match role {
                Role::Command => "1;34",
                Role::Unknown => "33",
                Role::Key => "36",
                Role::Number => "35",
                Role::Operator => "1",
                Role::Comment => "2",
                Role::Word => "0",
                Role::Mistake => "4;31",
            };
            text.push_str(&line[at..range.start]);
            text.extend(["\x1b[", code, "m", &line[range.clone()], "\x1b[0m"]);
            at = range.end;
        }
        text.push_str(&line[at..]);
        Cow::Owned(text)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("\x1b[2m{hint}\x1b[0m"))
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.colour
    }
}
