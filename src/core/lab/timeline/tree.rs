//! The branches of a run, and the position on them.
//!
//! A branch is a position on another one and the lines since. Its *path* is everything from the first line on that leads
//! to its end: lines of the branches before it, then its own. What is called a leg is one line of a path.

use super::place::Place;
use crate::lab::history::History;
use crate::lab::train::phase::Side;

/// What a line did to the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It took so many steps.
    Steps { count: u64, side: Side },
    /// It walked so many phases of a batch.
    Phases(usize),
    /// It built networks: `warm`, on those of the run before; otherwise nothing before it matters.
    Build { warm: bool },
    /// It changed something else: a setting, a weight.
    Change,
}

/// One line of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// Its number in the record.
    pub entry: usize,
    pub act: Act,
    /// The step of the run after it.
    pub step: u64,
}

/// A place in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// Whose path it is on.
    pub branch: usize,
    /// Lines of the path that are behind it.
    pub legs: usize,
    /// Steps of the next line that are, too.
    pub steps: u64,
    /// Phases of the batch after these.
    pub phases: usize,
}

/// One branch.
#[derive(Debug, Clone)]
pub struct Branch {
    pub name: String,
    /// Where it left another one.
    pub fork: Option<Position>,
    /// Its own lines.
    pub own: Vec<Leg>,
    /// Whether it is left out of lists.
    pub hidden: bool,
    /// All series up to its end, while the run is on another branch.
    pub history: History,
}

/// All branches; the first is `main`.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    pub branches: Vec<Branch>,
    /// Where the run stands.
    pub here: Position,
    /// Where a note was written, and its number in the record.
    pub notes: Vec<(Place, usize)>,
}

impl Tree {
    /// The name of the first branch.
    pub const MAIN: &str = "main";

