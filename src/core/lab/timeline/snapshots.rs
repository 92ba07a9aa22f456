//! The snapshots along a timeline: within a budget of memory and of disk, closer where one is likely to go back to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::kept::{Body, Kept};
use super::place::Place;
use super::spill::Spill;
use crate::lab::train::moment::{Head, Moment};

/// Bytes of snapshots in memory.
pub const MEMORY: usize = 256 << 20;
/// Bytes of snapshots on disk.
pub const DISK: usize = 1 << 30;
/// Snapshots in all: to choose one among them must cost nothing beside a step.
const MOST: usize = 4096;

/// All snapshots.
#[derive(Debug)]
pub struct Snapshots {
    kept: BTreeMap<Place, Kept>,
    memory: usize,
    disk: usize,
    /// Bytes that may be held in memory.
    pub memory_budget: usize,
    /// Bytes that may be held on disk.
    pub disk_budget: usize,
    /// The file of those on disk, where there may be one.
    pub file: Option<PathBuf>,
    spill: Option<Spill>,
    /// What is to be said of a disk that takes no more, once.
    trouble: Option<String>,
    /// Places that are not given up while others can be: forks, ends, breakpoints.
    marked: BTreeSet<Place>,
}

impl Default for Snapshots {
    fn default() -> Self {
        Self {
            kept: BTreeMap::new(),
            memory: 0,
            disk: 0,
            memory_budget: MEMORY,
            disk_budget: DISK,
            file: None,
            spill: None,
            trouble: None,
            marked: BTreeSet::new(),
        }
    }
}

