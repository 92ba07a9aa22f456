//! `build`: a new experiment.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::config::settings::SETTINGS;
use crate::lab::recipes::RECIPES;
use crate::lab::{Experiment, OPTIONS, Plan};
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "build",
    usage: "RECIPE [from RECIPE] [key=value ...]",
    about: "a new experiment: ae, vae, gan, vaegan, aegan, ...",
    details: "build gan; build ae latent=2; build aegan seed=3 batch=128 loss=ls. Keys: net (or gen: the same) for all networks, disc and enc for those apart (see nets), latent, labels, seed, as=published (the paper's settings), and every setting (see help set). help recipe shows what each recipe turns on. build gan from ae goes on with the decoder of the autoencoder that runs, as G. Where the run that stands has steps that are not saved a person is told once; build again, or build! at once, goes on without them.",
    words: (1, 3),
    suggest: |words| match words {
        [] | [.., "from"] => Suggestion::all(RECIPES.iter().map(|r| (r.name, r.about))),
        _ => {
            let mut all = Suggestion::all([("from", "start with the networks of the run")]);
            all.extend(
                OPTIONS
                    .iter()
                    .copied()
                    .chain(SETTINGS.iter().map(|row| (row.name, row.about)))
                    .map(|(name, about)| Suggestion {
                        text: format!("{name}="),
                        about: about.into(),
                    }),
            );
            all
        }
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let words: Vec<_> = args.words.iter().map(String::as_str).collect();
    let (name, from) = match words[..] {
        [name] => (name, None),
        [name, "from", from] => (name, Some(from)),
        _ => {
            return Err(Error::new(format!(
                "build takes a recipe and key=value, or RECIPE from RECIPE; '{}' is neither",
                words.join(" ")
            )));
        }
    };
    let mut options = args.options.clone();
    if let Some(from) = from {
        // What is typed comes after what the run has, and wins.
        options.splice(0..0, running(shell, from)?.words());
    }
    let plan = Plan::new(name, &options, shell.seed, &shell.data.item.shape())?;
    let mut trainer = Experiment::new(&plan, Arc::clone(&shell.data), &shell.device)?;
    let warm = match from {
        Some(from) => {
            let old = running(shell, from)?;
            old.settle()?;
            let taken = trainer.take_over(&old.warm())?;
            let taken: Vec<_> = taken.iter().map(ToString::to_string).collect();
            Some(format!(
                "{} with the weights that '{from}' has at step {}",
                taken.join(" and "),
                old.state().step
            ))
        }
        None => None,
    };
    emit(Event::Built(trainer.built(&shell.device.words())));
    let differs = trainer.state().recipe.differs;
    let differs = (!differs.is_empty()).then(|| match shell.data.item.shape()[..] {
        [28, 28, 1] => format!("where it differs from the paper: {differs}"),
        _ => "these are other data than the numbers of the recipe are for".to_owned(),
    });
    for text in warm.into_iter().chain(differs) {
        emit(Event::Said { text });
    }
    emit(Event::Ledger(trainer.ledger(false)?));
    shell.trainer = Some(trainer);
    shell.new_session();
    Ok(Did::AsTyped)
}

/// The run whose networks another one begins with.
fn running<'a>(shell: &'a mut Shell, recipe: &str) -> Result<&'a mut Experiment> {
    let data = Arc::clone(&shell.data);
    let Some(trainer) = &mut shell.trainer else {
        return Err(Error::new(format!(
            "no '{recipe}' runs yet; 'build {recipe}; step 300' makes and trains one"
        )));
    };
    if trainer.state().recipe.name != recipe {
        return Err(Error::new(format!(
            "'{}' runs, not '{recipe}'; 'from {}' begins with its networks",
            trainer.state().recipe.name,
            trainer.state().recipe.name
        )));
    }
    if trainer.learned_from() != data.digest {
        return Err(Error::new(format!(
            "the run of '{recipe}' learned from other data than '{}'; 'data' goes back to them",
            data.name
        )));
    }
    Ok(trainer)
}
