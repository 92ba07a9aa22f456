//! `reader`: the classifier whose features measurements are taken on.

use std::time::Instant;

use crate::error::Result;
use crate::evaluate::{Reader, shipped};
use crate::event::Event;
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Count, Forms, Given, Key, Opt, Options};
use crate::shell::target::{Kind, Target};
use crate::shell::watch::Watch;
use crate::shell::{Did, Emit, Shell};

/// Batches that a reader learns from.
const STEPS: u64 = 4000;

/// The seed of a reader: not the lab's, so that all labs measure with the same one.
const SEED: u64 = 5;

/// Lets one learn.
const LEARN: Key = Key::new("train", "let one learn from these data");
/// Batches that it learns from.
const LESSONS: Count = Count::of("STEPS", STEPS, 1, 1_000_000);
/// Where its weights are kept.
const TO: Opt<String> = Opt {
    key: "to",
    shown: "to=PATH",
    about: "",
    read: |_, value| Ok(value.to_owned()),
};
const KEPT: Options = Options::of(&[&TO]);
const TRAIN: Forms = Forms::optional(&[&[&LEARN, &LESSONS, &KEPT]]);

pub(super) const COMMAND: Command = Command {
    name: "reader",
    meant: &["classifier"],
    group: Group::Measure,
    params: &[&TRAIN],
    about: "the classifier that eval measures with; train one",
    details: "reader says which classifier eval would use, and how well it reads held-out items. reader train lets one learn from the training items at hand (4000 batches) and uses it from then on; reader train to=mine.safetensors also keeps its weights. digits and fashion have one in the program.",
    misfit: Some(|_, other, _| format!("a reader cannot '{other}'; 'reader train' lets one learn")),
    no_option: Some(|name, _, _| {
        format!("a reader has no option '{name}'; 'reader train to=PATH' keeps its weights")
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
    let trained = shell.reader.clone().filter(|r| r.data == data.digest);
    let (mut reader, whose) = if let Some(reader) = trained {
        (reader, "trained here")
    } else if let Some(reader) = shipped(&data.digest) {
        (reader?, "part of the program")
    } else {
        Reader::suits(&data)?;
        return Ok(format!(
            "no reader has learned from '{}' yet; 'reader train' lets one learn",
            data.name
        ));
    };
    let right = reader.right(&data.held_out, &mut || Ok(()))?;
    Ok(format!(
        "the reader of {} ({whose}) reads {right} of {} held-out items rightly",
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
    let mut watch = Watch::over("reader", step, &control, &mut *emit);
    let mut reader = Reader::learn(&data, SEED, steps, &mut |done| {
        let stopped = "stopped before the reader had learned; the one before it stays";
        watch.tell(done, Some(steps), stopped)
    })?;
    let right = reader.right(&data.held_out, &mut || Ok(()))?;
    emit(Event::Said {
        text: format!(
            "the reader of {} reads {right} of {} held-out items rightly after {steps} steps in {:.0} s; eval measures with it from here on",
            data.name,
            data.held_out.len(),
            started.elapsed().as_secs_f32()
        ),
    });
    // It is kept first: a path that cannot be written must not cost what was learned.
    shell.exam = None;
    let reader = shell.reader.insert(reader);
    if let Some(Target { path, .. }) = target {
        let sha256 = reader.save(&path)?;
        emit(Event::Said {
            text: format!("its weights are in {} · SHA-256 {sha256}", path.display()),
        });
    }
    Ok(())
}