impl Snapshots {
    /// None yet, with the same budgets.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self {
            memory_budget: self.memory_budget,
            disk_budget: self.disk_budget,
            ..Self::default()
        }
    }

    /// Keeps a moment; others give way where there is no room. `here` is where the run stands, and its step.
    pub fn keep(&mut self, place: Place, moment: Arc<Moment>, here: (Place, u64)) {
        let bytes = moment.bytes();
        if bytes > self.memory_budget.max(self.disk_budget) {
            return;
        }
        self.forget(place);
        self.memory += bytes;
        let body = Body::Memory(moment);
        self.kept.insert(place, Kept { place, bytes, body });
        self.fit(here);
    }

    /// Whether there is one here.
    #[must_use]
    pub fn has(&self, place: Place) -> bool {
        self.kept.contains_key(&place)
    }

    /// Does not give this place up while another can be.
    pub fn mark(&mut self, place: Place) {
        self.marked.insert(place);
    }

    /// Makes room for what the budgets are now.
    pub fn fit(&mut self, here: (Place, u64)) {
        while self.memory > self.memory_budget {
            let memory = self.kept.values().filter(|kept| kept.in_memory());
            let farthest = memory
                .max_by_key(|kept| distance(kept, here))
                .map(|k| k.place);
            let Some(place) = farthest else { break };
            if !self.spill(place) {
                let Some(least) = self.least(here, Kept::in_memory) else {
                    break;
                };
                self.forget(least);
            }
        }
        while self.disk > self.disk_budget {
            let Some(least) = self.least(here, |kept| !kept.in_memory()) else {
                break;
            };
            self.forget(least);
        }
        while self.kept.len() > MOST {
            let Some(least) = self.least(here, |_| true) else {
                break;
            };
            self.forget(least);
        }
    }

    /// Writes the numbers of a snapshot to disk; says whether they are there.
    fn spill(&mut self, place: Place) -> bool {
        let Some(kept) = self.kept.get_mut(&place) else {
            return false;
        };
        let (Body::Memory(moment), Some(path)) = (&kept.body, &self.file) else {
            return false;
        };
        // One that is larger than the disk's budget would only push out everything else.
        if kept.bytes > self.disk_budget {
            return false;
        }
        let file = match &mut self.spill {
            Some(file) => Ok(file),
            None => Spill::create(path).map(|file| self.spill.insert(file)),
        };
        match file.and_then(|file| file.write(place, moment)) {
            Ok(spilled) => {
                kept.body = Body::Disk(Box::new(moment.head.clone()), spilled);
                self.memory -= kept.bytes;
                self.disk += kept.bytes;
                true
            }
            Err(why) => {
                self.trouble = Some(format!(
                    "snapshots cannot be written to '{}': {why}; the lab goes on with those that fit in memory",
                    path.display()
                ));
                self.file = None;
                false
            }
        }
    }

    /// The snapshot that is missed least: the steps that would be computed again without it, measured by how far away
    /// they are.
    fn least(&self, here: (Place, u64), of: impl Fn(&Kept) -> bool) -> Option<Place> {
        let all: Vec<&Kept> = self.kept.values().collect();
        let score = |at: usize| {
            let kept = all[at];
            let beside = |other: Option<&&Kept>| {
                let other = other.filter(|other| other.place.branch == kept.place.branch);
                other.map(|other| other.step())
            };
            let before = beside(at.checked_sub(1).and_then(|at| all.get(at)));
            let after = beside(all.get(at + 1)).unwrap_or(kept.step());
            let gap = after.saturating_sub(before.unwrap_or(0));
            let marked = u64::from(self.marked.contains(&kept.place));
            (marked, (gap << 20) / (NEAR + distance(kept, here)))
        };
        let open = (0..all.len()).filter(|at| of(all[*at]) && all[*at].place != here.0);
        open.min_by_key(|at| score(*at)).map(|at| all[at].place)
    }

    /// Forgets one.
    fn forget(&mut self, place: Place) {
        let Some(kept) = self.kept.remove(&place) else {
            return;
        };
        match &kept.body {
            Body::Memory(_) => self.memory -= kept.bytes,
            Body::Disk(_, spilled) => {
                self.disk -= kept.bytes;
                if let Some(file) = &mut self.spill {
                    file.release(spilled);
                }
            }
        }
    }

    /// Forgets all: a record that gave way holds no memory, and is computed again where one goes back in it.
    pub fn clear(&mut self) {
        for place in self.kept.keys().copied().collect::<Vec<_>>() {
            self.forget(place);
        }
    }

    /// Forgets those of a branch behind a place.
    pub fn forget_after(&mut self, end: Place) {
        let after = self
            .kept
            .keys()
            .filter(|place| place.branch == end.branch && **place > end);
        for place in after.copied().collect::<Vec<_>>() {
            self.forget(place);
        }
    }

    /// Forgets those of a branch.
    pub fn forget_branch(&mut self, branch: usize) {
        let own = self.kept.keys().filter(|place| place.branch == branch);
        for place in own.copied().collect::<Vec<_>>() {
            self.forget(place);
        }
        self.marked.retain(|place| place.branch != branch);
    }

    /// Forgets those of a branch that is no more; the numbers of the branches behind it are one less then.
    pub fn remove_branch(&mut self, branch: usize) {
        self.forget_branch(branch);
        let renumbered = |mut place: Place| {
            place.branch -= usize::from(place.branch > branch);
            place
        };
        // The file says the numbers of branches as they were.
        let on_disk = self.kept.values().filter(|kept| !kept.in_memory());
        for place in on_disk.map(|kept| kept.place).collect::<Vec<_>>() {
            self.forget(place);
        }
        self.marked = self.marked.iter().copied().map(renumbered).collect();
        let kept = std::mem::take(&mut self.kept);
        self.kept = kept
            .into_iter()
            .map(|(place, mut kept)| {
                kept.place = renumbered(place);
                (kept.place, kept)
            })
            .collect();
    }

    /// The last snapshot that a position has behind it, with its place on the path: `lineage` says how far each of its
    /// branches is. One that was damaged is forgotten, and the one before it taken.
    pub fn before(&mut self, lineage: &[Place]) -> Option<(Place, Arc<Moment>)> {
        loop {
            let last = |until: &Place| {
                let first = Place {
                    branch: until.branch,
                    ..Place::default()
                };
                self.kept.range(first..=*until).next_back()
            };
            let (place, kept) = lineage.iter().find_map(last)?;
            let place = *place;
            match &kept.body {
                Body::Memory(moment) => return Some((place, Arc::clone(moment))),
                Body::Disk(head, spilled) => {
                    let head = Head::clone(head);
                    let numbers = self.spill.as_ref().and_then(|file| file.read(spilled));
                    match numbers {
                        Some(numbers) => return Some((place, Arc::new(Moment { head, numbers }))),
                        None => self.forget(place),
                    }
                }
            }
        }
    }

    /// Ends the file of those on disk, which nobody needs any more.
    pub fn end(&mut self) {
        if self.spill.take().is_some()
            && let Some(file) = self.file.take()
        {
            // One that stays is cleared away at the next start.
            let _ = std::fs::remove_file(file);
        }
    }

    /// What is to be said, once.
    pub fn trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    /// Bytes in memory and on disk.
    #[must_use]
    pub fn bytes(&self) -> (usize, usize) {
        (self.memory, self.disk)
    }

    /// The steps of the snapshots along a lineage, of those with more than so many lines behind them.
    #[must_use]
    pub fn steps(&self, lineage: &[Place], behind: usize) -> Vec<u64> {
        let on = |until: &Place| {
            let first = Place {
                branch: until.branch,
                ..Place::default()
            };
            let kept = self.kept.range(first..=*until);
            let kept = kept.filter(|(place, _)| place.legs > behind);
            kept.map(|(_, kept)| kept.step())
        };
        let mut steps: Vec<u64> = lineage.iter().flat_map(on).collect();
        steps.sort_unstable();
        steps
    }
}

/// Steps within which all snapshots are as near as each other.
const NEAR: u64 = 1000;

/// Steps between a snapshot and where the run stands.
fn distance(kept: &Kept, here: (Place, u64)) -> u64 {
    here.1.abs_diff(kept.step())
}
