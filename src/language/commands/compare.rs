//! `compare`: what recipes cost and what they reach in the same time, side by side.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::build;
use crate::error::{Error, Result};
use crate::event::{Built, Event, Listing, NetFact, Progress, Series};
use crate::lab::Side;
use crate::lab::recipes::{RECIPES, recipe};
use crate::language::command::{Command, Group, Language, Line};
use crate::language::params::{List, Opt, Options, Others, Suggestion, any};
use crate::nets::Role;
use crate::shell::measure;
use crate::shell::origin::Origin;
use crate::shell::{Did, Emit, Shell};

/// Samples that quality is measured on.
const SAMPLES: usize = 1000;

/// Steps that are taken first and not timed: memory is found, clocks rise.
const WARM: u64 = 3;

/// The error of reconstructions, which any run with an encoder has.
const HELD_OUT: &str = "held_out";

/// The quality of samples: the less, the better.
fn of_samples(shell: &Shell) -> &'static str {
    if shell.data.item.image().is_some() {
        "fld"
    } else {
        "js"
    }
}

/// A quality is looked at whenever the time has grown by this share, and not more often than [`LEAST`].
const LOOK_AFTER: f32 = 0.05;

/// Seconds of training between two looks, at least.
const LEAST: f32 = 0.2;

/// What is compared.
const NAMES: List<String> = List {
    name: "RECIPE RECIPE...",
    length: (1, 8),
    read: any,
    suggest: |_| Suggestion::all(RECIPES.iter().map(|r| (r.name, r.about))),
};

/// Seconds that each one trains.
const SECONDS: Opt<f32> = Opt {
    key: "seconds",
    shown: "seconds=N",
    about: "time that each one trains (3)",
    read: |name, value| number(name, value, 0.1),
};
/// A quality that is to be reached.
const FLD: Opt<f32> = goal("fld", "", "adds the seconds to this fld");
const JS: Opt<f32> = goal("js", "", "adds the seconds to this js, of points");
const ERROR: Opt<f32> = goal(
    HELD_OUT,
    "fld|js|held_out=N",
    "adds the seconds to this error",
);

const fn goal(key: &'static str, shown: &'static str, about: &'static str) -> Opt<f32> {
    Opt {
        key,
        shown,
        about,
        read: |name, value| number(name, value, 0.0),
    }
}

/// With those of a build.
const OPTIONS: Options = Options {
    keys: &[&SECONDS, &FLD, &JS, &ERROR],
    others: Some(Others {
        keys: build::keys,
        values: build::values,
    }),
};

pub(super) const COMMAND: Command = Command {
    name: "compare",
    meant: &["versus", "vs", "benchmark"],
    group: Group::Measure,
    params: &[&NAMES, &OPTIONS],
    about: "train recipes side by side: size, time, memory, quality",
    details: "compare ae gan aegan; compare gan aegan seconds=30 net=dcgan; compare gan 'gan r1=1' (words in quotes apply to that run alone); compare gan aegan seconds=60 fld=20 adds the seconds of training until fld was 20 or less. Each recipe is built in a lab of its own on the current data, with the same keys (see build), and trained for that many seconds (3). Then fld of 1000 samples is measured (js for points) and, with an encoder, held_out: the reconstruction error. Measuring does not count as time. Your own run is left alone. Times depend on how busy the machine is.",
    run,
    ..Command::BASE
};

/// A run that is compared.
struct Row {
    /// As it was typed, which is what its row is called.
    name: String,
    build: String,
}

impl Row {
    /// Reads `gan`, or `gan r1=1`, where words in quotes are of one row; the `keys` are of all.
    ///
    /// # Errors
    /// A sentence where there is no such recipe.
    fn read(typed: &str, keys: &str) -> Result<Self> {
        recipe(typed.split_whitespace().next().unwrap_or_default())?;
        Ok(Self {
            name: typed.to_owned(),
            build: format!("build {typed}{keys}"),
        })
    }
}

