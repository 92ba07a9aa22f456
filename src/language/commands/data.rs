//! `data`: what is learned from.

use std::sync::Arc;

use crate::data::{self, NAMES};
use crate::error::Result;
use crate::event::Event;
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Name, Suggestion, any};
use crate::shell::first_look::{about, gallery};
use crate::shell::{Did, Emit, Shell};

/// A set of data, or a folder.
const NAME: Name<String> = Name::optional("NAME|DIR", any, |_| {
    let mut all = Suggestion::all(NAMES.iter().copied());
    all.extend(Suggestion::path(&[]));
    all
});

pub(super) const COMMAND: Command = Command {
    name: "data",
    group: Group::Build,
    params: &[&NAME],
    about: "show the data, or take other data for the next build",
    details: "data fashion; data ring; data path/to/mnist takes a folder of IDX files, data path/to/cifar-10 one of CIFAR-10's binary files, gzipped or not. The experiment that stands keeps its own data until the next build.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    if let Some(name) = line.given.maybe(&NAME)? {
        shell.data = Arc::new(data::load(&name)?);
    }
    emit(Event::Said { text: about(shell) });
    if let Some(first) = gallery(shell) {
        emit(Event::Gallery(first));
    }
    Ok(Did::Nothing)
}
