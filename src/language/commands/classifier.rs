//! `classifier`: the classifier whose features measurements are taken on.

use std::time::Instant;

use crate::error::{Error, Result};
use crate::evaluate::{Classifier, shipped};
use crate::event::Event;
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Count, Forms, Given, Key, Opt, Options};
use crate::shell::target::{Kind, Target};
use crate::shell::watch::Watch;
use crate::shell::{Did, Emit, Shell};

/// Batches that a classifier is trained on.
const STEPS: u64 = 4000;

/// The seed of a classifier: not the lab's, so that all labs measure with the same one.
const SEED: u64 = 5;

/// Trains one.
const LEARN: Key = Key::new("train", "train one on the current data");
/// Batches that it learns from.
const LESSONS: Count = Count::of("STEPS", STEPS, 1, 1_000_000);
/// Where its weights are kept.
const TO: Opt<String> = Opt {
    key: "to",
    shown: "to=PATH",
    about: "",
    read: |_, value| Ok(value.to_owned()),
};
/// The part that it learns from.
const ON: Opt<bool> = Opt {
    key: "on",
    shown: "on=held_out",
    about: "learn from the held-out items, which no generator has seen",
    read: |_, value| match value {
        "held_out" => Ok(true),
        "train" => Ok(false),
        _ => Err(Error::new(format!(
            "on is train or held_out, not '{value}'"
        ))),
    },
};
const KEPT: Options = Options::of(&[&ON, &TO]);

/// The most training items that one is tested on which learned from the held-out ones.
const TESTED: usize = 10_000;
const TRAIN: Forms = Forms::optional(&[&[&LEARN, &LESSONS, &KEPT]]);

pub(super) const COMMAND: Command = Command {
    name: "classifier",
    was: &["reader"],
    group: Group::Measure,
    params: &[&TRAIN],
    about: "the classifier that eval measures with; train one",
    details: "classifier says which classifier eval would use, and its accuracy on held-out items. classifier train trains one on the current training items (4000 batches) and uses it from then on. It takes pictures of any size and of 2 to 256 classes: a LeNet with three convolutions for sides up to 32, a fourth up to 64, a fifth beyond. classifier train on=held_out learns from the held-out items, so that the accuracy of conditional samples is judged by pictures that no generator has seen. classifier train to=mine.safetensors also keeps its weights. digits and fashion have one built in.",
    misfit: Some(|_, other, _| {
        format!("'{other}' is not known here; 'classifier train' trains one")
    }),
    no_option: Some(|name, _, _| {
        format!(
            "'classifier' has no option '{name}'; 'classifier train to=PATH' keeps the weights, 'classifier train on=held_out' learns from the held-out items"
        )
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    if line.given.has(&LEARN) {
        train(shell, &line.given, emit)?;
    } else {
        emit(Event::Said {
            text: about(shell)?,
        });
    }
    Ok(Did::Nothing)
}

fn about(shell: &mut Shell) -> Result<String> {
    let data = std::sync::Arc::clone(&shell.data);
    let trained = shell.classifier.clone().filter(|r| r.data == data.digest);
    let (mut classifier, whose) = if let Some(classifier) = trained {
        (classifier, "trained here")
    } else if let Some(classifier) = shipped(&data.digest) {
        (classifier?, "part of the program")
    } else {
        Classifier::suits(&data)?;
        return Ok(format!(
            "no classifier has been trained on '{}' yet; 'classifier train' trains one",
            data.name
        ));
    };
    let right = classifier.right(&data.held_out, &mut || Ok(()))?;
    Ok(format!(
        "the classifier of {} ({whose}) classifies {right} of {} held-out items correctly",
        data.name,
        data.held_out.len()
    ))
}

fn train(shell: &mut Shell, given: &Given, emit: Emit<'_>) -> Result<()> {
    let steps = given.get(&LESSONS)?;
    let target = given.option(&TO)?.map(|path| Target::typed(&path));
    if let Some(target) = &target {
        target.check(Kind::Classifier, shell)?;
    }
    let data = std::sync::Arc::clone(&shell.data);
    let step = shell
        .trainer
        .as_ref()
        .map_or(0, |trainer| trainer.state().step);
    let (control, started) = (shell.control.clone(), Instant::now());
    let mut watch = Watch::over("classifier", step, &control, &mut *emit);
    let on_held_out = given.option(&ON)?.unwrap_or(false);
    let (learned, tested, of) = if on_held_out {
        (&data.held_out, &data.train, "training")
    } else {
        (&data.train, &data.held_out, "held-out")
    };
    let mut classifier = Classifier::learn(&data, learned, SEED, steps, &mut |done| {
        let stopped = "stopped before training was done; the previous classifier stays";
        watch.tell(done, Some(steps), stopped)
    })?;
    let most = if on_held_out { TESTED } else { tested.len() };
    let most = most.min(tested.len());
    let right = classifier.right_of(tested, most, &mut || Ok(()))?;
    emit(Event::Said {
        text: format!(
            "the classifier of {} classifies {right} of {most} {of} items correctly after {steps} steps in {:.0} s; eval uses it from here on",
            data.name,
            started.elapsed().as_secs_f32()
        ),
    });
    // It is kept first: a path that cannot be written must not cost what was learned.
    shell.evaluation = None;
    let classifier = shell.classifier.insert(classifier);
    if let Some(Target { path, .. }) = target {
        let sha256 = classifier.save(&path)?;
        emit(Event::Said {
            text: format!("its weights are in {} · SHA-256 {sha256}", path.display()),
        });
    }
    Ok(())
}
