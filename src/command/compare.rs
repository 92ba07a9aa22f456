//! `compare`: what recipes cost and what they reach in the same time, side by side.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::origin::Origin;
use super::{Args, Command, Did, Emit, Shell, Suggestion, eval};
use crate::error::{Error, Result};
use crate::lab::Side;
use crate::lab::event::{Built, Event, Listing, Progress, Series};
use crate::lab::recipe::{RECIPES, recipe};
use crate::nets::Role;

/// Samples that quality is measured on.
const SAMPLES: usize = 1000;

/// Steps that are taken first and not timed: memory is found, clocks rise.
const WARM: u64 = 3;

pub(super) const COMMAND: Command = Command {
    name: "compare",
    usage: "RECIPE RECIPE... [seconds=N key=value ...]",
    about: "recipes side by side: weights, multiply-adds, memory, steps/s, fld",
    details: "compare ae gan aegan; compare gan aegan seconds=30 net=dcgan. Each is built in a lab of its own, on the data at hand, with the same keys (see build), and trains for so many seconds (3); then fld of 1000 samples is measured (js for points). The experiment that stands is left alone. The memory is that of weights, gradients, optimisers and averages. Times are as busy as the machine is.",
    words: (1, 8),
    suggest: |_| {
        let mut all = Suggestion::all(RECIPES.iter().map(|r| (r.name, r.about)));
        all.extend(Suggestion::all([("seconds=", "time that each one trains")]));
        all
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let mut seconds = 3.0_f32;
    let mut keys = String::new();
    for (name, value) in &args.options {
        if name == "seconds" {
            let read = value.parse().ok().filter(|s| (0.1..=3600.0).contains(s));
            seconds = read.ok_or_else(|| {
                Error::new(format!(
                    "seconds is a number from 0.1 to 3600, not '{value}'"
                ))
            })?;
        } else {
            keys = format!("{keys} {name}={value}");
        }
    }
    for name in &args.words {
        recipe(name)?;
    }
    let mut rows = Vec::new();
    for name in &args.words {
        if shell.control.stopped() {
            return Err(Error::new("stopped; nothing was compared"));
        }
        rows.push(one(shell, &format!("build {name}{keys}"), seconds, emit)?);
    }
    let columns = [
        "recipe",
        ">weights",
        ">multiply-adds",
        ">MiB",
        ">steps/s",
        ">steps",
        ">fld",
    ];
    emit(Event::Listing(Listing {
        title: format!("{seconds} s each on {}", shell.data.name),
        columns: columns.map(str::to_owned).to_vec(),
        rows,
        footer: "multiply-adds: forward, one item, all networks · MiB: weights, gradients, optimisers, averages · fld: js for points, – without a prior".into(),
    }));
    Ok(Did::Nothing)
}

/// One row: builds, trains for a while, measures.
fn one(shell: &mut Shell, build: &str, seconds: f32, emit: Emit<'_>) -> Result<Vec<String>> {
    let mut lab = Shell::over(Arc::clone(&shell.data), shell.seed, shell.control.clone());
    lab.device = shell.device.clone();
    (lab.reader, lab.exam) = (shell.reader.clone(), shell.exam.take());
    // The step that a screen shows is that of the experiment that stands.
    let step = shell.trainer.as_ref().map_or(0, |trainer| trainer.step);
    let mut built: Option<Built> = None;
    lab.execute(build, &mut |event| {
        if let Event::Built(found) = event {
            built = Some(found);
        }
    })?;
    let Some(built) = built else {
        return Err(Error::new(format!("'{build}' built nothing")));
    };
    let trainer = lab.trainer()?;
    for _ in 0..WARM {
        trainer.step(Side::Both)?;
    }
    let (started, mut told, mut steps) = (Instant::now(), Instant::now(), 0_u64);
    while started.elapsed().as_secs_f32() < seconds && !shell.control.stopped() {
        trainer.step(Side::Both)?;
        steps += 1;
        if told.elapsed() > Duration::from_millis(100) {
            told = Instant::now();
            let gone = started.elapsed().as_secs_f32();
            emit(Event::Progress(Progress {
                work: built.recipe.clone(),
                step,
                done: steps,
                of: None,
                rate: steps as f32 / gone,
                eta_seconds: Some((seconds - gone).max(0.0)),
                series: Series::new(),
            }));
        }
    }
    let rate = steps as f32 / started.elapsed().as_secs_f32();
    // Only what is fooled by G(z) is taught to be drawn from the prior.
    let drawn = trainer.has(Role::Generator)
        && (trainer.has(Role::Discriminator) || trainer.has(Role::CodeDiscriminator));
    let quality = if drawn {
        let mut tell = |mut event| {
            if let Event::Progress(progress) = &mut event {
                progress.step = step;
            }
            emit(event);
        };
        let found = eval::evaluate(&mut lab, SAMPLES, Origin::Prior, &mut tell)?;
        let found = found
            .measures
            .iter()
            .find(|m| m.name == "fld" || m.name == "js");
        found.map(|m| format!("{:.2}", m.value))
    } else {
        None
    };
    shell.exam = lab.exam.take();
    let sum =
        |of: fn(&crate::lab::event::NetFact) -> usize| built.nets.iter().map(of).sum::<usize>();
    let averaged = lab.trainer()?.settings.ema > 0.0;
    let numbers = |net: &crate::lab::event::NetFact| {
        let slow = averaged && (net.role == "E" || net.role == "G");
        net.parameters * (4 + usize::from(slow))
    };
    let bytes = 4 * built.nets.iter().map(numbers).sum::<usize>();
    Ok(vec![
        built.recipe.clone(),
        sum(|net| net.parameters).to_string(),
        sum(|net| net.multiply_adds).to_string(),
        format!("{:.1}", bytes as f64 / f64::from(1 << 20)),
        format!("{rate:.1}"),
        (steps + WARM).to_string(),
        quality.unwrap_or_else(|| "–".to_owned()),
    ])
}
