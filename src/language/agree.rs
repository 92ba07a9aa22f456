//! What a session says twice: its head, its entries and its checkpoint have to agree.
//!
//! Only what is said is compared, not what follows from a default: that may have been another in an earlier version.

use std::collections::BTreeMap;

use super::command::{Effect, Language};
use super::commands::build;
use super::twice::{Twice, said, same};
use crate::error::{Error, Result};
use crate::event::{Built, Event};
use crate::lab::Experiment;
use crate::lab::config::origin::Origin;
use crate::lab::config::settings::{Settings, as_written_now, setting};
use crate::lab::recipes::recipe;
use crate::nets::{Role, words_of};
use crate::session::{CheckpointRef, DATA_DIGEST, Entry, Session, Steps, Stored};

/// The most updates that a network can have had.
const UPDATES: u64 = 1 << 48;

/// Checks that the record agrees with itself.
///
/// # Errors
/// A sentence with both that it says.
pub(super) fn record(language: Language, session: &Session) -> Result<()> {
    let mut before = 0;
    let mut twice = Twice::default();
    for entry in &session.entries {
        let typed = language.recorded(entry)?;
        steps(entry, before)?;
        twice.next(entry, &typed, before)?;
        if typed.effect() == Effect::Builds
            && let Some(built) = built(entry)
        {
            // A recipe that is not known fails where it is built.
            let known = typed.given.maybe(&build::RECIPE).ok().flatten();
            if let Some(known) = known.and_then(|word| recipe(&word).ok()) {
                said(entry, "recipe", known.name, &built.recipe)?;
            }
            said(entry, "data", &session.data.name, &built.data)?;
            // The last of two wins, as it did in an earlier version.
            let options = typed.given.options();
            let options: BTreeMap<&str, &str> = options
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .collect();
            for (what, did) in [
                ("seed", built.seed.to_string()),
                ("latent", built.latent.to_string()),
                ("batch", built.batch.to_string()),
                ("labels", yes_or_no(built.labels).to_owned()),
            ] {
                let head = session.seed.to_string();
                let line = options.get(what).copied();
                if let Some(line) = line.or((what == "seed").then_some(head.as_str())) {
                    said(entry, what, line, &did)?;
                }
            }
        }
        // Looks may come in the middle of a batch.
        if typed.changes_run() || typed.moves().is_some() {
            before = entry.step;
        }
    }
    let behind = language.behind(&session.entries)?;
    match behind.first().copied().and_then(built) {
        Some(built) if built.recipe != session.recipe => Err(Error::new(format!(
            "the session is of '{}', and the last that its record builds is '{}'",
            session.recipe, built.recipe
        ))),
        _ => Ok(()),
    }
}

