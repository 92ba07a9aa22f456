//! `swap`: another network in the middle of a run.

use super::build::catalogued;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::language::command::{Batch, Command, Effect, Group, Line};
use crate::language::known::networks;
use crate::language::layers::{hint, marks};
use crate::language::params::{List, Suggestion, any};
use crate::nets::{Chosen, Role, shelf};
use crate::shell::{Did, Emit, Shell};

/// Which network, and what replaces it.
const WORDS: List<String> = List {
    name: "ROLE NAME [= LAYER | LAYER ...]",
    length: (2, usize::MAX),
    read: any,
    suggest,
};

pub(super) const COMMAND: Command = Command {
    name: "swap",
    meant: &["exchange"],
    group: Group::Build,
    params: &[&WORDS],
    about: "replace one network in the middle of a run",
    details: "swap disc critic; swap gen dcgan. Roles are gen, enc, disc, code and pair; 'nets' lists the names. The new network starts with weights drawn from the seed and the step, and with fresh optimiser state; the other networks and all settings stay. A network that does not fit is refused, and nothing changes. swap disc mine = flatten | dense 1 writes a network and swaps it in.",
    effect: Effect::Changes,
    batch: Batch::Completes,
    hint: Some(|line| hint(line, 0)),
    marks: Some(|line| marks(line, 0)),
    writes_network: true,
    run,
    ..Command::BASE
};

fn suggest(words: &[&str]) -> Vec<Suggestion> {
    match words {
        [] => Suggestion::all(Role::ALL.map(|role| (role.word(), role.about()))),
        [role] => {
            let roles: Vec<_> = Role::of_word(role).into_iter().collect();
            let mut names = networks(&roles);
            names.extend(catalogued());
            names
        }
        _ => Vec::new(),
    }
}

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let words = line.given.get(&WORDS)?;
    let role = Role::of_word(&words[0])?;
    let chosen = chosen(shell, role, line.given.rest())?;
    // A record was right where it was written.
    let asked = shell.again.is_none() && !shell.following;
    let trainer = shell.trainer()?;
    if asked && trainer.state().labels {
        chosen.takes_classes()?;
    }
    let (to, definition) = (chosen.name.clone(), chosen.definition().cloned());
    let from = trainer.swap(chosen)?;
    let record = match &definition {
        None => format!("swap {} {to}", role.word()),
        // With its layers: whatever becomes of the name, the record leads here.
        Some(definition) => {
            let words = definition.words(&to);
            let layers = words
                .split_once(' ')
                .and_then(|(_, rest)| rest.split_once(' '));
            format!(
                "swap {} {to} {}",
                role.word(),
                layers.map_or("", |(_, rest)| rest)
            )
        }
    };
    if let Some(definition) = definition.filter(|_| !shell.following) {
        shell.networks.keep(to.clone(), definition)?;
    }
    (shell.evaluated, shell.failure) = (None, None);
    emit(Event::Changed {
        name: role.to_string(),
        from,
        to,
    });
    emit(Event::Said {
        text: format!("{role} starts with new weights; its optimiser state is reset"),
    });
    Ok(Did::As(record))
}

/// The network that the words behind `swap` name, or write.
fn chosen(shell: &mut Shell, role: Role, rest: &str) -> Result<Chosen> {
    // Other data may have been loaded since the run was built, and it may learn codes.
    let item = shell.trainer()?.learns();
    let mut words = rest.split_whitespace();
    let (word, name) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let Some(next) = words.next() else {
        return shell.networks.choose(name, role, &shelf(&item));
    };
    if next != "=" && next != "from" {
        return Err(Error::new(format!(
            "'swap {word} NAME' takes one name, and '= LAYER | LAYER ...' behind it writes the network; '{next}' is neither"
        )));
    }
    let after = rest
        .trim_start()
        .strip_prefix(word)
        .unwrap_or("")
        .trim_start();
    let layers = after.strip_prefix(name).unwrap_or("");
    let (name, definition) = shell
        .networks
        .read(&format!("{name} {}{layers}", role.word()), &item)?;
    Ok(Chosen::written(&name, definition, &shelf(&item)))
}
