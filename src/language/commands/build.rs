//! `build`: a new experiment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::error::{Error, Result, brief};
use crate::event::Event;
use crate::lab::config::origin::Origin;
use crate::lab::config::settings::{SETTINGS, Setting, setting};
use crate::lab::recipes::{RECIPES, Recipe, VARIANTS, papers, variant};
use crate::lab::{self as plan, Experiment, Frozen, Plan};
use crate::language::args::Args;
use crate::language::command::{Command, Discards, Effect, Group, Line};
use crate::language::known::networks;
use crate::language::params::{Forms, Given, Key, Name, Opt, Options, Others, Suggestion, any};
use crate::language::typed::blank;
use crate::nets::{Role, catalogue};
use crate::shell::watch::Watch;
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

/// Whose codes it learns.
const ON: Opt<String> = Opt {
    key: "on",
    shown: "on=ae",
    about: "a GAN on the codes of the autoencoder of the run",
    read: |_, value| Ok(value.to_owned()),
};

/// Those of a plan, and all settings.
const OPTIONS: Options = Options {
    keys: &[&ON],
    others: Some(Others { keys, values }),
};

fn recipes(_: &[&str]) -> Vec<Suggestion> {
    let variants = VARIANTS.iter().map(|v| (v.name, v.about));
    Suggestion::all(RECIPES.iter().map(|r| (r.name, r.about)).chain(variants))
}

/// A line with a variant in place of its recipe, in full: `wgan latent=8` is `gan loss=wgan latent=8`.
fn full(args: &Args) -> Option<String> {
    let word = args.words.first()?;
    let stands_for = variant(word)?.stands_for;
    let words = args.rest.split(blank).filter(|word| !word.is_empty());
    let mut left = Some(stands_for);
    let words = words.map(|typed| match left {
        Some(full) if typed == word => {
            left = None;
            full
        }
        _ => typed,
    });
    Some(words.collect::<Vec<_>>().join(" "))
}

pub(super) fn keys() -> Vec<Suggestion> {
    let settings = SETTINGS.iter().map(|row| (row.name, row.about));
    let all = plan::OPTIONS.iter().copied().chain(settings);
    all.map(|(name, about)| Suggestion {
        text: format!("{name}="),
        about: about.into(),
    })
    .collect()
}

/// The networks of the catalogue.
pub(super) fn catalogued() -> Vec<Suggestion> {
    let mut seen = BTreeSet::new();
    let networks = catalogue().filter(|entry| seen.insert(entry.name));
    Suggestion::all(networks.map(|entry| (entry.name, entry.about)))
}

/// What may be typed for one of them.
pub(super) fn values(key: &str) -> Vec<Suggestion> {
    match key {
        "net" | "gen" | "disc" | "enc" => {
            let roles = match key {
                "disc" => &Role::DISCRIMINATORS[..],
                "enc" => &[Role::Encoder],
                _ => &[Role::Generator],
            };
            let mut networks = networks(roles);
            networks.extend(catalogued());
            networks
        }
        "labels" => Suggestion::all([
            ("yes", "every network is given the class of each item"),
            ("no", "none is"),
        ]),
        "as" => {
            let mut words: BTreeMap<_, Vec<_>> = BTreeMap::new();
            for (recipe, word, _) in papers() {
                words.entry(word).or_default().push(recipe);
            }
            let one = |(word, recipes): (&str, Vec<&str>)| Suggestion {
                text: word.to_owned(),
                about: format!("the settings of a paper, for {}", recipes.join(", ")),
            };
            words.into_iter().map(one).collect()
        }
        "on" => {
            let parts = [Role::Encoder, Role::Generator];
            let both = |r: &&Recipe| parts.iter().all(|part| r.roles().any(|role| role == *part));
            Suggestion::all(RECIPES.iter().filter(both).map(|r| (r.name, r.about)))
        }
        key => Suggestion::all(setting(key).map(Setting::words).unwrap_or_default()),
    }
}

