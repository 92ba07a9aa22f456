//! The timeline of the branch that the run is on, in outline.

use std::collections::BTreeMap;

use super::state::Shell;
use crate::event::{Mark, MarkKind, Outline};
use crate::lab::Experiment;
use crate::lab::timeline::{Act, Branch, Leg, Place, Position, Tree};
use crate::order::sort_by_key;

/// The most steps that the conditions of all breakpoints are looked for at: an outline is made after every command.
const LOOKED_AT: u64 = 200_000;

impl Shell {
    /// The timeline of the present branch, of the run that is built where it stands.
    pub(crate) fn outline(&self) -> Option<Outline> {
        let trainer = self.trainer.as_ref()?;
        let tree = &self.timeline.tree;
        let branch = tree.current()?;
        let path = tree.path(tree.here.branch);
        let built = tree.build(tree.here)?;
        let own = path[built + 1..].iter();
        let own = own.take_while(|leg| !matches!(leg.act, Act::Build { .. }));
        let own: Vec<Leg> = own.copied().collect();
        let last = own.last().map_or(0, |leg| leg.step);
        let end = Position {
            branch: tree.here.branch,
            legs: built + 1 + own.len(),
            ..Position::default()
        };
        let lineage = tree.lineage(end);
        let until: BTreeMap<usize, Place> = lineage.iter().map(|end| (end.branch, *end)).collect();
        let on_the_way =
            |at: &Place| at.legs > built && until.get(&at.branch).is_some_and(|until| at <= until);
        // All of them share the lines that lead there.
        let step = |at: &Place| {
            let before = path[..at.legs.min(path.len())].last();
            before.map_or(0, |leg| leg.step) + at.steps
        };
        let mut marks = self.lines(&own);
        let notes = tree.notes.iter().filter(|(place, _)| on_the_way(place));
        marks.extend(notes.filter_map(|(place, entry)| {
            Some(Mark {
                step: step(place),
                kind: MarkKind::Note,
                text: self.line(*entry)?.to_owned(),
            })
        }));
        marks.extend(
            forks(tree)
                .filter(|(place, _)| on_the_way(place))
                .map(|(place, branch)| Mark {
                    step: step(&place),
                    kind: MarkKind::Fork,
                    text: format!("branch {} begins", branch.name),
                }),
        );
        marks.extend(self.stops(trainer, last));
        sort_by_key(&mut marks, |mark| (mark.step, mark.kind));
        Some(Outline {
            record: self.timeline.number,
            branch: branch.name.clone(),
            lineage: lineage.iter().map(|end| (end.branch, step(end))).collect(),
            step: tree.step(tree.here),
            last,
            snapshots: self.timeline.snapshots.steps(&lineage, built),
            marks,
        })
    }

    /// The line of an entry.
    fn line(&self, entry: usize) -> Option<&str> {
        let entries = self.session.as_ref().map(|session| &session.entries);
        Some(&entries?.get(entry)?.line)
    }

    /// Lines that changed the run and took no steps.
    fn lines(&self, legs: &[Leg]) -> Vec<Mark> {
        let changes = legs.iter().filter(|leg| leg.act == Act::Change);
        let mark = |leg: &Leg| {
            Some(Mark {
                step: leg.step,
                kind: MarkKind::Change,
                text: self.line(leg.entry)?.to_owned(),
            })
        };
        changes.filter_map(mark).collect()
    }

    /// Where the conditions of breakpoints begin to hold, up to a step.
    fn stops(&self, trainer: &Experiment, last: u64) -> Vec<Mark> {
        let breaks = &self.timeline.breaks;
        if last.saturating_mul(breaks.len() as u64) > LOOKED_AT {
            return Vec::new();
        }
        let history = &trainer.state().history;
        let stops = breaks.iter().flat_map(|stop| {
            let steps = stop.beginnings(history, 0, last).into_iter();
            steps.map(move |step| Mark {
                step,
                kind: MarkKind::Break,
                text: format!("break {stop}"),
            })
        });
        stops.collect()
    }
}

/// The branches that are listed and that another one has left, each with where.
fn forks(tree: &Tree) -> impl Iterator<Item = (Place, &Branch)> {
    // A run that is built anew is no other future of the one before it.
    let shown = tree.branches.iter().filter(|branch| {
        let builds = |leg: &Leg| matches!(leg.act, Act::Build { .. });
        !branch.hidden && !branch.own.first().is_some_and(builds)
    });
    shown.filter_map(|branch| Some((tree.place(branch.fork?), branch)))
}