/// Checks the steps that an entry says it took.
fn steps(entry: &Entry, before: u64) -> Result<()> {
    let Some(line) = Steps::read(&entry.line).map(|steps| steps.count) else {
        return Ok(());
    };
    let stepped = entry.events.iter().find_map(|timed| match &timed.event {
        Event::Stepped(stepped) => Some(stepped),
        _ => None,
    });
    let wrong = if before.checked_add(line) != Some(entry.step) {
        format!("it began at step {before}")
    } else if let Some(found) = stepped
        && (found.step, found.steps) != (entry.step, line)
    {
        format!("it took {} steps, to step {}", found.steps, found.step)
    } else {
        return Ok(());
    };
    Err(Error::new(format!(
        "after '{}' at step {} the record says something else: {wrong}",
        entry.line, entry.step
    )))
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn built(entry: &Entry) -> Option<&Built> {
    entry.events.iter().find_map(|timed| match &timed.event {
        Event::Built(built) => Some(built),
        _ => None,
    })
}

/// Checks that a checkpoint is the one of this session: step, digest, recipe, seed, data, networks, settings, weights of
/// terms.
///
/// # Errors
/// A sentence with what the record says and what the checkpoint says.
pub(super) fn checkpoint(
    language: Language,
    session: &Session,
    named: &CheckpointRef,
    words: &BTreeMap<String, String>,
) -> Result<()> {
    let at = session.entries.iter().rposition(|e| e.step == named.step);
    let last = session.entries.last().map_or(0, |e| e.step);
    let Some(at) = at else {
        return differs(
            "step",
            &format!("ends at step {last}"),
            &named.step.to_string(),
        );
    };
    let entries = &session.entries[..=at];
    let mut same_step = entries.iter().rev().take_while(|e| e.step == named.step);
    if let Some(digest) = same_step.find_map(|e| e.digest.as_ref())
        && *digest != named.digest
    {
        return differs(
            "digest of the weights",
            &short(digest),
            &short(&named.digest),
        );
    }
    self::words(language, session, entries, named.step, words)
}

/// Checks that what a checkpoint says in words is what the entries before it say.
///
/// # Errors
/// As [`checkpoint`].
pub(super) fn words(
    language: Language,
    session: &Session,
    entries: &[Entry],
    step: u64,
    words: &BTreeMap<String, String>,
) -> Result<()> {
    let words = &now(words);
    let mut record: BTreeMap<String, String> = BTreeMap::from([
        ("step".to_owned(), step.to_string()),
        ("recipe".to_owned(), session.recipe.clone()),
        (DATA_DIGEST.to_owned(), session.data.digest.clone()),
    ]);
    let behind = language.behind(entries)?;
    if let Some(build) = behind.first().filter(|e| built(e).is_some()) {
        record.extend(stated(language, &behind));
        let begun = entries.iter().position(|e| std::ptr::eq(e, *build));
        record.extend(written(&entries[..=begun.unwrap_or(0)]));
        swapped(&behind, &mut record);
        let lacks = |key: &&String| key.starts_with("written.") && !record.contains_key(*key);
        if let Some(key) = words.keys().find(lacks) {
            let what = key.trim_start_matches("written.");
            return differs(what, "no line that writes it", &words[key]);
        }
    }
    for (key, value) in &record {
        // A checkpoint of an earlier version says less.
        let Some(found) = words.get(key).filter(|found| !same(value, found)) else {
            continue;
        };
        let what = key.trim_start_matches("set.").trim_start_matches("term.");
        let shown = |text: &str| match key.as_str() {
            DATA_DIGEST => short(text),
            _ => text.to_owned(),
        };
        return differs(what, &shown(value), &shown(found));
    }
    Ok(())
}

/// The words of a checkpoint with settings as they are written now.
fn now(words: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut now = BTreeMap::new();
    for (key, value) in words {
        let setting = key.strip_prefix("set.");
        match setting.and_then(|name| as_written_now(name, value)) {
            // A file may say it by both names: that of now counts, as where a run is restored.
            Some((name, value)) if setting != Some(name) => {
                now.entry(format!("set.{name}")).or_insert(value);
            }
            Some((name, value)) => {
                now.insert(format!("set.{name}"), value);
            }
            None => {
                now.insert(key.clone(), value.clone());
            }
        }
    }
    now
}

fn differs(what: &str, record: &str, checkpoint: &str) -> Result<()> {
    Err(Error::new(format!(
        "the checkpoint is of another run than the record: {what}: {record} in the record, {checkpoint} in the checkpoint"
    )))
}

fn short(digest: &str) -> String {
    let digits: String = digest.chars().take(12).collect();
    format!("{digits}…")
}

/// What entries from a build on say of the run, in the words of a checkpoint.
fn stated(language: Language, entries: &[&Entry]) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let mut settings = Settings::default();
    for &entry in entries {
        let Ok(typed) = language.recorded(entry) else {
            continue;
        };
        if let Some(built) = built(entry) {
            words.insert("seed".to_owned(), built.seed.to_string());
            words.insert("latent".to_owned(), built.latent.to_string());
            words.insert("labels".to_owned(), yes_or_no(built.labels).to_owned());
            words.insert("set.batch".to_owned(), built.batch.to_string());
            for net in &built.nets {
                words.insert(format!("net.{}", net.role), net.name.clone());
            }
            for (key, value) in typed.given.options() {
                let before = settings.clone();
                if settings.set(key, value, Origin::You).is_err() {
                    continue;
                }
                for row in settings.changed(&before).chain(setting(key).ok()) {
                    words.insert(format!("set.{}", row.name), row.of(&settings));
                }
            }
        }
        for timed in &entry.events {
            if let Event::Changed { name: of, to, .. } = &timed.event
                && typed.changes_run()
            {
                match as_written_now(of, to) {
                    Some((of, to)) => words.insert(format!("set.{of}"), to),
                    None => words.insert(format!("term.{of}"), to.clone()),
                };
            }
        }
    }
    words
}

