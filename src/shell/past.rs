//! The lab in time: the snapshots it keeps, where it departs from its record, and records that replace each other.

use std::sync::Arc;
use std::time::Instant;

use super::state::Shell;
use super::timeline::{PARKED, Parked, Timeline};
use crate::lab::Experiment;
use crate::lab::timeline::{Act, Leg, Tree};
use crate::lab::train::moment::Moment;
use crate::session::{Entry, Steps};

impl Shell {
    /// Stores the snapshot that the trainer took last, at its position in the record: on the branch that the line begins
    /// which is under way, where it begins one.
    pub(crate) fn keep_moment(&mut self) {
        let Some(trainer) = &mut self.trainer else {
            return;
        };
        let Some(moment) = trainer.kept() else { return };
        // Most steps keep none.
        let same = |last: &Arc<Moment>| Arc::ptr_eq(last, &moment);
        if self.timeline.last.as_ref().is_some_and(same) {
            return;
        }
        self.timeline.last = Some(Arc::clone(&moment));
        let tree = &self.timeline.tree;
        let start = tree.step(tree.here);
        let Some(steps) = moment.head.step.checked_sub(start) else {
            return;
        };
        let branches = self.timeline.next_name.is_some();
        let place = tree.place_in_next(steps, branches);
        let now = trainer.state().step;
        let here = (tree.place_in_next(now.saturating_sub(start), branches), now);
        let began = Instant::now();
        self.timeline.snapshots.keep(place, moment, here);
        // To write others to disk for it takes time, too.
        trainer.charge(began.elapsed());
    }

    /// Drops snapshots that no longer fit the budgets.
    pub(crate) fn fit_snapshots(&mut self) {
        let tree = &self.timeline.tree;
        let here = (tree.place(tree.here), tree.step(tree.here));
        self.timeline.snapshots.fit(here);
    }

    /// The last line was executed only in part, because the run had already done the rest; the record has all of it.
    pub(crate) fn whole_line(&mut self, recorded: &Entry) {
        let tree = &mut self.timeline.tree;
        let branch = tree.branches.get_mut(tree.here.branch);
        let leg = branch.and_then(|branch| branch.own.last_mut());
        let entry = self.session.as_mut().and_then(|s| s.entries.last_mut());
        if let (Some(leg), Some(entry), Some(steps)) = (leg, entry, Steps::read(&recorded.line)) {
            leg.act = Act::Steps {
                count: steps.count,
                side: steps.side,
            };
            entry.line.clone_from(&recorded.line);
        }
    }

    /// Takes a snapshot of the run at a position that the user is likely to go back to.
    pub(crate) fn keep_here(&mut self) {
        let tree = &self.timeline.tree;
        // What is only nearly the same is no snapshot of what was.
        if tree.is_empty() || tree.here.phases > 0 || !self.timeline.exact {
            return;
        }
        let place = tree.place(tree.here);
        let Some(trainer) = &mut self.trainer else {
            return;
        };
        let Some(moment) = trainer.keep() else { return };
        let here = (place, moment.head.step);
        let ends = tree.at_end();
        let snapshots = &mut self.timeline.snapshots;
        if ends {
            snapshots.mark(place);
        }
        snapshots.keep(place, moment, here);
    }

    /// Takes a snapshot of the run after steps that are not in the record yet.
    pub(crate) fn keep_done(&mut self, steps: u64) {
        let branches = self.timeline.next_name.is_some();
        let place = self.timeline.tree.place_in_next(steps, branches);
        if let Some(moment) = self.trainer.as_mut().and_then(Experiment::keep) {
            let here = (place, moment.head.step);
            self.timeline.snapshots.mark(place);
            self.timeline.snapshots.keep(place, moment, here);
        }
    }

    /// The run is about to take steps that are not in its record. In the past these begin another branch, and the recorded
    /// steps stay on theirs.
    pub(crate) fn depart(&mut self) {
        // What was kept of a line that failed is of no branch.
        let next = self.timeline.tree.branches.len();
        self.timeline.snapshots.forget_branch(next);
        if !self.timeline.tree.is_empty() && !self.timeline.tree.at_end() {
            self.keep_here();
            let fork = self.timeline.tree.place(self.timeline.tree.here);
            self.timeline.snapshots.mark(fork);
            self.part();
        }
    }

    /// The branch keeps its full series; those of the run are cut off at its current step.
    pub(crate) fn part(&mut self) {
        self.leave_history();
        let (Some(trainer), false) = (&mut self.trainer, self.timeline.tree.at_end()) else {
            return;
        };
        let mut history = trainer.state().history.clone();
        history.forget_after(trainer.state().step);
        trainer.take_history(history);
    }

    /// Stores the series of the run with its branch.
    pub(crate) fn leave_history(&mut self) {
        let tree = &mut self.timeline.tree;
        if let (Some(trainer), Some(branch)) =
            (&self.trainer, tree.branches.get_mut(tree.here.branch))
        {
            branch.history = trainer.state().history.clone();
        }
    }

