//! Plays a record: entry by entry at a pace, and to and fro where somebody moves within it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::command::Language;
use super::frames::{Frame, as_recorded, to_be_read};
use crate::event::control::{Control, Move};
use crate::event::{Curve, Curves, Event, Played, Screen};
use crate::lab::timeline::Tree;
use crate::session::Entry;
use crate::shell::Emit;

/// How long a wait goes on before it looks for keys again.
const LOOKS: Duration = Duration::from_millis(10);

/// A record that is played.
pub(super) struct Player<'a> {
    pub language: Language,
    pub entries: &'a [Entry],
    pub control: &'a Control,
}

/// How a wait ended.
enum Heard {
    /// Its time is over.
    On,
    Moved(Move),
    Stopped,
}

impl Player<'_> {
    /// Shows the entries until all are shown, or the work is stopped. Where somebody moves within it, the end stays.
    pub(super) fn play(&self, emit: Emit<'_>) {
        let of = self.entries.len();
        // Entries that are shown as a whole.
        let mut shown = 0;
        loop {
            // What is left of the entry that a move came into.
            let mut rest = Vec::new();
            let (begun, heard) = if shown == of {
                if !self.control.steered() {
                    return;
                }
                stands(of, of, true, emit);
                (of, self.wait(f32::INFINITY))
            } else {
                match self.wait(0.0) {
                    Heard::On => {
                        stands(shown + 1, of, false, emit);
                        (shown + 1, self.entry(shown, &mut rest, emit))
                    }
                    other => (shown, other),
                }
            };
            match heard {
                Heard::On if shown == of => return,
                Heard::On => shown += 1,
                Heard::Stopped => return,
                Heard::Moved(to) => shown = self.go(&to, begun, rest, emit),
            }
        }
    }

    /// Shows an entry; what a move or a stop cuts off is the rest.
    fn entry(&self, number: usize, rest: &mut Vec<Event>, emit: Emit<'_>) -> Heard {
        let mut frames = self.frames(number).into_iter();
        for frame in frames.by_ref() {
            if let Some(event) = frame.event {
                emit(event);
            }
            match self.wait(frame.hold) {
                Heard::On => {}
                other => {
                    let left = frames.filter(|frame| frame.recorded);
                    rest.extend(left.filter_map(|frame| frame.event));
                    return other;
                }
            }
        }
        Heard::On
    }

    /// Shows the record as it is behind another entry; `begun` are shown now, the last without its `rest`. Gives how many
    /// are shown then.
    fn go(&self, to: &Move, begun: usize, rest: Vec<Event>, emit: Emit<'_>) -> usize {
        let of = self.entries.len();
        let target = match to {
            Move::Entries(entries) => begun.saturating_add_signed(*entries).clamp(1.min(of), of),
            Move::To(entry) => (*entry).min(of),
            Move::Find(text) => self.find(text, begun).unwrap_or_else(|| {
                let text = format!("no line of the replay has '{text}'");
                emit(Event::Said { text });
                begun
            }),
        };
        // The curves of the branch come once, at the end: to find them takes a look through the whole record.
        let moves = |entry: &Entry| {
            let mut events = entry.events.iter();
            events.any(|timed| matches!(timed.event, Event::Moved(_)))
        };
        let all = |from: usize| {
            let events = (from..target).flat_map(|number| self.all(number));
            let moved = self.entries.get(from..target).unwrap_or_default();
            let curves = moved.iter().any(moves).then(|| self.curves(target - 1));
            events.chain(curves.flatten())
        };
        if target < begun {
            emit(Event::Screen(Screen::Again(all(0).collect())));
        } else {
            rest.into_iter().chain(all(begun)).for_each(&mut *emit);
        }
        stands(target, of, false, emit);
        target
    }

    /// The next entry with this text, from the one behind those that are shown to the same again; counted from 1.
    fn find(&self, text: &str, begun: usize) -> Option<usize> {
        let text = text.to_lowercase();
        let of = self.entries.len();
        let numbers = (begun..of).chain(0..begun.min(of));
        let mut found = numbers.filter(|&n| self.entries[n].line.to_lowercase().contains(&text));
        found.next().map(|number| number + 1)
    }

    /// An entry as frames, at the pace that is set, with the curves of the branch that it goes to.
    fn frames(&self, number: usize) -> Vec<Frame> {
        let mut frames = self.recorded(number);
        let moved = |frame: &Frame| matches!(frame.event, Some(Event::Moved(_)));
        // To find them takes a look through the whole record, which text that nobody watches has no use for.
        let watched = self.control.steered();
        let at = frames.iter().rposition(moved).filter(|_| watched);
        if let (Some(at), Some(curves)) = (at, at.and_then(|_| self.curves(number))) {
            let frame = Frame {
                event: Some(curves),
                hold: 0.0,
                recorded: true,
            };
            frames.insert(at + 1, frame);
        }
        frames
    }

    /// An entry as frames, of what it recorded alone.
    fn recorded(&self, number: usize) -> Vec<Frame> {
        let entry = &self.entries[number];
        let before = self.before(number);
        if self.control.speed().is_infinite() || self.control.recorded_pace() {
            let last = number.checked_sub(1).map(|last| &self.entries[last]);
            let end = last.map_or(0.0, |last| {
                last.at + last.events.last().map_or(0.0, |timed| timed.at)
            });
            as_recorded(entry, before, entry.at - end)
        } else {
            to_be_read(entry, before)
        }
    }

    /// All that an entry shows.
    fn all(&self, number: usize) -> Vec<Event> {
        let frames = self.recorded(number).into_iter();
        let recorded = frames.filter(|frame| frame.recorded);
        recorded.filter_map(|frame| frame.event).collect()
    }

    /// What is shown before the events of an entry: its line, and the branch that begins with it.
    fn before(&self, number: usize) -> Vec<Event> {
        let entry = &self.entries[number];
        let mut before = Vec::new();
        if !self.language.says_itself(&entry.line) {
            let line = entry.line.clone();
            before.push(Event::Entered { line });
        }
        let built = |event: &Event| matches!(event, Event::Built(_));
        let builds = entry.events.iter().any(|timed| built(&timed.event));
        if let Some(branch) = entry.branch.clone().filter(|_| !builds) {
            let last = number.checked_sub(1).map(|last| &self.entries[last]);
            before.push(Event::Branched {
                branch,
                from: self.branch(number),
                step: last.map_or(0, |last| last.step),
            });
        }
        before
    }

    /// The branch that the run was on before an entry.
    fn branch(&self, number: usize) -> String {
        let of = |entry: &Entry| {
            let mut events = entry.events.iter().rev();
            let moved = events.find_map(|timed| match &timed.event {
                Event::Moved(moved) => Some(moved.branch.clone()),
                _ => None,
            });
            moved.or_else(|| entry.branch.clone())
        };
        let mut before = self.entries[..number].iter().rev();
        before.find_map(of).unwrap_or_else(|| Tree::MAIN.to_owned())
    }

    /// The curves of the branch on which the run stands after an entry.
    fn curves(&self, number: usize) -> Option<Event> {
        let tree = self.language.tree(&self.entries[..=number]).ok()?;
        let path = tree.path(tree.here.branch);
        let built = tree.build(tree.here)?;
        let mut curves: BTreeMap<&str, Vec<(u64, f32)>> = BTreeMap::new();
        for leg in &path[built..] {
            for timed in &self.entries[leg.entry].events {
                if let Event::Stepped(stepped) = &timed.event {
                    for curve in &stepped.curves {
                        let points = curves.entry(&curve.name).or_default();
                        let last = points.last().map_or(0, |(step, _)| *step);
                        let new = curve.points.iter().copied();
                        points.extend(new.filter(|(step, _)| *step > last && *step <= leg.step));
                    }
                }
            }
        }
        let curves = curves.into_iter().map(|(name, points)| Curve {
            name: name.to_owned(),
            points,
        });
        let curves = curves.collect();
        Some(Event::Live(vec![Event::Curves(Curves {
            curves,
            log: true,
        })]))
    }

    /// Waits for so many seconds at the speed that is set, and for as long as it is paused.
    fn wait(&self, seconds: f32) -> Heard {
        let control = self.control;
        let (mut left, mut last) = (seconds, Instant::now());
        loop {
            if control.stopped() {
                return Heard::Stopped;
            }
            if let Some(to) = control.take_move() {
                return Heard::Moved(to);
            }
            let now = Instant::now();
            let passed = now.duration_since(last).as_secs_f32();
            last = now;
            let mut nap = LOOKS;
            if !control.paused() {
                let speed = control.speed();
                left -= passed * speed;
                if speed.is_infinite() || left.is_nan() || left <= 0.0 {
                    return Heard::On;
                }
                let needed = (left / speed).min(LOOKS.as_secs_f32());
                nap = Duration::from_secs_f32(needed.max(0.0));
            }
            std::thread::sleep(nap);
        }
    }
}

/// Says where the replay stands.
fn stands(entry: usize, of: usize, ended: bool, emit: Emit<'_>) {
    emit(Event::Screen(Screen::Played(Played { entry, of, ended })));
}
