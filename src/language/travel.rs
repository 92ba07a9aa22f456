//! Going to another position of the timeline: from the nearest snapshot, along the lines that were recorded.

use std::path::Path;
use std::sync::Arc;

use super::args::split;
use super::command::Language;
use super::timeline::side_of;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::event::{Curves, Event, Moved};
use crate::lab::history::History;
use crate::lab::timeline::{Act, Leg, Place, Position, Spill, Spilled};
use crate::lab::{Experiment, Side};
use crate::session::Session;
use crate::shell::train::news;
use crate::shell::watch::Watch;
use crate::shell::{Emit, Shell};

/// The last steps before the position that is gone to, of which every so many are kept: the next way back is short.
const NEAR: u64 = 64;
const EACH: u64 = 8;

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
    let tree = &shell.timeline.tree;
    let in_flight = shell.trainer.as_ref().is_none_or(Experiment::in_flight);
    let stands = (!in_flight && from.phases == 0).then(|| tree.place(from));
    let mut way = Way {
        language,
        stands,
        root: root(shell, from),
        left: None,
        exact: shell.timeline.exact,
        began: shell.timeline.tree.step(from),
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

/// All series of the branch that a position is on.
fn history_of(shell: &Shell, at: Position) -> History {
    let branch = shell.timeline.tree.branches.get(at.branch);
    branch
        .map(|branch| branch.history.clone())
        .unwrap_or_default()
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
    language.record_move(shell);
    Ok(())
}

/// Says where the run stands.
pub(super) fn arrived(shell: &mut Shell, emit: Emit<'_>) -> Result<()> {
    let tree = &shell.timeline.tree;
    let (branch, phase) = (tree.current().map(|b| b.name.clone()), tree.here.phases);
    let (last, exact) = (tree.last_step(tree.here), shell.timeline.exact);
    let live = shell.live.is_some();
    let trainer = shell.trainer()?;
    emit(Event::Moved(Moved {
        branch: branch.unwrap_or_default(),
        step: trainer.state().step,
        last,
        phase,
        digest: trainer.digest(),
        exact,
    }));
    if live && let Ok(mut news) = news(trainer) {
        let curves = trainer.state().history.curves_ahead(POINTS);
        news.push(Event::Curves(Curves { curves, log: true }));
        emit(Event::Live(news));
    }
    Ok(())
}

/// The line that builds the run at a position: its number in the record.
fn root(shell: &Shell, at: Position) -> Option<usize> {
    let tree = &shell.timeline.tree;
    tree.build(at).map(|leg| tree.path(at.branch)[leg].entry)
}

/// On the way.
struct Way {
    language: Language,
    /// Where the run stands, if it is between two steps of a branch.
    stands: Option<Place>,
    /// The line that builds the run that is there now.
    root: Option<usize>,
    /// The run that the way began with, where another one was built.
    left: Option<Experiment>,
    /// Whether what is there now is the same bit for bit as it was.
    exact: bool,
    /// The step at which the way began.
    began: u64,
}

impl Way {
    /// Brings the run to a position, whose branch has this `history`.
    fn to(
        &mut self,
        shell: &mut Shell,
        to: Position,
        history: History,
        emit: Emit<'_>,
    ) -> Result<()> {
        let tree = &shell.timeline.tree;
        let path = tree.path(to.branch);
        let built = tree.build(to).ok_or_else(|| {
            Error::new("there is nothing to go to; 'build gan' makes an experiment")
        })?;
        let lineage = tree.lineage(to);
        let snapshot = shell.timeline.snapshots.before(&lineage);
        let snapshot = snapshot.filter(|(place, _)| place.legs > built);
        // Where the run stands may be nearer than any snapshot.
        let same = self.root == Some(path[built].entry);
        let passed = |place: &Place| {
            let until = |until: &Place| until.branch == place.branch && *place <= *until;
            place.legs > built && lineage.iter().any(until)
        };
        let stands = self.stands.take().filter(|place| same && passed(place));
        let (mut legs, mut steps) = match (stands, snapshot) {
            (Some(stands), Some((place, _))) if ahead(&lineage, stands, place) => {
                (stands.legs, stands.steps)
            }
            (Some(stands), None) => (stands.legs, stands.steps),
            (_, Some((place, moment))) => {
                if !same {
                    self.build(shell, to, built, &path, emit)?;
                }
                shell.trainer()?.go_to(moment)?;
                self.exact = true;
                (place.legs, place.steps)
            }
            (None, None) => {
                self.build(shell, to, built, &path, emit)?;
                self.exact = true;
                (built + 1, 0)
            }
        };
        shell.trainer()?.take_history(history);
        let step = |legs: usize, steps| path[legs - 1].step + steps;
        let all = step(to.legs, to.steps).saturating_sub(step(legs, steps));
        let control = shell.control.clone();
        // The lab's step stays what it is until the way is done.
        let now = self.began;
        let mut watch = Watch::over("going", now, &control, emit);
        let mut done = 0;
        let recorded = shell.session.as_ref().map(|s| s.instruction_set.as_str());
        let repeats = shell.device.repeats(recorded.unwrap_or_default());
        while (legs, steps) < (to.legs, to.steps) {
            let Leg { act, entry, .. } = path[legs];
            match act {
                Act::Steps { count, side } => {
                    let until = if legs == to.legs { to.steps } else { count };
                    while steps < until {
                        watch.tell(done, Some(all), "stopped; the run is where it was")?;
                        shell.trainer()?.step(side)?;
                        self.exact &= repeats;
                        (done, steps) = (done + 1, steps + 1);
                        let left = all - done;
                        if self.exact {
                            keep(shell, to.branch, (legs, steps), left)?;
                        }
                    }
                }
                Act::Phases(_) | Act::Change => self.line(shell, entry)?,
                // Behind the last that builds there is none.
                Act::Build { .. } => {}
            }
            if legs == to.legs {
                break;
            }
            (legs, steps) = (legs + 1, 0);
        }
        let side = path.get(to.legs).map_or(Side::Both, |leg| side_of(leg.act));
        for _ in 0..to.phases {
            shell.trainer()?.walk_one(side)?;
        }
        if !shell.trainer()?.in_flight() {
            self.stands = Some(shell.timeline.tree.place(to));
        }
        Ok(())
    }

    /// Builds the networks of the line at `built` of a path, on what stood before it where they begin with that.
    fn build(
        &mut self,
        shell: &mut Shell,
        to: Position,
        built: usize,
        path: &[Leg],
        emit: Emit<'_>,
    ) -> Result<()> {
        if path[built].act == (Act::Build { warm: true }) {
            let before = Position {
                branch: to.branch,
                legs: built,
                ..Position::default()
            };
            self.to(shell, before, History::default(), emit)?;
        } else if self.left.is_none() {
            self.left = shell.trainer.take();
        }
        let entry = path[built].entry;
        let written = written_before(shell, entry);
        let networks = shell.networks.clone();
        let (data, seed) = (Arc::clone(&shell.data), shell.seed);
        if let (Some(of), Some(session)) = (&shell.timeline.data, &shell.session) {
            (shell.data, shell.seed) = (Arc::clone(of), session.seed);
        }
        let made = written
            .into_iter()
            .chain([entry])
            .try_for_each(|entry| self.line(shell, entry));
        (shell.data, shell.seed, shell.networks) = (data, seed, networks);
        made?;
        self.root = Some(entry);
        Ok(())
    }

    /// Executes a line of the record; nothing of it is said or recorded.
    fn line(&self, shell: &mut Shell, entry: usize) -> Result<()> {
        let session = shell.session.as_ref();
        let line = session.and_then(|session| session.entries.get(entry));
        let line = line.map(|entry| entry.line.clone()).unwrap_or_default();
        for (name, args) in &split(&line)? {
            let read = self.language.line(name, args)?;
            (read.command.run)(shell, &read, &mut |_| {})?;
        }
        Ok(())
    }

    /// Goes back to where the way began.
    fn back(&mut self, shell: &mut Shell, from: Position) -> Result<()> {
        // What was to stop is the way there.
        shell.control.clear();
        if let Some(left) = self.left.take() {
            shell.trainer = Some(left);
            self.root = root(shell, from);
        }
        self.stands = None;
        let history = history_of(shell, from);
        self.to(shell, from, history, &mut |_| {})
    }
}

/// Lines that write networks and stand right before the one that builds them.
fn written_before(shell: &Shell, entry: usize) -> Vec<usize> {
    let entries = shell.session.as_ref().map_or(&[][..], |s| &s.entries[..]);
    let mut first = entry;
    while first > 0
        && entries
            .get(first - 1)
            .is_some_and(|e| e.line.starts_with("net "))
    {
        first -= 1;
    }
    (first..entry).collect()
}

/// Whether a place is further on along a lineage than another.
fn ahead(lineage: &[Place], one: Place, other: Place) -> bool {
    let rank = |place: Place| {
        let at = lineage
            .iter()
            .position(|until| until.branch == place.branch);
        (std::cmp::Reverse(at), place.legs, place.steps)
    };
    rank(one) >= rank(other)
}

/// Keeps moments on the way; near its end often, where they are small.
fn keep(shell: &mut Shell, branch: usize, (legs, steps): (usize, u64), left: u64) -> Result<()> {
    let tree = &shell.timeline.tree;
    let position = |steps| Position {
        branch,
        legs,
        steps,
        phases: 0,
    };
    let budget = shell.timeline.snapshots.memory_budget;
    let trainer = shell.trainer.as_mut();
    let trainer = trainer.ok_or_else(|| Error::new("the run is gone"))?;
    let now = trainer.state().step;
    let often = left > 0 && left <= NEAR && left.is_multiple_of(EACH);
    let small = trainer.kept().is_none_or(|m| m.bytes() <= budget / 64);
    let moment = if often && small {
        trainer.keep()
    } else {
        trainer.kept()
    };
    let Some(moment) = moment else { return Ok(()) };
    // Kept within this line, or before it.
    let back = now - moment.head.step;
    let Some(steps) = steps.checked_sub(back) else {
        return Ok(());
    };
    let place = tree.place(position(steps));
    let here = (place, now);
    if !shell.timeline.snapshots.has(place) {
        shell.timeline.snapshots.keep(place, moment, here);
    }
    Ok(())
}

/// The run at the end of a record, from the nearest snapshot that the lab has left which was lost; nothing where none is
/// nearer than `step`, or the run begins with the weights of another one.
///
/// # Errors
/// When it is stopped, or the record cannot be followed; and where what comes out is not what was recorded.
pub(super) fn recover(
    language: Language,
    session: &Session,
    file: &Path,
    (outer, data): (&Shell, &Arc<Dataset>),
    step: u64,
    emit: Emit<'_>,
) -> Result<Option<Experiment>> {
    let Ok((spill, found)) = Spill::open(file) else {
        return Ok(None);
    };
    let tree = language.tree(&session.entries)?;
    let (here, lineage) = (tree.here, tree.lineage(tree.here));
    let path = tree.path(here.branch);
    let Some(built) = tree.build(here) else {
        return Ok(None);
    };
    let behind = |place: Place| {
        let until = |until: &Place| until.branch == place.branch && place <= *until;
        place.legs > built && lineage.iter().any(until)
    };
    let near = found
        .iter()
        .filter(|one| behind(one.place()) && one.step() > step);
    let nearest = |best: &Spilled, one: &Spilled| ahead(&lineage, one.place(), best.place());
    let near = near.reduce(|best, one| if nearest(best, one) { one } else { best });
    let cold = path[built].act != (Act::Build { warm: true });
    let Some(one) = near.filter(|_| cold) else {
        return Ok(None);
    };
    let Some(numbers) = spill.read(one) else {
        return Ok(None);
    };
    let mut shell = Shell::over(Arc::clone(data), session.seed, outer.control.clone());
    shell.device = outer.device.clone();
    shell.session = Some(session.clone());
    shell.timeline.tree = tree;
    shell.timeline.data = Some(Arc::clone(data));
    shell.following = true;
    let mut way = Way {
        language,
        stands: Some(one.place()),
        root: None,
        left: None,
        exact: true,
        began: 0,
    };
    way.build(&mut shell, here, built, &path, &mut *emit)?;
    // What was set up to the snapshot; its numbers are in the file.
    for leg in &path[built + 1..one.place().legs] {
        if leg.act == Act::Change && !session.entries[leg.entry].line.starts_with("pretrain") {
            way.line(&mut shell, leg.entry)?;
        }
    }
    let trainer = shell.trainer()?;
    let Some(moment) = trainer.keep() else {
        return Ok(None);
    };
    let moment = moment.with(one.step(), one.networks(), numbers);
    trainer.go_to(Arc::new(moment))?;
    way.to(&mut shell, here, History::default(), emit)?;
    let mut trainer = shell.trainer.take();
    let recorded = session
        .entries
        .last()
        .and_then(|entry| entry.digest.as_ref());
    let found = trainer.as_mut().map(Experiment::digest);
    if recorded.is_some() && found.as_ref() != recorded {
        return Err(Error::new(
            "the snapshots are of another run than the journal",
        ));
    }
    Ok(trainer)
}