    /// Notes that a line changed the run; returns the name of the branch that it begins, if any.
    pub(crate) fn add_leg(&mut self, leg: Leg) -> Option<String> {
        let timeline = &mut self.timeline;
        timeline.undone.clear();
        timeline.after.clear();
        timeline.data_before.clear();
        timeline.data_after.clear();
        let name = timeline.next_name.take();
        let next = timeline.tree.branches.len();
        let steps = matches!(leg.act, Act::Steps { .. });
        let begun = timeline.tree.add(leg, name.as_deref());
        if begun.is_none() || !steps {
            timeline.snapshots.forget_branch(next);
        }
        begun
    }

    /// Rebuilds the tree after the end of the record was reverted.
    pub(crate) fn replace_tree(&mut self, mut tree: Tree) {
        let timeline = &mut self.timeline;
        for (new, old) in tree.branches.iter_mut().zip(&mut timeline.tree.branches) {
            new.history = std::mem::take(&mut old.history);
        }
        timeline.tree = tree;
        let end = timeline.tree.place(timeline.tree.here);
        timeline.snapshots.forget_after(end);
    }

    /// Puts the present record aside, if there is one, so that another can take its place.
    pub(crate) fn park(&mut self, trainer: Option<Experiment>) {
        if self.session.is_none() {
            self.timeline = Timeline {
                before: std::mem::take(&mut self.timeline.before),
                ..self.fresh()
            };
            return;
        }
        let fresh = self.fresh();
        let mut timeline = std::mem::replace(&mut self.timeline, fresh);
        self.timeline.before = std::mem::take(&mut timeline.before);
        let parked = self.parked(timeline, trainer);
        self.timeline.before.push(parked);
        if self.timeline.before.len() > PARKED {
            self.timeline.before.remove(0);
        }
    }

    /// An empty timeline, with the budgets of this lab.
    fn fresh(&self) -> Timeline {
        let old = &self.timeline.snapshots;
        Timeline {
            snapshots: old.emptied(),
            data: Some(Arc::clone(&self.data)),
            breaks: self.timeline.breaks.clone(),
            ..Timeline::default()
        }
    }

    fn parked(&mut self, mut timeline: Timeline, trainer: Option<Experiment>) -> Parked {
        // The budgets are the lab's, not each record's: the run itself is kept, where it stands.
        timeline.snapshots.clear();
        Parked {
            number: timeline.number,
            exact: timeline.exact,
            of: timeline.data,
            data_before: timeline.data_before,
            data_after: timeline.data_after,
            tree: timeline.tree,
            snapshots: timeline.snapshots,
            origin: timeline.origin,
            undone: timeline.undone,
            trainer,
            session: self.session.take(),
            data: Arc::clone(&self.data),
            seed: self.seed,
            networks: self.networks.clone(),
            path: self.path.take(),
            path_content: self.path_content.take(),
            unsaved: std::mem::take(&mut self.unsaved),
            keeping: self.keeping.replaced(),
        }
    }

    /// Brings back the record that the present one replaced, or the one that replaced it; returns whether there is one.
    pub(crate) fn swap_record(&mut self, back: bool) -> bool {
        let stack = if back {
            &mut self.timeline.before
        } else {
            &mut self.timeline.after
        };
        let Some(parked) = stack.pop() else {
            return false;
        };
        let trainer = self.trainer.take();
        let fresh = self.fresh();
        let mut timeline = std::mem::replace(&mut self.timeline, fresh);
        let (mut before, mut after) = (
            std::mem::take(&mut timeline.before),
            std::mem::take(&mut timeline.after),
        );
        let breaks = std::mem::take(&mut timeline.breaks);
        let present = self.parked(timeline, trainer);
        if back {
            after.push(present);
        } else {
            before.push(present);
        }
        self.timeline = Timeline {
            number: parked.number,
            tree: parked.tree,
            snapshots: parked.snapshots,
            exact: parked.exact,
            last: None,
            next_name: None,
            breaks,
            data_before: parked.data_before,
            data_after: parked.data_after,
            data: parked.of,
            undone: parked.undone,
            origin: parked.origin,
            before,
            after,
        };
        self.trainer = parked.trainer;
        (self.data, self.seed) = (parked.data, parked.seed);
        self.networks = parked.networks;
        self.session = parked.session;
        (self.path, self.path_content) = (parked.path, parked.path_content);
        (self.unsaved, self.keeping) = (parked.unsaved, parked.keeping);
        (self.evaluated, self.failure) = (None, None);
        true
    }

    /// Ends the records that the present one replaced.
    pub(crate) fn finish_parked(&mut self) {
        let timeline = &mut self.timeline;
        for parked in timeline.before.iter_mut().chain(&mut timeline.after) {
            parked.keeping.finish();
            parked.snapshots.end();
        }
    }

    /// Unsaved steps of records that the present one replaced.
    pub(crate) fn parked_steps(&self) -> u64 {
        let parked = self.timeline.before.iter().chain(&self.timeline.after);
        parked.map(|parked| parked.unsaved.steps()).sum()
    }
}
