//! `help`: the commands, one command, the recipes.

use crate::error::Result;
use crate::event::Event;
use crate::lab::recipes::{self, RECIPES};
use crate::lab::terms;
use crate::language::command::{Command, Group, Line};
use crate::language::params::COMMAND_NAME;
use crate::language::params::{Name, Suggestion, any};
use crate::shell::{Did, Emit, Shell};

/// What is explained.
const TOPIC: Name<String> = Name::optional("TOPIC", any, |_| {
    let mut all = Suggestion::all([
        (COMMAND_NAME, ""),
        (RECIPES_OF, "what each recipe turns on"),
    ]);
    all.extend(Suggestion::all(RECIPES.iter().map(|r| (r.name, r.about))));
    all
})
.shown("COMMAND|recipe|RECIPE|SETTING|TERM");

/// The topic of all recipes.
const RECIPES_OF: &str = "recipe";

pub(super) const COMMAND: Command = Command {
    name: "help",
    group: Group::Lab,
    params: &[&TOPIC],
    about: "what there is, or all about one command",
    details: "help step says all about step; help recipe prints what each recipe turns on.",
    run,
    ..Command::BASE
};

fn run(_: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let topic = line.given.maybe(&TOPIC)?;
    if topic.as_deref() == Some(RECIPES_OF) {
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
        text: line.language.help(topic.as_deref())?,
    });
    Ok(Did::Nothing)
}
