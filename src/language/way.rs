//! The way to a position: from the nearest snapshot, or from the line that builds, along the lines that were recorded.

use std::sync::Arc;

use super::args::split;
use super::command::Language;
use super::timeline::side_of;
use crate::error::{Error, Result};
use crate::lab::history::History;
use crate::lab::timeline::{Act, Leg, Place, Position};
use crate::lab::train::moment::Moment;
use crate::lab::{Experiment, Side};
use crate::shell::watch::Watch;
use crate::shell::{Emit, Shell};

/// The last steps before the position that is gone to, of which every so many are kept: the next way back is short.
const NEAR: u64 = 64;
const EACH: u64 = 8;

/// On the way.
pub(super) struct Way {
    pub language: Language,
    /// Where the run stands, if it is between two steps of a branch.
    pub stands: Option<Place>,
    /// The line that builds the run that is there now.
    pub root: Option<usize>,
    /// The run that the way began with, where another one was built.
    pub left: Option<Experiment>,
    /// Where the way began, whatever the budgets of snapshots are: a stop is answered at once.
    pub stay: Option<Arc<Moment>>,
    /// Whether what is there now is the same bit for bit as it was, and what the way began with.
    pub exact: bool,
    pub was_exact: bool,
    /// The step at which the way began.
    pub began: u64,
}

impl Way {
    /// Brings the run to a position, whose branch has this `history`.
    pub(super) fn to(
        &mut self,
        shell: &mut Shell,
        to: Position,
        history: History,
        emit: Emit<'_>,
    ) -> Result<()> {
        let tree = &shell.timeline.tree;
        let path = tree.path(to.branch);
        let built = tree
            .build(to)
            .ok_or_else(|| Error::new("there is no run yet; 'build gan' begins one"))?;
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
                        // A step of a large network takes longer than a person who stops it waits.
                        loop {
                            watch.tell(done, Some(all), "stopped; the run is where it was")?;
                            if shell.trainer()?.part(side)? {
                                break;
                            }
                        }
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
    pub(super) fn build(
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
    pub(super) fn line(&self, shell: &mut Shell, entry: usize) -> Result<()> {
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
    pub(super) fn back(&mut self, shell: &mut Shell, from: Position) -> Result<()> {
        // What was to stop is the way there.
        shell.control.clear();
        if let Some(left) = self.left.take() {
            shell.trainer = Some(left);
            self.root = root(shell, from);
        }
        self.stands = None;
        let history = history_of(shell, from);
        if self.root == root(shell, from)
            && let Some(stay) = self.stay.take()
        {
            let trainer = shell.trainer()?;
            trainer.go_to(stay)?;
            trainer.take_history(history);
            self.exact = self.was_exact;
            return Ok(());
        }
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
pub(super) fn ahead(lineage: &[Place], one: Place, other: Place) -> bool {
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

/// All series of the branch that a position is on.
pub(super) fn history_of(shell: &Shell, at: Position) -> History {
    let branch = shell.timeline.tree.branches.get(at.branch);
    branch
        .map(|branch| branch.history.clone())
        .unwrap_or_default()
}

/// The line that builds the run at a position: its number in the record.
pub(super) fn root(shell: &Shell, at: Position) -> Option<usize> {
    let tree = &shell.timeline.tree;
    tree.build(at).map(|leg| tree.path(at.branch)[leg].entry)
}
