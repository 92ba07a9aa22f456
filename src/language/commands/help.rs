//! `help`: the commands, one command, the recipes.

use super::COMMANDS;
use crate::error::Result;
use crate::event::Event;
use crate::lab::recipes::{self, RECIPES};
use crate::lab::terms;
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::language::help::help;
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "help",
    usage: "[COMMAND|recipe|RECIPE|SETTING|TERM]",
    about: "what there is, or all about one command",
    details: "help step says all about step; help recipe prints what each recipe turns on.",
    words: (0, 1),
    suggest: |words| {
        if words.is_empty() {
            let mut all = Suggestion::all(COMMANDS.iter().map(|c| (c.name, c.about)));
            all.extend(Suggestion::all([("recipe", "what each recipe turns on")]));
            all.extend(Suggestion::all(RECIPES.iter().map(|r| (r.name, r.about))));
            all
        } else {
            Vec::new()
        }
    },
    run,
};

fn run(_: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    if args.word(0) == Some("recipe") {
        let abouts: Vec<_> = RECIPES
            .iter()
            .map(|r| format!("{:<9} {}", r.name, r.about))
            .collect();
        emit(Event::Said {
            text: abouts.join("\n"),
        });
        emit(Event::Listing(recipes::table()));
        emit(Event::Listing(terms::table()));
        emit(Event::Listing(recipes::published()));
        return Ok(Did::Nothing);
    }
    emit(Event::Said {
        text: help(args.word(0))?,
    });
    Ok(Did::Nothing)
}
