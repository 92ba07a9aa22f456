//! The record as a timeline: which branches its entries make, and how a position is said.

use std::fmt::Write as _;
use std::time::Instant;

use super::branching::{self, BRANCH, DROP};
use super::command::{Effect, Language};
use super::commands::build;
use super::dictionary::Recorded;
use super::position::{self, GOTO};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::Side;
use crate::lab::timeline::{Act, Leg, Position, Tree};
use crate::session::{Entry, Session, Steps, Timed};
use crate::shell::timeline::number;
use crate::shell::{Emit, Shell};

impl Language {
    /// The branches that a record tells of, and where the run stands at its end.
    ///
    /// # Errors
    /// A sentence with the entry that cannot be: it goes where nothing was, or says two things.
    pub fn tree(self, entries: &[Entry]) -> Result<Tree> {
        let mut tree = Tree::default();
        let mut bounds = Bounds::default();
        for (at, entry) in entries.iter().enumerate() {
            self.follow_entry(&mut tree, at, entry)?;
            bounds.hold(&tree, self.recorded(entry)?.moves().is_some())?;
        }
        // The series of each branch are gathered from the record.
        bounds.look(tree.branches.len().saturating_mul(entries.len()))?;
        Ok(tree)
    }

    /// The entries that lead to where the run stands at the end of a record: those of its path from the last build on.
    ///
    /// # Errors
    /// As [`tree`](Self::tree).
    pub(super) fn behind(self, entries: &[Entry]) -> Result<Vec<&Entry>> {
        let tree = self.tree(entries)?;
        let here = tree.here;
        let path = tree.path(here.branch);
        let until = here.legs + usize::from(here.steps > 0);
        let built = tree.build(here).unwrap_or(0);
        let legs = path.get(built..until.min(path.len())).unwrap_or_default();
        Ok(legs.iter().map(|leg| &entries[leg.entry]).collect())
    }

    /// Records what a command did, which began then, and says where a branch begins with it.
    pub(super) fn record(
        self,
        shell: &mut Shell,
        line: &str,
        started: Instant,
        events: Vec<Timed>,
        emit: Emit<'_>,
    ) -> Result<()> {
        let said = self.read_line(line)?;
        let act = act(&said, line, events.iter());
        let (Some(session), Some(trainer)) = (&shell.session, &shell.trainer) else {
            return Ok(());
        };
        let (entry, step) = (session.entries.len(), trainer.state().step);
        let tree = &shell.timeline.tree;
        let left = (tree.current().map(|b| b.name.clone()), tree.step(tree.here));
        let act = act.filter(|act| !tree.is_empty() || matches!(act, Act::Build { .. }));
        if said.notes() {
            shell.timeline.tree.note(entry);
        }
        if act == Some(Act::Change) {
            shell.part();
        }
        let began = act.and_then(|act| shell.add_leg(Leg { entry, act, step }));
        let branch = began.filter(|name| name != Tree::MAIN);
        if said.moves().is_some() || branch.is_some() {
            shell.goes_back();
        }
        if let (Some(name), (Some(from), step)) = (&branch, left)
            && !matches!(act, Some(Act::Build { .. }))
        {
            emit(Event::Branched {
                branch: name.clone(),
                from,
                step,
            });
        }
        let changes = said.changes_run() || said.moves().is_some();
        shell.record(line.to_owned(), changes, branch, started, events);
        Ok(())
    }

    /// Deletes a branch that no other began on, and all that was recorded on it.
    ///
    /// # Errors
    /// Where the record cannot be read without it.
    pub(super) fn delete_branch(self, shell: &mut Shell, at: usize) -> Result<()> {
        let Some(session) = &shell.session else {
            return Ok(());
        };
        let name = shell.timeline.tree.branches[at].name.clone();
        let mut tree = Tree::default();
        let mut kept = Vec::new();
        for (number, entry) in session.entries.iter().enumerate() {
            self.follow_entry(&mut tree, number, entry)?;
            let said = self.recorded(entry)?;
            if said.moves() == Some(Moves::Drop) && branching::names(&said.given, &name) {
                continue;
            }
            if tree.is_empty() || tree.here.branch != at {
                kept.push(entry.clone());
            }
        }
        let session = Session {
            entries: kept,
            ..session.clone()
        };
        let mut tree = self.tree(&session.entries)?;
        let old = &mut shell.timeline.tree.branches;
        old.remove(at);
        for (new, old) in tree.branches.iter_mut().zip(old) {
            new.history = std::mem::take(&mut old.history);
        }
        shell.timeline.tree = tree;
        shell.timeline.undone.clear();
        shell.timeline.origin = None;
        shell.timeline.snapshots.remove_branch(at);
        // Branches have other numbers now.
        shell.timeline.number = number();
        shell.journal(|journal| journal.session(&session));
        shell.session = Some(session);
        Ok(())
    }

