//! `source`: runs the lines of a file.

use crate::error::{Error, Result};
use crate::event::Event;
use crate::file::read_bounded;
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Name, Suggestion, any};
use crate::shell::place::to_read;
use crate::shell::{Did, Emit, Shell};

/// The longest file that is run.
const MOST_BYTES: u64 = 1 << 20;

/// The file.
const PATH: Name<String> = Name::needed("FILE", any, |_| Suggestion::files("lab"));

pub(super) const COMMAND: Command = Command {
    name: "source",
    meant: &["include", "script"],
    group: Group::Files,
    params: &[&PATH],
    about: "run the lines of a file",
    details: "source lesson.lab. Stops at the first line that fails.",
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let path = &line.given.get(&PATH)?;
    let content = read_bounded(&to_read(path)?, MOST_BYTES)?;
    let text = String::from_utf8(content)
        .map_err(|_| Error::new(format!("'{path}' is not a script: it is not UTF-8 text")))?;
    for (number, typed) in line.language.statements(&text) {
        if !line.language.says_itself(&typed) {
            emit(Event::Entered {
                line: typed.clone(),
            });
        }
        line.language
            .execute(shell, &typed, emit)
            .map_err(|error| Error::new(format!("{path}:{number}: {error}")))?;
        if shell.stopped() || shell.left {
            break;
        }
    }
    Ok(Did::Nothing)
}
