//! Going to another position of the timeline: from the nearest snapshot, along the lines that were recorded.

use super::command::Language;
use super::timeline::record_move;
use super::way::{Way, history_of, root};
use crate::error::Result;
use crate::event::{Curves, Event, Moved};
use crate::lab::Experiment;
use crate::lab::timeline::Position;
use crate::shell::train::news;
use crate::shell::{Emit, Shell};

/// Points of a curve on a screen.
const POINTS: usize = 300;

/// Brings the run to a position, and says so. A stop on the way leaves it where it was.
///
/// # Errors
/// `stopped`, or what went wrong when recorded lines were followed; the run is where it was.
pub(super) fn travel(
    language: Language,
    shell: &mut Shell,
    to: Position,
    emit: Emit<'_>,
) -> Result<()> {
    go(language, shell, to, emit)?;
    arrived(shell, emit)
}

/// As [`travel`], and says nothing of the end.
pub(super) fn go(
    language: Language,
    shell: &mut Shell,
    to: Position,
    emit: Emit<'_>,
) -> Result<()> {
    let from = shell.timeline.tree.here;
    if from == to {
        return Ok(());
    }
    shell.keep_here();
    shell.leave_history();
    let (began, root) = (shell.timeline.tree.step(from), root(shell, from));
    let tree = &shell.timeline.tree;
    let in_flight = shell.trainer.as_ref().is_none_or(Experiment::in_flight);
    let stands = (!in_flight && from.phases == 0).then(|| tree.place(from));
    let mut way = Way {
        language,
        stands,
        root,
        left: None,
        stay: (from.phases == 0)
            .then(|| shell.trainer.as_mut().and_then(Experiment::keep))
            .flatten(),
        exact: shell.timeline.exact,
        was_exact: shell.timeline.exact,
        began,
    };
    let history = history_of(shell, to);
    shell.following = true;
    let went = way.to(shell, to, history, emit);
    let went = went.or_else(|why| {
        way.back(shell, from)?;
        Err(why)
    });
    shell.following = false;
    let at = if went.is_ok() { to } else { from };
    shell.timeline.tree.here = at;
    shell.timeline.exact = way.exact;
    (shell.evaluated, shell.failure) = (None, None);
    went
}

/// What is done at a position that is visited.
pub(super) type Look<'a> = &'a mut dyn FnMut(&mut Shell, Emit<'_>) -> Result<()>;

/// Looks at positions one after the other; the run is where it was afterwards, whatever happens.
///
/// # Errors
/// `stopped`, or those of a look.
pub(super) fn visit(
    language: Language,
    shell: &mut Shell,
    places: &[Position],
    emit: Emit<'_>,
    look: Look<'_>,
) -> Result<()> {
    let here = shell.timeline.tree.here;
    let evaluated = shell.evaluated.take();
    let looked = places.iter().try_for_each(|place| {
        go(language, shell, *place, &mut *emit)?;
        look(&mut *shell, &mut *emit)
    });
    // A stop is no reason to stay away.
    let stopped = shell.control.stopped();
    shell.control.clear();
    go(language, shell, here, &mut |_| {})?;
    shell.evaluated = evaluated;
    if stopped {
        shell.control.stop();
    }
    looked
}

/// Follows steps that the record has ahead, and records that.
pub(super) fn along(
    language: Language,
    shell: &mut Shell,
    steps: u64,
    emit: Emit<'_>,
) -> Result<()> {
    if steps == 0 {
        return Ok(());
    }
    let mut ahead = shell.timeline.tree.clone();
    ahead.follow(steps);
    travel(language, shell, ahead.here, emit)?;
    record_move(shell);
    Ok(())
}

/// Says where the run stands.
pub(super) fn arrived(shell: &mut Shell, emit: Emit<'_>) -> Result<()> {
    let tree = &shell.timeline.tree;
    let (branch, phase) = (tree.current().map(|b| b.name.clone()), tree.here.phases);
    let (last, exact) = (tree.last_step(tree.here), shell.timeline.exact);
    let trainer = shell.trainer()?;
    emit(Event::Moved(Moved {
        branch: branch.unwrap_or_default(),
        step: trainer.state().step,
        last,
        phase,
        digest: trainer.digest(),
        exact,
    }));
    shown(shell, emit)
}

/// Shows a screen that is kept up to date what the record has of the present branch: what was on a screen when it was made.
pub(super) fn recalled(shell: &Shell, emit: Emit<'_>) {
    let (tree, session) = (&shell.timeline.tree, shell.session.as_ref());
    let Some(session) = session.filter(|_| shell.live.is_some()) else {
        return;
    };
    let path = tree.path(tree.here.branch);
    let built = tree.build(tree.here).unwrap_or(0);
    let entries = path.get(built..).unwrap_or_default().iter();
    let entries = entries.filter_map(|leg| session.entries.get(leg.entry));
    for timed in entries.flat_map(|entry| &entry.events) {
        if matches!(timed.event, Event::Live(_)) {
            emit(timed.event.clone());
        }
    }
}

/// Shows a screen that is kept up to date where the run stands, with all curves of the branch.
///
/// # Errors
/// When there is no run.
pub(super) fn shown(shell: &mut Shell, emit: Emit<'_>) -> Result<()> {
    let live = shell.live.is_some();
    let trainer = shell.trainer()?;
    // A look that fails is no reason not to be there.
    if live && let Ok(mut news) = news(trainer) {
        let curves = trainer.state().history.curves_ahead(POINTS);
        news.push(Event::Curves(Curves { curves, log: true }));
        emit(Event::Live(news));
    }
    Ok(())
}
