//! What the entries of a record say twice: each in its line and in what came of it, and one in what it left for the next.

use std::collections::BTreeMap;

use super::command::Effect;
use super::dictionary::Recorded;
use crate::error::{Error, Result};
use crate::event::{Built, Event};
use crate::lab::config::settings::as_written_now;
use crate::session::{Entry, Steps};

/// What entries have said so far.
#[derive(Default)]
pub(super) struct Twice {
    /// Settings and weights of terms, by name, as they were said last.
    values: BTreeMap<String, String>,
    built: bool,
    /// The last change walked through a batch, which may still be in flight.
    walks: bool,
}

impl Twice {
    /// Goes through the next entry, which began at step `before`.
    ///
    /// # Errors
    /// A sentence with both that are said.
    pub(super) fn next(&mut self, entry: &Entry, typed: &Recorded, before: u64) -> Result<()> {
        if !typed.alone {
            // Refused where it would be computed again.
            return Ok(());
        }
        if typed.moves().is_some() {
            // What holds at another time was said there.
            self.values.clear();
            return Ok(());
        }
        if typed.effect() == Effect::Builds {
            self.values = options(typed);
            self.built = true;
        } else if typed.changes_run() {
            self.step(entry, before)?;
        }
        for timed in &entry.events {
            match &timed.event {
                Event::Built(built) => networks(entry, typed, built)?,
                Event::Changed { name, from, to } if typed.changes_run() => {
                    let (name, from) = now(name, from);
                    let (_, to) = now(&name, to);
                    self.agrees(entry, &name, &from)?;
                    changed(entry, &name, &to)?;
                    self.values.insert(name, to);
                }
                // A look may be at another time.
                Event::Ledger(ledger) if typed.changes_run() => {
                    for term in &ledger.terms {
                        let weight = term.weight.to_string();
                        self.agrees(entry, &term.name, &weight)?;
                        self.values.insert(term.name.clone(), weight);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Checks the step of an entry that trains by no count of its own: only a walk through a batch takes one.
    fn step(&mut self, entry: &Entry, before: u64) -> Result<()> {
        // Networks may be written before.
        if !self.built && entry.step > 0 {
            return Err(Error::new(format!(
                "the record goes on with '{}' and builds nothing before that",
                entry.line
            )));
        }
        let walked = std::mem::replace(&mut self.walks, entry.line.starts_with("next"));
        let whole = (walked || self.walks) && before.checked_add(1) == Some(entry.step);
        if Steps::read(&entry.line).is_some() || entry.step == before || whole {
            return Ok(());
        }
        Err(Error::new(format!(
            "after '{}' the record is at step {}, and it was at step {before} before that",
            entry.line, entry.step
        )))
    }

    /// Compares with what was said of a value before.
    fn agrees(&self, entry: &Entry, name: &str, value: &str) -> Result<()> {
        let known = self.values.get(name);
        known.map_or(Ok(()), |known| said(entry, name, known, value))
    }
}

/// Compares two that are said of the same.
///
/// # Errors
/// A sentence with both.
pub(super) fn said(entry: &Entry, what: &str, one: &str, other: &str) -> Result<()> {
    if same(one, other) {
        return Ok(());
    }
    Err(Error::new(format!(
        "after '{}' the record says two things of {what}: {one} and {other}",
        entry.line
    )))
}

/// Whether two texts say the same: numbers may be written in two ways.
pub(super) fn same(one: &str, other: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    one == other || number(one).is_some_and(|one| number(other) == Some(one))
}

/// What a build says of settings, as the lab says them.
fn options(typed: &Recorded) -> BTreeMap<String, String> {
    let given = typed.given.options().iter();
    let known = given.filter_map(|(key, value)| as_written_now(key, value));
    known.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// A setting, or the weight of a term, as it is written now: earlier versions had other names for some.
fn now(name: &str, value: &str) -> (String, String) {
    as_written_now(name, value).map_or_else(
        || (name.to_owned(), value.to_owned()),
        |(name, value)| (name.to_owned(), value),
    )
}

/// Compares the networks that a build names with those that were built.
fn networks(entry: &Entry, typed: &Recorded, built: &Built) -> Result<()> {
    let options = typed.given.options().iter().rev();
    for (keys, role) in [
        (&["gen", "net"][..], "G"),
        (&["enc"], "E"),
        (&["disc"], "Dx"),
    ] {
        let named = |key: &&str| options.clone().find(|(of, _)| of == *key);
        let named = keys.iter().find_map(named);
        let net = built.nets.iter().find(|net| net.role == role);
        if let (Some((_, name)), Some(net)) = (named, net) {
            said(entry, role, name, &net.name)?;
        }
    }
    Ok(())
}

/// Compares a line that changes one value with what it changed.
fn changed(entry: &Entry, name: &str, to: &str) -> Result<()> {
    let words: Vec<&str> = entry.line.split_whitespace().collect();
    let line = match words[..] {
        ["set", key, value] => Some(now(key, value)),
        ["term", of, weight] => Some((of.to_owned(), weight.to_owned())),
        _ => None,
    };
    match line.filter(|(of, _)| of == name) {
        Some((_, value)) => said(entry, name, &value, to),
        None => Ok(()),
    }
}
