//! Names that exist in the lab of this process: completion knows no lab, and offers these.

use std::sync::{Mutex, PoisonError};

use super::params::Suggestion;
use crate::nets::{Role, shelf};
use crate::shell::Shell;

/// Numbers in a code where no run says another.
pub(super) const CODE: usize = 64;

/// Where a network would stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AtHand {
    /// The shape of an item of the data.
    pub item: Vec<usize>,
    /// Numbers in a code.
    pub latent: usize,
    /// Classes, where there are labels.
    pub classes: usize,
}

/// The branches that are listed, as of the last line that was executed.
static BRANCHES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The networks that were written, with the roles that each was written for.
static NETWORKS: Mutex<Vec<(String, Vec<Role>)>> = Mutex::new(Vec::new());

/// Where a network would stand.
static AT_HAND: Mutex<Option<AtHand>> = Mutex::new(None);

/// Takes the names that the lab has now.
pub(super) fn know(shell: &Shell) {
    let branches = &shell.timeline.tree.branches;
    let shown = branches.iter().filter(|branch| !branch.hidden);
    let names = shown.map(|branch| branch.name.clone()).collect();
    // A thread that panicked left whole names.
    let mut known = BRANCHES.lock().unwrap_or_else(PoisonError::into_inner);
    *known = names;
    drop(known);
    let written = shell.networks.iter();
    let written = written.map(|(name, roles)| (name.to_owned(), roles.keys().copied().collect()));
    *NETWORKS.lock().unwrap_or_else(PoisonError::into_inner) = written.collect();
    let item = shell.data.item.shape();
    let run = shell.trainer.as_ref();
    let at_hand = AtHand {
        latent: run.map_or(CODE, |trainer| trainer.state().latent),
        classes: shell.data.classes.len().max(shelf(&item).classes),
        item,
    };
    *AT_HAND.lock().unwrap_or_else(PoisonError::into_inner) = Some(at_hand);
}

/// Where a network would stand; nothing before the first line.
pub(super) fn at_hand() -> Option<AtHand> {
    AT_HAND
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}

/// The networks that were written for one of these roles, for completion.
pub(super) fn networks(roles: &[Role]) -> Vec<Suggestion> {
    let known = NETWORKS.lock().unwrap_or_else(PoisonError::into_inner);
    let fits = |of: &[Role]| of.iter().any(|role| roles.contains(role));
    let fitting = known.iter().filter(|(_, of)| fits(of));
    Suggestion::all(fitting.map(|(name, _)| (name.as_str(), "a network of your own")))
}

/// The branches, for completion.
pub(super) fn branches(_: &[&str]) -> Vec<Suggestion> {
    let known = BRANCHES.lock().unwrap_or_else(PoisonError::into_inner);
    Suggestion::all(known.iter().map(|name| (name.as_str(), "branch")))
}
