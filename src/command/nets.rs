//! `nets`: the catalogue of networks.

use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::Result;
use crate::lab::Host;
use crate::lab::event::{Event, Listing};
use crate::lab::recipes::table;
use crate::nets::shelf;

pub(super) const COMMAND: Command = Command {
    name: "nets",
    usage: "",
    about: "the networks that fit the data, and the recipes that they go into",
    details: "Each name can be given to build: build gan gen=dense disc=article.",
    words: (0, 0),
    suggest: Suggestion::none,
    run,
};

fn run(shell: &mut Shell, _: &Args, emit: Emit<'_>) -> Result<Did> {
    let item = shell.data.item;
    let shape = item.shape();
    let shelf = shelf::<Host>(&shape)?;
    let row = |e: &crate::nets::Entry<Host>| {
        vec![
            e.name.to_owned(),
            e.about.to_owned(),
            e.range.about(item).to_owned(),
            sizes(e.latents),
        ]
    };
    emit(Event::Listing(Listing {
        title: format!("networks for items of {shape:?}"),
        columns: ["name", "layers", "data", "latent"].map(Into::into).into(),
        rows: shelf.entries.iter().map(row).collect(),
        footer: "latent: the sizes of a code, as in 'build ae gen=dense latent=2'".into(),
    }));
    emit(Event::Listing(table()));
    Ok(Did::Nothing)
}

/// Sizes in order.
fn sizes(latents: &[usize]) -> String {
    let mut latents = latents.to_vec();
    latents.sort_unstable();
    let words: Vec<_> = latents.iter().map(ToString::to_string).collect();
    words.join(" ")
}
