//! `build`: a new experiment.

use std::sync::Arc;

use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::{Error, Result};
use crate::lab::event::Event;
use crate::lab::recipe::RECIPES;
use crate::lab::settings::SETTINGS;
use crate::lab::{Device, OPTIONS, Plan, Trainer, device};

pub(super) const COMMAND: Command = Command {
    name: "build",
    usage: "RECIPE [key=value ...]",
    about: "a new experiment: ae, gan, aae, egan, bigan, aegan",
    details: "build gan; build ae latent=2; build aegan seed=3 batch=128 loss=ls. Keys: gen, disc, enc (see nets), latent, labels, seed, and every setting (see help set). help recipe shows what each recipe turns on.",
    words: (1, 1),
    suggest: |words| {
        if words.is_empty() {
            Suggestion::all(RECIPES.iter().map(|r| (r.name, r.about)))
        } else {
            OPTIONS
                .iter()
                .chain(SETTINGS)
                .map(|(name, about)| Suggestion {
                    text: format!("{name}="),
                    about: (*about).into(),
                })
                .collect()
        }
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let name = args
        .word(0)
        .ok_or_else(|| Error::new("build takes a recipe"))?;
    let plan = Plan::new(name, &args.options, shell.seed, &shell.data.item.shape())?;
    let mut trainer = Trainer::new(&plan, Arc::clone(&shell.data), Device::default())?;
    emit(Event::Built(trainer.built(&device())));
    emit(Event::Ledger(trainer.ledger(false)?));
    shell.trainer = Some(trainer);
    shell.new_session();
    Ok(Did::AsTyped)
}