    /// Goes on with a tree by the entry at a place of the record.
    pub(super) fn follow_entry(self, tree: &mut Tree, at: usize, entry: &Entry) -> Result<()> {
        let said = self.recorded(entry)?;
        let wrong = |why: &str| {
            Error::new(format!(
                "entry {} '{}' is impossible: {why}",
                at + 1,
                entry.line
            ))
        };
        if let Some(moves) = said.moves() {
            return match moves {
                Moves::Goto => {
                    tree.here = position::position(tree, &said.given)?;
                    let step = tree.step(tree.here);
                    let same = step == entry.step;
                    same.then_some(()).ok_or_else(|| {
                        let found = entry.step;
                        wrong(&format!("that is step {step}, and it says step {found}"))
                    })
                }
                Moves::Branch => branching::rename(tree, &said.given),
                Moves::Drop => branching::hide(tree, &said.given),
            };
        }
        if said.notes() {
            tree.note(at);
        }
        let Some(act) = act(&said, &entry.line, entry.events.iter()) else {
            return Ok(());
        };
        // What stands before the first build changed no run.
        if tree.is_empty() && !matches!(act, Act::Build { .. }) {
            return Ok(());
        }
        if let Some(name) = &entry.branch {
            branching::allowed(tree, name).map_err(|why| wrong(&why.to_string()))?;
        }
        let leg = Leg {
            entry: at,
            act,
            step: entry.step,
        };
        tree.add(leg, entry.branch.as_deref());
        Ok(())
    }
}

/// How much of a timeline is followed: a stranger's record must not keep the lab busy for hours.
#[derive(Default)]
struct Bounds {
    /// Lines that were looked through to find where the record goes.
    lines: usize,
}

impl Bounds {
    const BRANCHES: usize = 10_000;
    const LINES: usize = 1 << 28;

    /// Takes an entry into account.
    ///
    /// # Errors
    /// A sentence with what is too much.
    fn hold(&mut self, tree: &Tree, moves: bool) -> Result<()> {
        if tree.branches.len() > Self::BRANCHES {
            return Err(Error::new(format!(
                "the record has more than {} branches, which nobody has made by hand",
                Self::BRANCHES
            )));
        }
        let lines = if moves {
            tree.end(tree.here.branch).legs
        } else {
            0
        };
        self.look(lines)
    }

    /// Takes so many lines into account that are looked through.
    fn look(&mut self, lines: usize) -> Result<()> {
        self.lines = self.lines.saturating_add(lines);
        if self.lines > Self::LINES {
            return Err(Error::new(
                "the record goes back and forth so often that following it would take hours",
            ));
        }
        Ok(())
    }
}

/// What an entry that changes no run does to the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moves {
    /// The run went somewhere.
    Goto,
    /// A branch has another name.
    Branch,
    /// A branch is left out of lists.
    Drop,
}

impl Recorded {
    /// What the entry does to the timeline, where that is all it does.
    pub(super) fn moves(&self) -> Option<Moves> {
        let name = self.command?.name;
        let all = [
            (GOTO, Moves::Goto),
            (BRANCH, Moves::Branch),
            (DROP, Moves::Drop),
        ];
        all.iter()
            .find(|(of, _)| *of == name)
            .map(|(_, moves)| *moves)
    }

    /// Whether the entry is a note.
    fn notes(&self) -> bool {
        self.command.is_some_and(|command| command.says_itself)
    }
}

/// What a line of the record did to the run, by the events that it gave; nothing where it changed nothing.
pub(super) fn act<'a>(
    said: &Recorded,
    line: &str,
    events: impl Iterator<Item = &'a Timed>,
) -> Option<Act> {
    if !said.changes_run() || line.starts_with("net ") {
        return None;
    }
    let command = said.command?;
    if command.effect == Effect::Builds {
        let warm = build::begins_with_another(&said.given);
        return Some(Act::Build { warm });
    }
    if let Some(Steps { count, side }) = Steps::read(line) {
        return Some(Act::Steps { count, side });
    }
    let phases = events.filter(|timed| matches!(timed.event, Event::Phase(_)));
    Some(match (command.effect, phases.count()) {
        (Effect::Trains, phases) => Act::Phases(phases),
        _ => Act::Change,
    })
}

/// The side that takes the next step of a path.
pub(super) fn side_of(act: Act) -> Side {
    match act {
        Act::Steps { side, .. } => side,
        _ => Side::Both,
    }
}

/// Records where the run went.
pub(super) fn record_move(shell: &mut Shell) {
    let line = here(shell);
    shell.goes_back();
    shell.record(line, true, None, Instant::now(), Vec::new());
}

/// The line that says where the run stands.
pub(super) fn here(shell: &Shell) -> String {
    let tree = &shell.timeline.tree;
    said(tree, tree.here)
}

/// The line that says where a position is.
fn said(tree: &Tree, at: Position) -> String {
    let name = tree.branches.get(at.branch).map_or("", |b| b.name.as_str());
    let mut line = format!("{} {} in={name}", GOTO, tree.step(at));
    let lines = tree.lines(at);
    for (key, value) in [("line", lines), ("phase", at.phases)] {
        if value > 0 {
            // To write to a `String` does not fail.
            let _ = write!(line, " {key}={value}");
        }
    }
    line
}