    /// Whether nothing was built yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.branches.is_empty()
    }

    /// The branch whose path the run is on.
    #[must_use]
    pub fn current(&self) -> Option<&Branch> {
        self.branches.get(self.here.branch)
    }

    /// The branch that is called so.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<usize> {
        self.branches.iter().position(|branch| branch.name == name)
    }

    /// Where a branch's own lines begin on its path.
    #[must_use]
    pub fn base(&self, branch: usize) -> usize {
        let fork = self.branches.get(branch).and_then(|b| b.fork);
        fork.map_or(0, |fork| fork.legs + usize::from(fork.steps > 0))
    }

    /// All lines that lead to the end of a branch.
    #[must_use]
    pub fn path(&self, branch: usize) -> Vec<Leg> {
        // From the end to the beginning: parents are before their children.
        let mut parts: Vec<(usize, usize, u64)> = Vec::new();
        let (mut at, mut legs, mut steps) = (branch, usize::MAX, 0);
        while let Some(branch) = self.branches.get(at) {
            parts.push((at, legs, steps));
            let Some(fork) = branch.fork.filter(|fork| fork.branch < at) else {
                break;
            };
            (at, legs, steps) = (fork.branch, fork.legs, fork.steps);
        }
        let mut path: Vec<Leg> = Vec::new();
        for (at, legs, steps) in parts.into_iter().rev() {
            path.extend(&self.branches[at].own);
            let part = path.get(legs).copied().filter(|_| steps > 0);
            path.truncate(legs);
            if let Some(Leg {
                act: Act::Steps { side, .. },
                entry,
                ..
            }) = part
            {
                let before = path.last().map_or(0, |leg| leg.step);
                path.push(Leg {
                    entry,
                    act: Act::Steps { count: steps, side },
                    step: before + steps,
                });
            }
        }
        path
    }

    /// The end of a branch.
    #[must_use]
    pub fn end(&self, branch: usize) -> Position {
        let own = self.branches.get(branch).map_or(0, |b| b.own.len());
        Position {
            branch,
            legs: self.base(branch) + own,
            ..Position::default()
        }
    }

    /// Whether the run stands at the end of its branch: what comes now goes on with it.
    #[must_use]
    pub fn at_end(&self) -> bool {
        !self.is_empty() && self.here == self.end(self.here.branch)
    }

    /// The place of a moment so many steps into the next line, which begins another branch where the run is in the past or
    /// `branches`.
    #[must_use]
    pub fn place_in_next(&self, steps: u64, branches: bool) -> Place {
        let at = self.here;
        if self.at_end() && !branches || steps == 0 {
            return self.place(Position {
                steps: at.steps + steps,
                ..at
            });
        }
        // As `add` will number and place it.
        let fork = self.place(at);
        Place {
            branch: self.branches.len(),
            legs: fork.legs + usize::from(fork.steps > 0),
            steps,
        }
    }

    /// The step at a position.
    #[must_use]
    pub fn step(&self, at: Position) -> u64 {
        let path = self.path(at.branch);
        let before = at.legs.checked_sub(1).and_then(|last| path.get(last));
        before.map_or(0, |leg| leg.step) + at.steps
    }

    /// The line that built the run at a position: its place on the path.
    #[must_use]
    pub fn build(&self, at: Position) -> Option<usize> {
        let path = self.path(at.branch);
        let legs = &path[..at.legs.min(path.len())];
        legs.iter()
            .rposition(|leg| matches!(leg.act, Act::Build { .. }))
    }

    /// The position on the path of `at` at a step of the run that is built there, before the lines that were typed at that
    /// step; nothing where its branch does not go so far.
    #[must_use]
    pub fn locate(&self, at: Position, step: u64) -> Option<Position> {
        let path = self.path(at.branch);
        let built = self.build(at)?;
        let found = |legs, steps| {
            Some(Position {
                branch: at.branch,
                legs,
                steps,
                phases: 0,
            })
        };
        if step == 0 {
            return found(built + 1, 0);
        }
        let mut before = 0;
        for (place, leg) in path.iter().enumerate().skip(built + 1) {
            match leg.act {
                Act::Build { .. } => return None,
                Act::Steps { .. } if before < step && step < leg.step => {
                    return found(place, step - before);
                }
                _ if leg.step == step => return found(place + 1, 0),
                _ => before = leg.step,
            }
        }
        None
    }

    /// The last step of the run that is built at a position, on its path.
    #[must_use]
    pub fn last_step(&self, at: Position) -> u64 {
        let path = self.path(at.branch);
        let built = self.build(at).map_or(0, |built| built + 1);
        let legs = path.iter().skip(built);
        let own = legs.take_while(|leg| !matches!(leg.act, Act::Build { .. }));
        own.last().map_or(0, |leg| leg.step)
    }

    /// Lines that were typed at the step of a position and are behind it.
    #[must_use]
    pub fn lines(&self, at: Position) -> usize {
        let first = self.locate(at, self.step(at));
        first.map_or(0, |first| at.legs.saturating_sub(first.legs))
    }

    /// Where a position is on the branch that it belongs to: two positions are the same where these are.
    #[must_use]
    pub fn place(&self, at: Position) -> Place {
        let mut place = Place {
            branch: at.branch,
            legs: at.legs,
            steps: at.steps,
        };
        while let Some(fork) = self.branches.get(place.branch).and_then(|b| b.fork) {
            let base = self.base(place.branch);
            let at_fork = (place.legs, place.steps) == (base, 0);
            if place.legs >= base && !at_fork {
                break;
            }
            if at_fork {
                (place.legs, place.steps) = (fork.legs, fork.steps);
            }
            place.branch = fork.branch;
        }
        place
    }

    /// The branches that a position has behind it, each with the last place on it that is.
    #[must_use]
    pub fn lineage(&self, at: Position) -> Vec<Place> {
        let mut place = self.place(at);
        let mut lineage = vec![place];
        while let Some(fork) = self.branches.get(place.branch).and_then(|b| b.fork) {
            place = self.place(fork);
            lineage.push(place);
        }
        lineage
    }

    /// A note was written here; nothing can be noted before there is a branch.
    pub fn note(&mut self, entry: usize) {
        if !self.is_empty() {
            self.notes.push((self.place(self.here), entry));
        }
    }

    /// Steps that the record has ahead from here on, of this kind and with nothing else between them.
    #[must_use]
    pub fn ahead(&self, side: Side) -> u64 {
        let path = self.path(self.here.branch);
        let legs = path.iter().skip(self.here.legs);
        let same = legs.map_while(|leg| match leg.act {
            Act::Steps { count, side: of } if of == side => Some(count),
            _ => None,
        });
        same.sum::<u64>().saturating_sub(self.here.steps)
    }

    /// Goes on along the path by steps that the record has ahead.
    pub fn follow(&mut self, steps: u64) {
        let path = self.path(self.here.branch);
        let mut left = self.here.steps + steps;
        self.here.phases = 0;
        while let Some(Leg {
            act: Act::Steps { count, .. },
            ..
        }) = path.get(self.here.legs)
        {
            if left < *count {
                break;
            }
            left -= count;
            self.here.legs += 1;
        }
        self.here.steps = left;
    }

    /// A line that changed the run was executed here. At the end of a branch it goes on with it; elsewhere, where it builds,
    /// and where a new `name` is given, it begins another branch, whose name comes back.
    pub fn add(&mut self, leg: Leg, name: Option<&str>) -> Option<String> {
        let builds = matches!(leg.act, Act::Build { .. });
        if self.at_end() && !builds && name.is_none() {
            self.branches[self.here.branch].own.push(leg);
            self.here.legs += 1;
            return None;
        }
        let name = name.map_or_else(|| self.free_name(), ToOwned::to_owned);
        let fork = (!self.is_empty()).then(|| {
            let place = self.place(self.here);
            Position {
                branch: place.branch,
                legs: place.legs,
                steps: place.steps,
                phases: 0,
            }
        });
        self.branches.push(Branch {
            name: name.clone(),
            fork,
            own: vec![leg],
            hidden: false,
            history: History::default(),
        });
        self.here = self.end(self.branches.len() - 1);
        Some(name)
    }

    fn free_name(&self) -> String {
        if self.is_empty() {
            return Self::MAIN.to_owned();
        }
        let names = (self.branches.len() + 1..).map(|n| format!("b{n}"));
        let mut free = names.filter(|name| self.named(name).is_none());
        free.next().unwrap_or_default()
    }

    /// The position before the last line that is behind one; before a line that builds, where the run stood then.
    #[must_use]
    pub fn before_line(&self, at: Position) -> Option<Position> {
        if at.steps > 0 || at.phases > 0 {
            return Some(Position {
                steps: 0,
                phases: 0,
                ..at
            });
        }
        let path = self.path(at.branch);
        let last = at.legs.checked_sub(1)?;
        let before = Position { legs: last, ..at };
        match path.get(last)?.act {
            Act::Build { .. } => {
                // What stood before it is on the path of the branch that it left.
                let of = self.place(at).branch;
                self.branches.get(of)?.fork
            }
            Act::Phases(_) | Act::Steps { .. } | Act::Change => Some(before),
        }
    }
}
