//! `dream`: pictures that grow until a network sees in them what it was asked for.

use crate::art::Picture;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::evaluate::Unit;
use crate::event::{Event, Gallery};
use crate::lab::{Dream, Manner, Vision};
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::language::of;
use crate::shell::measure::reader;
use crate::shell::watch::Watch;
use crate::shell::{Did, Emit, Shell};

/// Steps of a dream.
const STEPS: u64 = 100;

/// Pictures of a dream that are shown as it grows.
const SHOWN: u64 = 8;

pub(super) const COMMAND: Command = Command {
    name: "dream",
    usage: "[CLASS | unit K | code K | real [of CLASS]] [steps=N rate= jitter= decay= blur=]",
    about: "a picture that grows from noise until a network sees in it what you ask for",
    details: "dream: one for each class that the reader knows. dream 3, dream sneaker: how it grows, and the reader's probability of that class. dream unit 12: a unit of the reader's last hidden layer. dream real: what D takes for real; dream code 5: what E gives a large number there. Each step climbs the slope of that output; jitter=0 decay=0 blur=0 shows what becomes of it without what keeps it a picture.",
    words: (0, 6),
    suggest: |words| match words {
        [] => Suggestion::all([
            ("real", "what D takes for real"),
            ("unit", "what excites a unit of the reader"),
            ("code", "what E gives a large number"),
        ]),
        ["real"] => Suggestion::all([("of", "of one class")]),
        _ => Suggestion::all([
            ("steps=", "steps to grow for (100)"),
            ("rate=", "brightness that a pixel moves by in a step (0.05)"),
            ("jitter=", "pixels to shift by before a step (2)"),
            ("decay=", "share of brightness lost in a step (0.02)"),
            (
                "blur=",
                "width of a blur every fourth step, in pixels (0.5)",
            ),
        ]),
    },
    run,
};

/// What a dream is of.
#[derive(Clone, Copy)]
enum Wanted {
    Reader(Unit),
    Run(Vision),
}

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let data = match &shell.trainer {
        Some(trainer) => trainer.dataset(),
        None => std::sync::Arc::clone(&shell.data),
    };
    let size = data.item.image().ok_or_else(|| {
        Error::new("dreams are pictures, and these data are points; 'data digits' has pictures")
    })?;
    let (manner, steps) = manner(args)?;
    let wanted = wanted(shell, args, &data)?;
    if wanted.is_empty() {
        return Err(Error::new(format!(
            "'{}' has no classes to dream of; 'dream real' is what D dreams of",
            data.name
        )));
    }
    let mut reader = match wanted[0].0 {
        Wanted::Reader(_) => Some(reader(shell, &data)?),
        Wanted::Run(_) => None,
    };
    let (control, seed, live) = (shell.control.clone(), shell.seed, shell.live);
    let at = shell
        .trainer
        .as_ref()
        .map_or(0, |trainer| trainer.state().step);
    let of = steps * wanted.len() as u64;
    let (mut pictures, mut captions, mut done) = (vec![], vec![], 0);
    let mut watch = Watch::over("dream", at, &control, &mut *emit);
    for (wanted_of, name) in &wanted {
        let mut see = |picture: &[f32]| match (*wanted_of, &mut reader) {
            (Wanted::Reader(unit), Some(reader)) => reader.excite(unit, picture),
            (Wanted::Run(vision), _) => shell.trainer()?.envision(vision, picture),
            // A reader was fetched for whatever wants one.
            (Wanted::Reader(_), None) => Err(Error::new("there is no reader")),
        };
        let mut dream = Dream::of_noise(seed, size);
        let caption = |dream: &Dream, seen: f32| {
            if wanted.len() > 1 {
                format!("{name} · {seen:.2}")
            } else {
                format!("{} · {seen:.2}", dream.step())
            }
        };
        while dream.step() < steps {
            // Most happens early: the steps between pictures grow.
            let shown = |i: u64| steps * i * i / ((SHOWN - 1) * (SHOWN - 1));
            if wanted.len() == 1 && (0..SHOWN - 1).any(|i| shown(i) == dream.step()) {
                captions.push(caption(&dream, see(dream.numbers())?.0));
                pictures.extend(dream.picture());
            }
            dream.grow(manner, &mut see)?;
            done += 1;
            watch.show(live, || {
                let (mut pictures, mut captions) = (pictures.clone(), captions.clone());
                pictures.extend(dream.picture());
                captions.push(format!("{name} · {}", dream.step()));
                gallery(format!("a dream of {name}"), at, pictures, captions)
            });
            // What a stopped dream has grown to is shown.
            if watch.tell(done, Some(of), "").is_err() {
                break;
            }
        }
        captions.push(caption(&dream, see(dream.numbers())?.0));
        pictures.extend(dream.picture());
        // Dreams that were not begun are not shown.
        if control.stopped() {
            break;
        }
    }
    let what = match wanted.as_slice() {
        [(_, one)] => format!("a dream of {one} · step, and how much of it is seen"),
        _ => format!("a dream of each class after {steps} steps · how much of it is seen"),
    };
    emit(gallery(what, at, pictures, captions));
    Ok(Did::AsTyped)
}

