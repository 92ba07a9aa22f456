//! `data`: what is learned from.

use std::sync::Arc;

use crate::data::{self, NAMES};
use crate::error::Result;
use crate::event::Event;
use crate::language::args::Args;
use crate::language::command::PATH;
use crate::language::command::{Command, Suggestion};
use crate::shell::first_look::{about, gallery};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "data",
    usage: "[NAME|DIR]",
    about: "show the data, or take other data for the next build",
    details: "data fashion; data ring; data path/to/mnist takes a folder of IDX files, data path/to/cifar-10 one of CIFAR-10's binary files, gzipped or not. The experiment that stands keeps its own data until the next build.",
    words: (0, 1),
    suggest: |words| {
        let mut all = if words.is_empty() {
            Suggestion::all(NAMES.iter().copied())
        } else {
            Vec::new()
        };
        if words.is_empty() {
            all.extend(Suggestion::all([(PATH, "")]));
        }
        all
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    if let Some(name) = args.word(0) {
        shell.data = Arc::new(data::load(name)?);
    }
    emit(Event::Said { text: about(shell) });
    if let Some(first) = gallery(shell) {
        emit(Event::Gallery(first));
    }
    Ok(Did::Nothing)
}
