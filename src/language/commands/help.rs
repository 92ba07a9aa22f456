//! `help`: the commands, the recipes, or one word.

use crate::error::Result;
use crate::event::Event;
use crate::lab::recipes::{self, RECIPES, VARIANTS};
use crate::lab::terms;
use crate::language::command::{Command, Group, Line};
use crate::language::page::row;
use crate::language::params::{List, Suggestion, TOPIC_NAME, any};
use crate::shell::{Did, Emit, Shell};

/// What is explained, which may be of several words.
const TOPIC: List<String> = List {
    name: "WORD",
    length: (0, 4),
    read: any,
    suggest: |before| {
        let first = before.is_empty().then_some((TOPIC_NAME, ""));
        Suggestion::all(first)
    },
};

pub(super) const COMMAND: Command = Command {
    name: "help",
    aliases: &["?"],
    short: &[("keys", "keys"), ("recipes", "recipes")],
    meant: &["man", "info", "usage", "commands"],
    group: Group::Lab,
    params: &[&TOPIC],
    about: "the commands, or all about one word",
    details: "help step explains a command, help d_loss a series, help rec_x a loss term, help gan a recipe or a concept. help recipes lists what can be built, help keys the keys of the screen.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let words = line.given.get(&TOPIC)?;
    // 'help loss=wgan' is about the value.
    let values = line.given.options().iter().map(|(_, value)| value.clone());
    let topic = words
        .into_iter()
        .chain(values)
        .collect::<Vec<_>>()
        .join(" ");
    match topic.as_str() {
        "" => emit(Event::Said {
            text: line.language.help(None)?,
        }),
        "recipe" | "recipes" => all_recipes(emit),
        name if shell.networks.written(name).is_some() => {
            let text =
                format!("'{name}' is a network that was written here: 'net {name}' shows it");
            emit(Event::Said { text });
        }
        topic => emit(Event::Said {
            text: line.language.help(Some(topic))?,
        }),
    }
    Ok(Did::Nothing)
}

/// What there is to build.
fn all_recipes(emit: Emit<'_>) {
    let recipes = RECIPES.iter().map(|r| row(r.name, r.about, 13));
    let variants = VARIANTS.iter().map(|v| row(v.name, v.about, 13));
    let text = recipes.chain(variants).collect::<Vec<_>>().join("\n");
    emit(Event::Said { text });
    emit(Event::Listing(recipes::table()));
    emit(Event::Listing(terms::table()));
    emit(Event::Listing(recipes::published()));
}
