//! The lab in time: what it keeps to go back to, where it leaves its record, and records that give way to each other.

use std::sync::Arc;

use super::state::Shell;
use super::timeline::{PARKED, Parked, Timeline};
use crate::lab::Experiment;
use crate::lab::timeline::{Act, Leg, Position, Tree};
use crate::lab::train::moment::Moment;
use crate::session::{Entry, Steps};

impl Shell {
    /// Keeps the moments that the trainer has kept on the way, at a position that has `steps` behind it.
    pub(crate) fn keep_moment(&mut self) {
        let Some(trainer) = &self.trainer else { return };
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
        let at = |steps| Position {
            steps: tree.here.steps + steps,
            ..tree.here
        };
        let place = tree.place(at(steps));
        let now = trainer.state().step;
        let here = (tree.place(at(now.saturating_sub(start))), now);
        self.timeline.snapshots.keep(place, moment, here);
    }

    /// Gives up snapshots that the budgets have no room for any more.
    pub(crate) fn fit_snapshots(&mut self) {
        let tree = &self.timeline.tree;
        let here = (tree.place(tree.here), tree.step(tree.here));
        self.timeline.snapshots.fit(here);
    }

    /// The last line was executed in part, on a run that had the rest of it behind it: it stands in the record as a whole.
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

    /// Keeps the run as it stands, at a position that is likely to be gone back to.
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

    /// Keeps the run as it stands behind steps that the record has not yet.
    pub(crate) fn keep_done(&mut self, steps: u64) {
        let tree = &self.timeline.tree;
        let at = Position {
            steps: tree.here.steps + steps,
            ..tree.here
        };
        let place = tree.place(at);
        if let Some(moment) = self.trainer.as_mut().and_then(Experiment::keep) {
            let here = (place, moment.head.step);
            self.timeline.snapshots.mark(place);
            self.timeline.snapshots.keep(place, moment, here);
        }
    }

    /// The run is about to take steps that its record has not. In the past these are another future: the recorded one
    /// stays on its branch.
    pub(crate) fn depart(&mut self) {
        if !self.timeline.tree.is_empty() && !self.timeline.tree.at_end() {
            self.keep_here();
            let fork = self.timeline.tree.place(self.timeline.tree.here);
            self.timeline.snapshots.mark(fork);
            self.part();
        }
    }

    /// The series of the branch stay with it as they are; those of the run go no further than where it stands.
    pub(crate) fn part(&mut self) {
        self.leave_history();
        let (Some(trainer), false) = (&mut self.trainer, self.timeline.tree.at_end()) else {
            return;
        };
        let mut history = trainer.state().history.clone();
        history.forget_after(trainer.state().step);
        trainer.take_history(history);
    }

    /// Leaves the series of the run with its branch.
    pub(crate) fn leave_history(&mut self) {
        let tree = &mut self.timeline.tree;
        if let (Some(trainer), Some(branch)) =
            (&self.trainer, tree.branches.get_mut(tree.here.branch))
        {
            branch.history = trainer.state().history.clone();
        }
    }

    /// A line changed the run; the name of the branch that begins with it, if one does.
    pub(crate) fn add_leg(&mut self, leg: Leg) -> Option<String> {
        let timeline = &mut self.timeline;
        timeline.undone.clear();
        timeline.after.clear();
        timeline.data_before.clear();
        timeline.data_after.clear();
        let name = timeline.next_name.take();
        timeline.tree.add(leg, name.as_deref())
    }

    /// Another tree, where the end of the record was taken back.
    pub(crate) fn replace_tree(&mut self, mut tree: Tree) {
        let timeline = &mut self.timeline;
        for (new, old) in tree.branches.iter_mut().zip(&mut timeline.tree.branches) {
            new.history = std::mem::take(&mut old.history);
        }
        timeline.tree = tree;
        let end = timeline.tree.place(timeline.tree.here);
        timeline.snapshots.forget_after(end);
    }

    /// Lays the present record aside, where there is one, for another to take its place.
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

    /// A timeline of nothing, with the budgets of this lab.
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

    /// Brings back the record that gave way to the present one, or the one that took its place; says whether there is.
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

    /// Ends well what gave way to the present record.
    pub(crate) fn finish_parked(&mut self) {
        let timeline = &mut self.timeline;
        for parked in timeline.before.iter_mut().chain(&mut timeline.after) {
            parked.keeping.finish();
            parked.snapshots.end();
        }
    }

    /// Steps that no save has, of records that gave way to the present one.
    pub(crate) fn parked_steps(&self) -> u64 {
        let parked = self.timeline.before.iter().chain(&self.timeline.after);
        parked.map(|parked| parked.unsaved.steps()).sum()
    }
}