/// What each recipe is put through.
struct Trial {
    seconds: f32,
    /// Qualities that are to be reached.
    goals: Vec<(&'static str, f32)>,
}

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let mut trial = Trial {
        seconds: line.given.option(&SECONDS)?.unwrap_or(3.0),
        goals: Vec::new(),
    };
    let (mut keys, quality) = (String::new(), of_samples(shell));
    for (name, value) in line.given.options() {
        let mut goals = [&FLD, &JS, &ERROR].into_iter();
        if let Some(goal) = goals.find(|goal| goal.key == name) {
            if goal.key != quality && goal.key != HELD_OUT {
                return Err(Error::new(format!(
                    "samples of '{}' are measured by {quality}, not by {name}: '{quality}={value}'",
                    shell.data.name
                )));
            }
            trial.goals.push((goal.key, (goal.read)(name, value)?));
        } else if name != SECONDS.key {
            keys = format!("{keys} {name}={value}");
        }
    }
    let names = line.given.get(&NAMES)?;
    let runs = names.iter().map(|name| Row::read(name, &keys));
    let runs: Vec<Row> = runs.collect::<Result<_>>()?;
    let lab = |shell: &Shell| {
        let mut lab = Shell::over(Arc::clone(&shell.data), shell.seed, shell.control.clone());
        lab.device = shell.device.clone();
        lab
    };
    // What cannot be built costs no time.
    for run in &runs {
        line.language
            .execute(&mut lab(shell), &run.build, &mut |_| {})?;
    }
    let (mut rows, mut failed) = (Vec::new(), Vec::new());
    for (at, run) in runs.iter().enumerate() {
        if shell.control.stopped() {
            return Err(Error::new("stopped; nothing was compared"));
        }
        let mut lab = lab(shell);
        (lab.classifier, lab.evaluation) = (shell.classifier.clone(), shell.evaluation.take());
        // The step that a screen shows is that of the experiment that stands.
        let step = shell
            .trainer
            .as_ref()
            .map_or(0, |trainer| trainer.state().step);
        let row = one(line.language, &mut lab, run, &trial, &mut |mut event| {
            if let Event::Progress(progress) = &mut event {
                progress.step = step;
                of_all(progress, (at, runs.len()), trial.seconds);
            }
            emit(event);
        });
        shell.evaluation = lab.evaluation.take();
        match row {
            Ok(row) => rows.push(row),
            Err(why) if shell.control.stopped() => return Err(why),
            // One that fails costs the others nothing.
            Err(why) => {
                let none = vec!["–".to_owned(); MEASURED + trial.goals.len()];
                rows.push([vec![run.name.clone()], none].concat());
                failed.push(format!(" · {}: {why}", run.name));
            }
        }
    }
    if failed.len() == rows.len() {
        return Err(Error::new(failed.concat().trim_start_matches(" · ")));
    }
    if shell.control.stopped() {
        return Err(Error::new("stopped; nothing was compared"));
    }
    let columns = [
        "recipe",
        ">weights",
        ">MACs",
        ">MiB",
        ">ms a step",
        ">steps",
    ];
    let columns = columns.map(str::to_owned).into_iter();
    let columns = columns.chain([quality, HELD_OUT].map(|name| format!(">{name}")));
    let goals = trial.goals.iter();
    let goals = goals.map(|(name, goal)| format!(">s to {name} {goal}"));
    emit(Event::Listing(Listing {
        title: format!("{} s each on {}", trial.seconds, shell.data.name),
        columns: columns.chain(goals).collect(),
        rows,
        footer: "MACs: multiply-adds, forward, one item, all networks · MiB: weights, gradients, optimisers, averages, and a batch with its gradients · –: without a prior, an encoder, or a classifier of these data".to_owned() + &failed.concat(),
    }));
    Ok(Did::Nothing)
}

/// From the progress of one run of several, in thousandths of the `seconds` that each trains, that of them all. While one
/// is measured, its training is done.
fn of_all(progress: &mut Progress, (at, runs): (usize, usize), seconds: f32) {
    let own = match progress.of {
        Some(PARTS) => progress.done.min(PARTS),
        _ => PARTS,
    };
    let (at, runs) = (at as u64, runs as u64);
    (progress.done, progress.of) = (at * PARTS + own, Some(runs * PARTS));
    let left = runs * PARTS - progress.done;
    progress.eta_seconds = Some(left as f32 / PARTS as f32 * seconds);
}

fn number(name: &str, value: &str, low: f32) -> Result<f32> {
    let read = value.parse().ok().filter(|s| (low..=3600.0).contains(s));
    read.ok_or_else(|| {
        Error::new(format!(
            "{name} is a number from {low} to 3600, not '{value}'"
        ))
    })
}

