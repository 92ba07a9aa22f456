//! The weights of all networks, in the names and layouts of `PyTorch`.

use std::collections::BTreeMap;

use super::words::exported;
use crate::error::Result;
use crate::session;
use crate::shell::target::{Kind, Target};
use crate::shell::{Emit, Shell};

/// Writes the weights to the place that was typed.
pub(super) fn export(shell: &mut Shell, typed: &str, emit: Emit<'_>) -> Result<()> {
    shell.trainer()?;
    let target = Target::typed(typed);
    target.check(Kind::Weights, shell)?;
    let weights = shell.trainer()?.foreign_weights();
    let words = BTreeMap::from([("format".to_owned(), "pt".to_owned())]);
    session::write(&target.path, &weights, &words)?;
    shell.written.note(&target.path);
    exported("tensors", &target.path, weights.len(), emit);
    Ok(())
}
