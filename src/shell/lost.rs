//! Short names of labs that were lost: `lost` for the last one, `lost2` for the one before it.

use std::path::{Path, PathBuf};

use crate::error::brief;
use crate::session;

/// The name of the last lab that was lost.
const NAME: &str = "lost";

/// The journals of lost labs, the last one first.
fn journals() -> Vec<PathBuf> {
    let folder = session::journals().ok();
    let mut found = folder.map_or_else(Vec::new, |folder| session::lost(&folder));
    found.reverse();
    found
}

fn name(place: usize) -> String {
    match place {
        0 => NAME.to_owned(),
        n => format!("{NAME}{}", n + 1),
    }
}

/// The journal with this name.
pub(crate) fn named(word: &str) -> Option<PathBuf> {
    if !word.starts_with(NAME) {
        return None;
    }
    let found = journals().into_iter().enumerate();
    found
        .filter(|(place, _)| name(*place) == word)
        .map(|(_, journal)| journal)
        .next()
}

/// What can be typed for them, and what each is.
pub(crate) fn names() -> Vec<(String, &'static str)> {
    let about = |place| match place {
        0 => "the last lab that ended without saving",
        _ => "the one before it",
    };
    (0..journals().len())
        .map(|place| (name(place), about(place)))
        .collect()
}

/// What is said at the start about labs that were lost.
#[must_use]
pub fn offer(lost: &[PathBuf]) -> Option<String> {
    let last = lost.last()?;
    let what = about(last).map_or_else(String::new, |about| format!(" ({about})"));
    let more = match lost.len() {
        1 => String::new(),
        2 => format!("; so did another: 'load {}'", name(1)),
        n => format!(
            "; so did {} others: 'load {}' to 'load {}'",
            n - 1,
            name(1),
            name(n - 1)
        ),
    };
    Some(format!(
        "a lab ended without saving{what}; 'load {NAME}' continues it{more}"
    ))
}

/// What the lab was doing.
fn about(journal: &Path) -> Option<String> {
    let session = session::recover(journal).ok()?.session;
    let step = session.entries.last().map_or(0, |entry| entry.step);
    Some(format!(
        "{} on {}, step {step}",
        session.recipe,
        brief(&session.data.name)
    ))
}
