//! `source`: runs the lines of a file.

use std::path::Path;

use super::prompt::PATH;
use super::{Args, Command, Did, Emit, Shell, Suggestion, lines};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::file::read_bounded;

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
        shell
            .execute(line, emit)
            .map_err(|error| Error::new(format!("{path}:{}: {error}", number + 1)))?;
        if shell.stopped() || shell.left {
            break;
        }
    }
    Ok(Did::Nothing)
}
