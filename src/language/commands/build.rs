//! `build`: a new experiment.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::config::settings::SETTINGS;
use crate::lab::recipes::RECIPES;
use crate::lab::{self as plan, Experiment, Plan};
use crate::language::command::{Command, Discards, Effect, Group, Line};
use crate::language::params::{Forms, Key, Name, Options, Suggestion, any};
use crate::shell::{Did, Emit, Shell};

/// What is built.
pub(in crate::language) const RECIPE: Name<String> = Name::needed("RECIPE", any, recipes);

/// Whose networks it begins with.
pub(in crate::language) const OTHER: Name<String> =
    Name::needed("other", any, recipes).shown("RECIPE");

/// `[from RECIPE]`.
const FROM: Forms = Forms::optional(&[&[
    &Key::new(WITH, "start with the networks of the run"),
    &OTHER,
]]);

/// The word before the recipe whose networks it begins with.
const WITH: &str = "from";

/// Those of a plan, and all settings.
const OPTIONS: Options = Options {
    keys: &[],
    others: Some(keys),
};

fn recipes(_: &[&str]) -> Vec<Suggestion> {
    Suggestion::all(RECIPES.iter().map(|r| (r.name, r.about)))
}

fn keys() -> Vec<Suggestion> {
    let settings = SETTINGS.iter().map(|row| (row.name, row.about));
    let all = plan::OPTIONS.iter().copied().chain(settings);
    all.map(|(name, about)| Suggestion {
        text: format!("{name}="),
        about: about.into(),
    })
    .collect()
}

pub(super) const COMMAND: Command = Command {
    name: "build",
    group: Group::Build,
    params: &[&RECIPE, &FROM, &OPTIONS],
    about: "a new experiment: ae, vae, gan, vaegan, aegan, ...",
    details: "build gan; build ae latent=2; build aegan seed=3 batch=128 loss=ls. Keys: net (or gen: the same) for all networks, disc and enc for those apart (see nets), latent, labels, seed, as=published (the paper's settings), and every setting (see help set). help recipe shows what each recipe turns on. build gan from ae goes on with the decoder of the autoencoder that runs, as G. Where the run that stands has steps that are not saved a person is told once; build again, or build! at once, goes on without them.",
    effect: Effect::Builds,
    ends_run: true,
    discards: Some(Discards {
        again: "builds the other",
        unless: Some(WITH),
    }),
    misfit: Some(|words, _, _| {
        format!(
            "build takes a recipe and key=value, or RECIPE from RECIPE; '{}' is neither",
            words.join(" ")
        )
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let (name, from) = (line.given.get(&RECIPE)?, line.given.maybe(&OTHER)?);
    let mut options = line.given.options().to_vec();
    if let Some(from) = &from {
        // What is typed comes after what the run has, and wins.
        options.splice(0..0, running(shell, from)?.words());
    }
    let item = shell.data.item.shape();
    let plan = Plan::with(&name, &options, shell.seed, &item, &shell.networks)?;
    let mut trainer = Experiment::new(&plan, Arc::clone(&shell.data), &shell.device)?;
    let warm = match &from {
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
    if !shell.following {
        shell.keep_here();
        shell.leave_history();
    }
    let old = shell.trainer.replace(trainer);
    if !shell.following {
        shell.new_session(old);
    }
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
