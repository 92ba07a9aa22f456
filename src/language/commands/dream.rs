//! `dream`: pictures that grow until a network sees in them what it was asked for.

use crate::art::Picture;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::evaluate::Unit;
use crate::event::{Event, Gallery};
use crate::lab::{Dream, Manner, Vision};
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Class, Forms, Given, Key, Name, Opt, Options, Suggestion};
use crate::shell::measure::classifier;
use crate::shell::watch::Watch;
use crate::shell::{Did, Emit, Shell};

/// Steps of a dream.
const STEPS: u64 = 100;

/// Pictures of a dream that are shown as it grows.
const SHOWN: u64 = 8;

/// A class that the classifier knows.
const CLASS: Class = Class::of_words(6);

/// A unit of the classifier.
const UNIT: Key = Key::new("unit", "what excites a unit of the classifier");
/// A number of a code.
const CODE: Key = Key::new("code", "what E gives a large number");
/// Which of them.
const K: Name<usize> = Name::needed(
    "K",
    |word| {
        word.parse().map_err(|_| {
            Error::new(format!(
                "'{word}' is not an index; give a whole number from 0, as in 'dream unit 12' or 'dream code 5'"
            ))
        })
    },
    Suggestion::none,
);

/// What D takes for real.
const REAL: Key = Key::new("real", "what D takes for real");
/// Of which class.
const OF: Key = Key::new("of", "of one class");
const CLASS_OF: Class = Class::of_words(3).called("of class");
const ONE: Forms = Forms::optional(&[&[&OF, &CLASS_OF]]);
/// As [`ONE`], where usage does not say so.
const QUIET: Forms = ONE.hidden();

const WHAT: Forms = Forms::optional(&[
    &[&CLASS],
    &[&UNIT, &K],
    &[&CODE, &K, &QUIET],
    &[&REAL, &ONE],
]);

const GROW: Opt<u64> = Opt {
    key: "steps",
    shown: "steps=N",
    about: "steps to grow for (100)",
    read: |name, value| whole(name, value, 1, 100_000),
};
const RATE: Opt<f32> = Opt {
    key: "rate",
    shown: "rate=",
    about: "brightness that a pixel moves by in a step (0.05)",
    read: |name, value| within(name, value, 0.0001, 1.0),
};
const JITTER: Opt<u64> = Opt {
    key: "jitter",
    shown: "jitter=",
    about: "pixels to shift by before a step (2)",
    read: |name, value| whole(name, value, 0, 8),
};
const DECAY: Opt<f32> = Opt {
    key: "decay",
    shown: "decay=",
    about: "share of brightness lost in a step (0.02)",
    read: |name, value| within(name, value, 0.0, 0.5),
};
const BLUR: Opt<f32> = Opt {
    key: "blur",
    shown: "blur=",
    about: "width of a blur every fourth step, in pixels (0.5)",
    read: |name, value| within(name, value, 0.0, 2.0),
};
const OPTIONS: Options = Options::of(&[&GROW, &RATE, &JITTER, &DECAY, &BLUR]);

pub(super) const COMMAND: Command = Command {
    name: "dream",
    group: Group::Look,
    params: &[&WHAT, &OPTIONS],
    about: "grow a picture until a network sees in it what you ask for",
    details: "dream: a picture for each class that the classifier knows. dream 3, dream sneaker: how it grows, and the classifier's probability of that class. dream unit 12: a unit of the classifier's last hidden layer. dream real: what D takes for real. dream code 5: what makes E give a large number there. Each step is gradient ascent on that output. jitter=0 decay=0 blur=0 turns off the regularisers and shows what becomes of the picture without them.",
    misfit: Some(|words, _, _| {
        let real = words
            .first()
            .is_some_and(|first| REAL.word == *first || CODE.word == *first);
        if words.contains(&OF.word) && !real {
            return NO_CLASS.to_owned();
        }
        format!(
            "'dream {}' is incomplete; try 'dream unit 12', 'dream code 5', 'dream real' or 'dream real of 3'",
            words.join(" ")
        )
    }),
    no_option: Some(|name, _, _| {
        format!("dream has no option '{name}'; it has steps, rate, jitter, decay and blur")
    }),
    run,
    ..Command::BASE
};