pub(super) const COMMAND: Command = Command {
    name: "build",
    meant: &["new", "create", "make", "init"],
    group: Group::Build,
    params: &[&RECIPE, &FROM, &OPTIONS],
    about: "a new run: ae, vae, gan, aegan, wgan-gp, ...; see help recipes",
    details: "build gan; build ae latent=2; build aegan seed=3 batch=128 loss=ls. Keys: net (or gen: the same) for all networks, disc and enc for other ones (see nets), latent, labels, seed, as=published (the paper's settings), and every setting (see help set). help recipe shows what each recipe turns on. build gan from ae starts with the decoder of the autoencoder that is running as G. build gan on=ae freezes that autoencoder and trains a GAN on its codes: G and Dx are small dense networks, and what G makes is decoded into pictures. If the current run has unsaved steps, build warns once; build again, or build! at once, goes ahead.",
    effect: Effect::Builds,
    ends_run: true,
    discards: Some(Discards {
        again: "builds the other",
        unless: &[WITH, ON.key],
    }),
    misfit: Some(|words, _, _| {
        format!(
            "build takes a recipe and key=value, or RECIPE from RECIPE; '{}' is neither",
            words.join(" ")
        )
    }),
    full: Some(full),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let (name, from) = (line.given.get(&RECIPE)?, line.given.maybe(&OTHER)?);
    let on = line.given.option(&ON)?;
    let mut options = line.given.options().to_vec();
    options.retain(|(key, _)| key != ON.key);
    if let (Some(from), Some(on)) = (&from, &on) {
        return Err(Error::new(format!(
            "'from {from}' goes on with networks and 'on={on}' learns codes of networks that stay as they are: use one of them"
        )));
    }
    if let Some(from) = &from {
        // What is typed comes after what the run has, and wins.
        options.splice(0..0, begins(shell, from)?.words());
    }
    let frozen = match &on {
        Some(on) => Some(frozen(shell, on, &mut options)?),
        None => None,
    };
    let item = match &frozen {
        Some(frozen) => vec![frozen.latent],
        None => shell.data.item.shape(),
    };
    let (seed, networks, given) = (shell.seed, &shell.networks, options.len());
    // A record was right where it was written.
    let typed = shell.again.is_none() && !shell.following;
    let plan = if typed {
        Plan::typed(&name, &mut options, seed, &item, networks)?
    } else {
        Plan::with(&name, &options, seed, &item, networks)?
    };
    if typed {
        plan.takes_classes()?;
    }
    let mut trainer = match &frozen {
        Some(frozen) => on_codes(shell, &plan, frozen, &mut *emit)?,
        None => Experiment::new(&plan, Arc::clone(&shell.data), &shell.device)?,
    };
    let warm = match &from {
        Some(from) => {
            let old = begins(shell, from)?;
            old.settle()?;
            let taken = trainer.take_over(&old.warm())?;
            let taken: Vec<_> = taken.iter().map(ToString::to_string).collect();
            Some(format!(
                "{} with the weights that '{from}' has at step {}",
                taken.join(" and "),
                old.state().step
            ))
        }
        None => frozen.map(|frozen| {
            format!(
                "G and Dx learn the codes of {}, {} numbers each, standardised; its networks stay as they are and decode what G makes",
                frozen.words(),
                frozen.latent
            )
        }),
    };
    emit(Event::Built(trainer.built(&shell.device.words())));
    let differs = trainer.state().recipe.differs;
    let differs = (!differs.is_empty()).then(|| match shell.data.item.shape()[..] {
        [28, 28, 1] => format!("where it differs from the paper: {differs}"),
        _ => "these data are not those that the recipe was tuned for".to_owned(),
    });
    for text in warm.into_iter().chain(differs) {
        emit(Event::Said { text });
    }
    emit(Event::Ledger(trainer.ledger(false)?));
    let did = if plan.is_registered() {
        Did::As(in_full(&trainer, line, &options))
    } else if given == options.len() {
        Did::AsTyped
    } else {
        let added = options[given..].iter();
        let added = added.map(|(key, value)| format!(" {key}={value}"));
        let rest = line.given.rest();
        Did::As(format!("build {rest}{}", added.collect::<String>()))
    };
    if !shell.following {
        shell.keep_here();
        shell.leave_history();
    }
    let old = shell.trainer.replace(trainer);
    if !shell.following {
        shell.new_session(old);
    }
    Ok(did)
}

