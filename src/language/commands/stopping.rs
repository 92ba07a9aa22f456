//! What conditions need: the series that there are, and the values of steps that only a few were recorded of.

use crate::error::Result;
use crate::evaluate::MEASURES;
use crate::event::StoppedAt;
use crate::lab::series::SERIES;
use crate::lab::terms::TERMS;
use crate::lab::timeline::Condition;
use crate::language::command::Language;
use crate::language::position;
use crate::language::travel::go;
use crate::shell::{Emit, Shell};

/// Reads a condition, on series that the run has or will have.
///
/// # Errors
/// A sentence with what is not understood, or the nearest series.
pub(super) fn condition(shell: &mut Shell, text: &str) -> Result<Condition> {
    let condition = Condition::read(text)?;
    let history = &shell.trainer()?.state().history;
    let mut names: Vec<&str> = history.names().into_iter().collect();
    // Before the first step nobody has said them.
    if names.is_empty() {
        names.extend(SERIES.iter().map(|(name, _)| *name));
        names.extend(TERMS.iter().map(|term| term.name));
    }
    names.extend(MEASURES.iter().map(|(name, _)| *name));
    condition.known(&names)?;
    Ok(condition)
}

/// Computes the steps again, after `from` up to `to`, of which the record has only some: it comes from a file.
///
/// # Errors
/// When it is stopped.
pub(super) fn fill(
    shell: &mut Shell,
    language: Language,
    from: u64,
    to: u64,
    emit: Emit<'_>,
) -> Result<()> {
    if shell.trainer()?.state().history.has_each(from, to) {
        return Ok(());
    }
    let tree = &shell.timeline.tree;
    let here = tree.here;
    let (start, end) = (
        position::step(tree, here, from)?,
        position::step(tree, here, to)?,
    );
    go(language, shell, start, emit)?;
    let went = go(language, shell, end, emit);
    go(language, shell, here, &mut |_| {})?;
    went
}

/// What is said where a condition stops the run.
pub(super) fn found(shell: &mut Shell, condition: &Condition, step: u64) -> Result<StoppedAt> {
    let values = condition.values(&shell.trainer()?.state().history, step);
    Ok(StoppedAt {
        condition: condition.to_string(),
        step,
        values,
    })
}
