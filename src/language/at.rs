//! `at=STEP`: a look at another step, after which the run is where it was.

use super::command::{Command, Line};
use super::params::{Opt, Options};
use super::position;
use crate::error::Result;
use crate::lab::timeline::Position;
use crate::shell::Shell;

/// Which step, or the end of which branch.
const AT: Opt<String> = Opt {
    key: "at",
    shown: "at=STEP",
    about: "as it is at another step, or at the end of a branch",
    read: |_, value| Ok(value.to_owned()),
};

/// `[at=STEP]`.
pub(super) const OPTIONS: Options = Options::of(&[&AT]);

/// Where a line looks, if not where the run stands.
///
/// # Errors
/// A sentence where there is no such step.
pub(super) fn elsewhere(shell: &Shell, line: &Line) -> Result<Option<Position>> {
    let keys = |command: &Command| {
        let keys = command.params.iter().flat_map(|param| param.keys());
        keys.into_iter().any(|key| key.key() == AT.key)
    };
    if !keys(line.command) {
        return Ok(None);
    }
    let at = line.given.option(&AT)?;
    at.map(|word| position::named(&shell.timeline.tree, &word))
        .transpose()
}
