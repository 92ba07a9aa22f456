//! `nets`: the catalogue of networks.

use super::net;
use crate::error::Result;
use crate::event::{Event, Listing};
use crate::lab::recipes::table;
use crate::language::command::{Command, Group, Line};
use crate::nets::{Entry, LARGE, shelf};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "nets",
    meant: &["networks", "models", "catalogue"],
    group: Group::Build,
    about: "the networks that fit the data",
    details: "Each name works with build: build gan gen=dense disc=article.",
    run,
    ..Command::BASE
};

// Every command may fail.
#[allow(clippy::unnecessary_wraps)]
fn run(shell: &mut Shell, _: &Line, emit: Emit<'_>) -> Result<Did> {
    let item = shell.data.item;
    let shape = item.shape();
    let row = |e: &Entry| {
        vec![
            e.name.to_owned(),
            e.about.to_owned(),
            e.range.about(item).to_owned(),
        ]
    };
    let rows = shelf(&shape).entries.iter().map(row);
    let rows = rows.chain(net::rows(shell));
    emit(Event::Listing(Listing {
        title: format!("networks for items of {shape:?}"),
        columns: ["name", "layers", "data"].map(Into::into).into(),
        rows: rows.collect(),
        footer: format!(
            "a code has any size, as in 'build ae gen=dense latent=7' · pictures with a side of {LARGE} or more have a 'small' and a 'dcgan' of their own"
        ),
    }));
    emit(Event::Listing(table()));
    Ok(Did::Nothing)
}