/// The networks of the last build that were written: the line before it that writes each, in the words of a
/// checkpoint.
fn written(entries: &[Entry]) -> BTreeMap<String, String> {
    let nets = entries.last().and_then(built).map(|built| &built.nets);
    let mut words = BTreeMap::new();
    for net in nets.into_iter().flatten() {
        let role = Role::ALL
            .into_iter()
            .find(|role| role.to_string() == net.role);
        let writes = |line: &&str| {
            let mut begin = line.split_whitespace();
            begin.next() == Some(&net.name) && begin.next() == role.map(Role::word)
        };
        let lines = entries
            .iter()
            .rev()
            .filter_map(|e| e.line.strip_prefix("net "));
        if let Some(line) = lines.into_iter().find(writes) {
            words.insert(format!("written.{}", net.role), line.to_owned());
        }
    }
    words
}

/// What lines that swap a network say of it, in the words of a checkpoint.
fn swapped(entries: &[&Entry], record: &mut BTreeMap<String, String>) {
    for entry in entries {
        let words: Vec<_> = entry.line.split_whitespace().take(3).collect();
        let ["swap", role, name] = words[..] else {
            continue;
        };
        let Ok(role) = Role::of_word(role) else {
            continue;
        };
        record.insert(format!("net.{role}"), name.to_owned());
        record.remove(&format!("written.{role}"));
        record.extend(words_of(&entry.line).map(|words| (format!("written.{role}"), words)));
    }
}

/// Checks that a run which was computed again is the one in the checkpoint, with all that it goes on with: settings,
/// counters, and what optimisers remember.
///
/// # Errors
/// A sentence with what differs.
pub(super) fn state(found: &mut Experiment, stored: &mut Experiment) -> Result<()> {
    let [found, stored] = [found, stored].map(Experiment::snapshot);
    // Who chose a value changes nothing, nor what the data are called.
    let counts = |key: &str| key != "data" && !key.starts_with("from.");
    for (key, value) in stored.words.iter().filter(|(key, _)| counts(key)) {
        if let Some(here) = found.words.get(key).filter(|here| !same(here, value)) {
            return Err(Error::new(format!(
                "the checkpoint does not go on as the record does: {key} is {value} in it, and {here} when computed again"
            )));
        }
    }
    let bits =
        |tensor: &Stored| -> Vec<u32> { tensor.values.iter().map(|v| v.to_bits()).collect() };
    for tensor in &stored.tensors {
        let here = found.tensors.iter().find(|here| here.name == tensor.name);
        if here.is_some_and(|here| bits(here) != bits(tensor)) {
            return Err(Error::new(format!(
                "'{}' in the checkpoint is not what is computed again",
                tensor.name
            )));
        }
    }
    Ok(())
}

/// Refuses weights with which no run goes on, and counters that no run reaches.
///
/// # Errors
/// A sentence with what the file holds.
pub(super) fn sane(tensors: &[Stored], words: &BTreeMap<String, String>) -> Result<()> {
    for tensor in tensors {
        // What an optimiser remembers may have grown beyond all bounds in a run that went on.
        let memory = tensor.name.contains(".optimizer.");
        let bad = |value: &f32| value.is_nan() || (value.is_infinite() && !memory);
        if let Some(at) = tensor.values.iter().position(bad) {
            return Err(Error::new(format!(
                "the file holds {} in '{}' (number {} of {}): it was damaged, or written so; the run cannot go on from it",
                tensor.values[at],
                tensor.name,
                at + 1,
                tensor.values.len()
            )));
        }
    }
    for (key, value) in words.iter().filter(|(key, _)| key.starts_with("updates.")) {
        let updates = value.parse::<u64>().ok().filter(|n| *n <= UPDATES);
        updates.ok_or_else(|| {
            Error::new(format!(
                "the file says '{key}' is {value}, which no run reaches: it was damaged, or written so"
            ))
        })?;
    }
    Ok(())
}
