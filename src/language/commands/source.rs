//! `source`: runs the lines of a file.

use std::path::Path;

use crate::error::{Error, Result};
use crate::event::Event;
use crate::file::read_bounded;
use crate::language::args::Args;
use crate::language::command::PATH;
use crate::language::command::{Command, Suggestion};
use crate::language::execute::execute;
use crate::language::typed::lines;
use crate::shell::{Did, Emit, Shell};

/// The longest file that is run.
const MOST_BYTES: u64 = 1 << 20;

pub(super) const COMMAND: Command = Command {
    name: "source",
    usage: "FILE",
    about: "run the lines of a file",
    details: "source lesson.lab. Stops at the first line that fails.",
    words: (1, 1),
    suggest: |words| {
        if words.is_empty() {
            Suggestion::all([(PATH, "")])
        } else {
            Vec::new()
        }
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let path = args.word(0).unwrap_or("");
    let content = read_bounded(Path::new(path), MOST_BYTES)?;
    let text = String::from_utf8(content)
        .map_err(|_| Error::new(format!("'{path}' is no script: it is not UTF-8 text")))?;
    for (number, line) in lines(&text).enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        emit(Event::Entered {
            line: line.to_owned(),
        });
        execute(shell, line, emit)
            .map_err(|error| Error::new(format!("{path}:{}: {error}", number + 1)))?;
        if shell.stopped() || shell.left {
            break;
        }
    }
    Ok(Did::Nothing)
}