/// The line with the settings that its network brings, for labs that have the network as text.
fn in_full(trainer: &Experiment, line: &Line, options: &[(String, String)]) -> String {
    let state = trainer.state();
    let brought = |row: &&Setting| state.settings.origin(row) == Origin::Network;
    let words = SETTINGS.iter().filter(brought);
    let mut words: Vec<_> = words
        .map(|row| format!(" {}={}", row.name, row.of(&state.settings)))
        .collect();
    if !options.iter().any(|(key, _)| key == "latent") {
        words.push(format!(" latent={}", state.latent));
    }
    format!("build {}{}", line.given.rest(), words.concat())
}

/// Whether a line builds a run on what the run before it has learned.
pub(in crate::language) fn begins_with_another(given: &Given) -> bool {
    let from = given.maybe(&OTHER).ok().flatten().is_some();
    from || given.option(&ON).ok().flatten().is_some()
}

/// The run whose networks another one begins with.
fn begins<'a>(shell: &'a mut Shell, recipe: &str) -> Result<&'a mut Experiment> {
    let next = |now: &str| format!("'from {now}' begins with its networks");
    let trainer = running(shell, recipe, next)?;
    match trainer.frozen() {
        None => Ok(trainer),
        Some(frozen) => Err(Error::new(format!(
            "the networks of this run make and judge codes, so no run on pictures begins with them; 'build gan on={}' builds another on the same codes",
            frozen.recipe
        ))),
    }
}

/// The autoencoder whose codes a run learns. Where it is conditional, so is that run: G says of which class its codes are.
fn frozen(
    shell: &mut Shell,
    recipe: &str,
    options: &mut Vec<(String, String)>,
) -> Result<Arc<Frozen>> {
    let next = |now: &str| format!("'build gan on={now}' learns the codes of its encoder");
    let old = running(shell, recipe, next)?;
    old.settle()?;
    let frozen = old.freeze()?;
    if frozen.labels {
        if options
            .iter()
            .any(|(key, value)| key == "labels" && value == "no")
        {
            return Err(Error::new(format!(
                "the decoder of {} needs the class of each item, so the GAN on its codes has labels=yes; leave out labels=no",
                frozen.words()
            )));
        }
        options.insert(0, ("labels".to_owned(), "yes".to_owned()));
    }
    Ok(frozen)
}

/// A run on the codes of an autoencoder.
fn on_codes(
    shell: &mut Shell,
    plan: &Plan,
    frozen: &Arc<Frozen>,
    emit: Emit<'_>,
) -> Result<Experiment> {
    let control = shell.control.clone();
    let (step, data) = (shell.trainer()?.state().step, Arc::clone(&shell.data));
    let mut watch = Watch::over("encode", step, &control, emit);
    Experiment::on_codes(plan, frozen, data, &shell.device, &mut |done, of| {
        let stopped = "stopped before all items were encoded; the run is as it was";
        watch.tell(done, Some(of), stopped)
    })
}

/// The run of a recipe, or on the codes of one, whose networks another run takes.
fn running<'a>(
    shell: &'a mut Shell,
    recipe: &str,
    next: fn(&str) -> String,
) -> Result<&'a mut Experiment> {
    let data = Arc::clone(&shell.data);
    let Some(trainer) = &mut shell.trainer else {
        return Err(Error::new(format!(
            "no '{recipe}' runs yet; 'build {recipe}; step 300' makes and trains one"
        )));
    };
    let learned = trainer.frozen().map(|frozen| frozen.recipe.as_str());
    if trainer.state().recipe.name != recipe && learned != Some(recipe) {
        return Err(Error::new(format!(
            "'{}' runs, not '{recipe}'; {}",
            trainer.state().recipe.name,
            next(trainer.state().recipe.name)
        )));
    }
    if trainer.learned_from() != data.digest {
        return Err(Error::new(format!(
            "the run of '{recipe}' learned from other data than '{}'; 'data' goes back to them",
            brief(&data.name)
        )));
    }
    Ok(trainer)
}