fn gallery(title: String, step: u64, pictures: Vec<Picture>, captions: Vec<String>) -> Event {
    Event::Gallery(Gallery {
        kind: "dream".into(),
        title,
        step,
        columns: 0,
        pictures,
        captions,
    })
}

/// What the words ask for, and its name.
fn wanted(shell: &mut Shell, args: &Args, data: &Dataset) -> Result<Vec<(Wanted, String)>> {
    let (words, class) = of::split(&args.words);
    // Networks that are told classes dream of one: of the first, where nobody names any.
    let (told, of) = match (&words[..], &class, &shell.trainer) {
        (["real" | "code", ..], Some(name), _) => {
            let class = shell.trainer()?.class(name)?;
            (
                Some(class),
                format!(" {}", data.classes[usize::from(class)]),
            )
        }
        (["real" | "code", ..], None, Some(trainer)) => {
            match data.classes.first().filter(|_| trainer.state().labels) {
                Some(name) => (Some(0), format!(" {name}")),
                None => (None, String::new()),
            }
        }
        (_, Some(_), _) => {
            return Err(Error::new(
                "'of CLASS' follows 'dream real' and 'dream code 5'; 'dream 3' is what the reader takes for a 3",
            ));
        }
        _ => (None, String::new()),
    };
    let place = |word: &str| {
        word.parse::<usize>().map_err(|_| {
            Error::new(format!(
                "'{word}' is no place; a whole number from 0 is: 'dream unit 12', 'dream code 5'"
            ))
        })
    };
    Ok(match words.as_slice() {
        [] => (0_u8..)
            .zip(&data.classes)
            .map(|(class, name)| (Wanted::Reader(Unit::Class(class)), name.clone()))
            .collect(),
        ["unit", unit] => vec![(
            Wanted::Reader(Unit::Feature(place(unit)?)),
            format!("unit {unit} of the reader"),
        )],
        ["code", code] => vec![(
            Wanted::Run(Vision::Code(place(code)?, told)),
            if of.is_empty() {
                format!("number {code} of E's code")
            } else {
                format!("number {code} of E's code of a{of}")
            },
        )],
        ["real"] => vec![(
            Wanted::Run(Vision::Real(told)),
            if of.is_empty() {
                "what D takes for real".into()
            } else {
                format!("what D takes for a real{of}")
            },
        )],
        ["unit" | "code" | "real", ..] => {
            return Err(Error::new(format!(
                "'dream {}' is not whole; 'dream unit 12', 'dream code 5', 'dream real' and 'dream real of 3' are",
                words.join(" ")
            )));
        }
        class => {
            let class = data.class(&class.join(" "))?;
            let name = data.classes[usize::from(class)].clone();
            vec![(Wanted::Reader(Unit::Class(class)), name)]
        }
    })
}

/// How to climb, and for how many steps.
fn manner(args: &Args) -> Result<(Manner, u64)> {
    let (mut manner, mut steps) = (Manner::default(), STEPS);
    for (name, value) in &args.options {
        let within = |low: f32, high: f32| {
            let number = value.parse::<f32>().ok();
            number.filter(|v| (low..=high).contains(v)).ok_or_else(|| {
                Error::new(format!(
                    "{name} takes a number from {low} to {high}, not '{value}'"
                ))
            })
        };
        match name.as_str() {
            "rate" => manner.rate = within(0.0001, 1.0)?,
            "decay" => manner.decay = within(0.0, 0.5)?,
            "blur" => manner.blur = within(0.0, 2.0)?,
            "jitter" => manner.jitter = whole(name, value, 0, 8)? as u32,
            "steps" => steps = whole(name, value, 1, 100_000)?,
            _ => {
                return Err(Error::new(format!(
                    "a dream has no '{name}'; it has steps, rate, jitter, decay and blur"
                )));
            }
        }
    }
    Ok((manner, steps))
}

fn whole(name: &str, value: &str, low: u64, high: u64) -> Result<u64> {
    let number = value.parse().ok();
    number.filter(|n| (low..=high).contains(n)).ok_or_else(|| {
        Error::new(format!(
            "{name} takes a whole number from {low} to {high}, not '{value}'"
        ))
    })
}