/// Parts that the training of one run is told in.
const PARTS: u64 = 1000;

/// Columns beside the name and the goals.
const MEASURED: usize = 7;

/// One row: builds, trains for a while, measures.
fn one(
    language: Language,
    lab: &mut Shell,
    run: &Row,
    trial: &Trial,
    emit: Emit<'_>,
) -> Result<Vec<String>> {
    let mut built: Option<Built> = None;
    language.execute(lab, &run.build, &mut |event| {
        if let Event::Built(found) = event {
            built = Some(found);
        }
    })?;
    let Some(built) = built else {
        return Err(Error::new(format!("'{}' built nothing", run.build)));
    };
    for _ in 0..WARM {
        lab.trainer()?.step(Side::Both)?;
    }
    let of_samples = of_samples(lab);
    let (mut trained, mut steps, mut told) = (0.0, 0_u64, Instant::now());
    let mut reached: Vec<Option<f32>> = vec![None; trial.goals.len()];
    let mut looked = 0.0;
    while trained < trial.seconds && !lab.control.stopped() {
        let started = Instant::now();
        lab.trainer()?.step(Side::Both)?;
        trained += started.elapsed().as_secs_f32();
        steps += 1;
        if told.elapsed() > Duration::from_millis(100) {
            told = Instant::now();
            emit(Event::Progress(Progress {
                work: run.name.clone(),
                training: false,
                step: 0,
                done: (PARTS as f32 * trained / trial.seconds) as u64,
                of: Some(PARTS),
                rate: steps as f32 / trained,
                eta_seconds: Some((trial.seconds - trained).max(0.0)),
                series: Series::new(),
            }));
        }
        let due = trained - looked > LEAST.max(LOOK_AFTER * trained) || trained >= trial.seconds;
        if due && reached.iter().any(Option::is_none) {
            looked = trained;
            for ((quality, goal), reached) in trial.goals.iter().zip(&mut reached) {
                if reached.is_none() {
                    let found = measured(lab, quality, emit)?;
                    *reached = found.filter(|found| found <= goal).map(|_| trained);
                }
            }
        }
    }
    let mut found = |quality| measured(lab, quality, emit);
    let (of_prior, held_out) = (found(of_samples)?, found(HELD_OUT)?);
    let sum = |of: fn(&NetFact) -> usize| built.nets.iter().map(of).sum::<usize>();
    let known = |value: Option<f32>, digits: usize| {
        value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"))
    };
    let mebibytes = lab.trainer()?.bytes() as f64 / f64::from(1 << 20);
    let mut row = vec![
        run.name.clone(),
        sum(|net| net.parameters).to_string(),
        sum(|net| net.multiply_adds).to_string(),
        format!("{mebibytes:.1}"),
        format!("{:.1}", 1000.0 * trained / steps.max(1) as f32),
        (steps + WARM).to_string(),
        known(of_prior, 2),
        known(held_out, 4),
    ];
    for ((quality, _), reached) in trial.goals.iter().zip(reached) {
        let has = if *quality == HELD_OUT {
            held_out
        } else {
            of_prior
        };
        row.push(match (reached, has) {
            (Some(seconds), _) => format!("{seconds:.1}"),
            (None, Some(_)) => format!("> {trained:.1}"),
            (None, None) => "–".to_owned(),
        });
    }
    Ok(row)
}

/// A quality of the run as it stands; `None` where it has none such.
fn measured(lab: &mut Shell, quality: &str, emit: Emit<'_>) -> Result<Option<f32>> {
    let trainer = lab.trainer()?;
    if quality == HELD_OUT {
        let both = trainer.has(Role::Encoder) && trainer.has(Role::Generator);
        let both = both && !trainer.dataset().held_out.is_empty();
        return both.then(|| trainer.held_out_error()).transpose();
    }
    let drawn = trainer.is_drawn_from();
    let (data, points) = (trainer.dataset(), trainer.is_plane());
    // Of data that no classifier knows, samples are not measured.
    let measured = points || measure::classifier(lab, &data).is_ok() && !data.held_out.is_empty();
    if !(drawn && measured) {
        return Ok(None);
    }
    let found = measure::evaluate(lab, SAMPLES, Origin::Prior, emit)?;
    let found = found.measures.iter().find(|m| m.name == quality);
    Ok(found.map(|m| m.value))
}