/// What a dream is of.
#[derive(Clone, Copy)]
enum Wanted {
    Classifier(Unit),
    Run(Vision),
}

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let data = match &shell.trainer {
        Some(trainer) => trainer.dataset(),
        None => std::sync::Arc::clone(&shell.data),
    };
    let size = data.item.image().ok_or_else(|| {
        Error::new("dreams are pictures, and these data are points; 'data digits' has pictures")
    })?;
    let (manner, steps) = manner(&line.given)?;
    let wanted = wanted(shell, &line.given, &data)?;
    if wanted.is_empty() {
        return Err(Error::new(format!(
            "'{}' has no classes to dream of; 'dream real' is what D dreams of",
            data.name
        )));
    }
    let mut classifier = match wanted[0].0 {
        Wanted::Classifier(_) => Some(classifier(shell, &data)?),
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
        let mut see = |picture: &[f32]| match (*wanted_of, &mut classifier) {
            (Wanted::Classifier(unit), Some(classifier)) => classifier.excite(unit, picture),
            (Wanted::Run(vision), _) => shell.trainer()?.envision(vision, picture),
            // A classifier was fetched for whatever wants one.
            (Wanted::Classifier(_), None) => Err(Error::new("there is no classifier")),
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
        _ => format!("each class after {steps} steps · the classifier's probability"),
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

/// What is said of a class where none is dreamt of.
const NO_CLASS: &str = "'of CLASS' follows 'dream real' and 'dream code 5'; 'dream 3' is what the classifier takes for a 3";

/// What the words ask for, and its name.
fn wanted(shell: &mut Shell, given: &Given, data: &Dataset) -> Result<Vec<(Wanted, String)>> {
    let named = given.maybe(&CLASS)?;
    let (real, code) = (given.has(&REAL), given.has(&CODE));
    // Conditional networks dream of one: of the first, where nobody names any.
    let (class, of) = match (real || code, given.maybe(&CLASS_OF)?, &shell.trainer) {
        (true, Some(name), _) => {
            let class = shell.trainer()?.class(&name)?;
            (
                Some(class),
                format!(" {}", data.classes[usize::from(class)]),
            )
        }
        (true, None, Some(trainer)) => {
            match data.classes.first().filter(|_| trainer.state().labels) {
                Some(name) => (Some(0), format!(" {name}")),
                None => (None, String::new()),
            }
        }
        _ => (None, String::new()),
    };
    let one = |wanted, name| Ok(vec![(wanted, name)]);
    if real {
        let name = if of.is_empty() {
            "what D takes for real".into()
        } else {
            format!("what D takes for a real{of}")
        };
        return one(Wanted::Run(Vision::Real(class)), name);
    }
    if code {
        let place = given.get(&K)?;
        let name = if of.is_empty() {
            format!("number {place} of E's code")
        } else {
            format!("number {place} of E's code of a{of}")
        };
        return one(Wanted::Run(Vision::Code(place, class)), name);
    }
    if given.has(&UNIT) {
        let place = given.get(&K)?;
        let name = format!("unit {place} of the classifier");
        return one(Wanted::Classifier(Unit::Feature(place)), name);
    }
    if let Some(name) = named {
        if name.split(' ').any(|word| word == OF.word) {
            return Err(Error::new(NO_CLASS));
        }
        let class = data.class(&name)?;
        let name = data.classes[usize::from(class)].clone();
        return one(Wanted::Classifier(Unit::Class(class)), name);
    }
    let all = (0_u8..).zip(&data.classes);
    Ok(all
        .map(|(class, name)| (Wanted::Classifier(Unit::Class(class)), name.clone()))
        .collect())
}

/// How to climb, and for how many steps.
fn manner(given: &Given) -> Result<(Manner, u64)> {
    let usual = Manner::default();
    let jitter = given.option(&JITTER)?.map(|pixels| pixels as u32);
    let manner = Manner {
        rate: given.option(&RATE)?.unwrap_or(usual.rate),
        decay: given.option(&DECAY)?.unwrap_or(usual.decay),
        blur: given.option(&BLUR)?.unwrap_or(usual.blur),
        jitter: jitter.unwrap_or(usual.jitter),
    };
    Ok((manner, given.option(&GROW)?.unwrap_or(STEPS)))
}

fn within(name: &str, value: &str, low: f32, high: f32) -> Result<f32> {
    let number = value.parse::<f32>().ok();
    number.filter(|v| (low..=high).contains(v)).ok_or_else(|| {
        Error::new(format!(
            "{name} takes a number from {low} to {high}, not '{value}'"
        ))
    })
}

fn whole(name: &str, value: &str, low: u64, high: u64) -> Result<u64> {
    let number = value.parse().ok();
    number.filter(|n| (low..=high).contains(n)).ok_or_else(|| {
        Error::new(format!(
            "{name} takes a whole number from {low} to {high}, not '{value}'"
        ))
    })
}
