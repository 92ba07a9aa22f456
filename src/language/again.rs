//! Computes the entries of a session again, in a lab of their own.

use std::sync::Arc;

use super::agree;
use super::command::Language;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::Experiment;
use crate::lab::history::{RECENT, WINDOW};
use crate::session::{Entry, Farthest, Session, Steps, compare};
use crate::shell::{Emit, Shell};

/// Runs the entries of a session again in a lab of their own; `from` is a run to go on with, and the number of entries
/// that it has behind it.
pub(super) fn again(
    language: Language,
    session: &Session,
    data: &Arc<Dataset>,
    outer: &Shell,
    emit: Emit<'_>,
    from: Option<(Experiment, usize)>,
    each: &mut dyn FnMut(&Entry, &Entry) -> Result<()>,
) -> Result<Option<Experiment>> {
    let control = &outer.control;
    let step = outer
        .trainer
        .as_ref()
        .map_or(0, |trainer| trainer.state().step);
    let mut shell = Shell::over(Arc::clone(data), session.seed, control.clone());
    shell.device = outer.device.clone();
    // A file of the record is opened where somebody has named it, or allows it.
    shell.imported = outer.imported.clone();
    shell.allow_compute = outer.allow_compute;
    let mut done = 0;
    if let Some((trainer, entries)) = from {
        done = entries;
        let lines = session.entries[..done].iter().map(|e| e.line.as_str());
        shell.networks.recall(lines, &data.item.shape());
        let entries = session.entries[..entries].to_vec();
        shell.timeline.tree = language.tree(&entries)?;
        shell.timeline.data = Some(Arc::clone(data));
        shell.session = Some(Session {
            entries,
            ..session.clone()
        });
        shell.trainer = Some(trainer);
    }
    for recorded in &session.entries[done..] {
        let typed = language.recorded(recorded)?;
        if !typed.alone {
            return Err(Error::new(format!(
                "an entry of a session is one command, and '{}' is not",
                recorded.line
            )));
        }
        if !typed.changes_run() && typed.moves().is_none() {
            continue;
        }
        let left = left_of(recorded, &shell);
        if left == Some(0) {
            shell
                .session
                .iter_mut()
                .for_each(|s| s.entries.push(recorded.clone()));
            continue;
        }
        let line = left.map_or_else(
            || recorded.line.clone(),
            |left| Steps::like(&recorded.line, left).to_string(),
        );
        shell.again = Some(window(recorded));
        shell.timeline.next_name.clone_from(&recorded.branch);
        language.execute(&mut shell, &line, &mut |mut event| {
            if let Event::Progress(progress) = &mut event {
                // The step of the lab that asks stays where it is, and these are no steps of its own.
                (progress.step, progress.training) = (step, false);
                emit(event);
            }
        })?;
        if left.is_some() {
            // The part that was there is of the line, too.
            shell.whole_line(recorded);
        }
        if control.stopped() {
            return Err(Error::new("stopped before the end of the session"));
        }
        // The record that is made here has a network where it is built.
        if left.is_none()
            && !recorded.line.starts_with("net ")
            && let Some(found) = shell.session.as_ref().and_then(|s| s.entries.last())
        {
            each(recorded, found)?;
        }
    }
    Ok(shell.trainer)
}

/// Steps that are computed again without asking.
const FREE: u64 = 1000;

/// What it costs to compute entries again, in words; nothing where it is little.
pub(super) fn cost(session: &Session, done: usize) -> Option<String> {
    let entries = session.entries.get(done..).unwrap_or_default();
    let steps = entries.iter().filter_map(|entry| Steps::read(&entry.line));
    let steps = steps.fold(0_u64, |sum, steps| sum.saturating_add(steps.count));
    let seconds: f32 = entries.iter().map(|entry| entry.seconds).sum();
    // A weight with its gradient, two numbers of the optimiser and an average.
    let built = entries.iter().flat_map(|entry| &entry.events);
    let weights = built.filter_map(|timed| match &timed.event {
        Event::Built(built) => Some(built.nets.iter().map(|net| net.parameters).sum::<usize>()),
        _ => None,
    });
    let mebibytes = weights
        .max()
        .unwrap_or(0)
        .saturating_mul(5 * size_of::<f32>())
        >> 20;
    (steps > FREE).then(|| {
        format!(
            "{steps} steps, {seconds:.0} s where it was recorded, with {} MiB of weights,",
            mebibytes.max(1)
        )
    })
}

/// Steps that the means of a recorded entry are over, at most.
fn window(recorded: &Entry) -> u64 {
    let found = recorded.events.iter().find_map(|timed| match &timed.event {
        Event::Stepped(stepped) => Some(stepped.window),
        _ => None,
    });
    match found {
        None => WINDOW,
        // An earlier version wrote it.
        Some(0) => RECENT as u64,
        Some(window) => window,
    }
}

/// The steps of an entry that are left for a run which is in the middle of it; nothing where all of it is.
fn left_of(recorded: &Entry, shell: &Shell) -> Option<u64> {
    let before = shell.session.as_ref()?.entries.last()?.step;
    let now = shell.trainer.as_ref()?.state().step;
    let within = now > before && Steps::read(&recorded.line).is_some();
    within.then(|| recorded.step.saturating_sub(now))
}

/// The experiment that a record without weights leads to. Of what differs from the record on the way the first is said.
pub(super) fn repeat(
    language: Language,
    session: &Session,
    data: &Arc<Dataset>,
    shell: &Shell,
    emit: Emit<'_>,
    from: Option<(Experiment, usize)>,
) -> Result<Experiment> {
    let text = match &from {
        None => "no weights were saved: recomputing the steps".to_owned(),
        Some((trainer, _)) => format!(
            "the weights were kept at step {}: recomputing the steps after it",
            trainer.state().step
        ),
    };
    emit(Event::Said { text });
    let exact = shell.device.repeats(&session.instruction_set);
    let (mut first, mut farthest) = (None, Farthest::default());
    let found = again(
        language,
        session,
        data,
        shell,
        emit,
        from,
        &mut |recorded, found| {
            if let Err(why) = compare(recorded, found, exact, &mut farthest) {
                first.get_or_insert(why);
            }
            Ok(())
        },
    )?;
    if let Some(why) = agree::record(language, session).err().or(first) {
        emit(Event::Said {
            text: format!(
                "what was recomputed differs from the record, and the run goes on from what was recomputed: {why}"
            ),
        });
    }
    found.ok_or_else(|| Error::new("the session builds nothing; its first entry should be a build"))
}
