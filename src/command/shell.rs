//! What commands work on: the lab, its data, and the record of what happened.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::args::split;
use super::compress::Sizes;
use super::kept::Keeping;
use super::unsaved::Unsaved;
use super::{Args, CHANGES, find, finishes, forced};
use crate::data::{self, Dataset};
use crate::error::{Error, Result};
use crate::evaluate::{Exam, Reader};
use crate::event::control::Control;
use crate::event::{Evaluated, Event};
use crate::lab::{Device, Experiment};
use crate::session::{DataRef, Entry, FORMAT, Session, Timed, Written};

/// Where events go.
pub type Emit<'a> = &'a mut dyn FnMut(Event);

/// The deepest that sourced files may source others.
const DEEPEST: usize = 8;

/// What a command did, for the record.
#[derive(Debug)]
pub enum Did {
    /// What was typed.
    AsTyped,
    /// Something else than what was typed: `step 137`.
    Instead(String),
    /// Something, and then it failed.
    Failed(String, Error),
    /// Nothing that a session keeps.
    Nothing,
}

/// Why an open-ended run is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RunEnd {
    /// To let a waiting line have its turn.
    GaveWay,
    /// It was stopped, as it has to be.
    Stopped,
}

/// The lab with its data, its record and its journal.
// Each is a fact of its own about the line that is executed.
#[allow(clippy::struct_excessive_bools)]
pub struct Shell {
    pub data: Arc<Dataset>,
    pub trainer: Option<Experiment>,
    /// What experiments are built on.
    pub device: Device,
    /// A classifier that was trained here, for `eval`.
    pub reader: Option<Reader>,
    /// The examination of the experiment's data, once there was one.
    pub(super) exam: Option<Exam>,
    /// What the last `eval` found.
    pub(super) evaluated: Option<Evaluated>,
    /// What `compress` found of codes of several sizes.
    pub(super) sizes: Sizes,
    /// Why the last step failed, if it did.
    pub(super) failure: Option<String>,
    /// The seed of a `build` that names none.
    pub seed: u64,
    pub control: Control,
    /// Where a record is computed again: steps that its means are over. What an earlier version took is taken.
    pub(super) again: Option<u64>,
    /// How often a screen wants news while training runs.
    pub live: Option<Duration>,
    /// What happened since `build`.
    pub session: Option<Session>,
    /// Where the session was last saved or loaded.
    pub path: Option<PathBuf>,
    /// The SHA-256 of the session there as this lab knows it.
    pub(super) path_content: Option<String>,
    pub(super) keeping: Keeping,
    pub(super) unsaved: Unsaved,
    /// Whether there was something not saved when the line that is executed began.
    pub(super) unsaved_before: bool,
    /// Whether a run gave way to a line and is to go on.
    pub(super) gave_way: bool,
    /// Files that this program wrote.
    pub(super) written: Written,
    /// Whether a person is there to be asked.
    pub(super) attended: bool,
    /// The command that runs, as it was typed, and when it began.
    pub(super) running: Option<(String, f32)>,
    pub(super) began: Instant,
    depth: usize,
    /// Whether somebody has left: nothing runs after that.
    pub(super) left: bool,
    /// Whether the line that is executed is one command, typed by a person.
    alone: bool,
    /// How the last open-ended run of the line that is executed ended.
    pub(super) run_ended: Option<RunEnd>,
}

impl Shell {
    /// A lab without an experiment.
    ///
    /// # Errors
    /// A sentence when the data cannot be loaded.
    pub fn new(data: &str, seed: u64, control: Control) -> Result<Self> {
        Ok(Self::over(Arc::new(data::load(data)?), seed, control))
    }

    /// A lab over data that are loaded.
    #[must_use]
    pub fn over(data: Arc<Dataset>, seed: u64, control: Control) -> Self {
        Self {
            data,
            trainer: None,
            device: Device::default(),
            reader: None,
            exam: None,
            evaluated: None,
            sizes: Sizes::default(),
            failure: None,
            seed,
            control,
            again: None,
            live: None,
            session: None,
            path: None,
            path_content: None,
            keeping: Keeping::default(),
            unsaved: Unsaved::default(),
            unsaved_before: false,
            gave_way: false,
            written: Written::default(),
            attended: false,
            running: None,
            began: Instant::now(),
            depth: 0,
            left: false,
            alone: false,
            run_ended: None,
        }
    }

    /// Whether an open-ended run should give way to a line that waits. Within a file or beside other
    /// commands of its line it does not: their order is what was asked for.
    pub(super) fn give_way(&mut self) -> bool {
        let gives = self.alone && self.control.waiting();
        if gives {
            self.gave_way = true;
            self.run_ended = Some(RunEnd::GaveWay);
        }
        gives
    }

    /// Whether the line that was just executed is a run that only gave way; asking forgets it.
    pub fn gave_way(&mut self) -> bool {
        self.run_ended.take() == Some(RunEnd::GaveWay)
    }

    /// A few real items and as much noise, for a screen to begin with.
    #[must_use]
    pub fn first_look(&self) -> Vec<crate::event::Gallery> {
        let (real, noise) = (super::data::gallery(self), super::data::noise(self));
        noise.into_iter().chain(real).collect()
    }

    /// The experiment.
    ///
    /// # Errors
    /// A sentence that says how to make one.
    pub fn trainer(&mut self) -> Result<&mut Experiment> {
        self.trainer.as_mut().ok_or_else(|| {
            Error::new("there is no experiment yet; 'build gan' makes one, 'help build' says more")
        })
    }

    /// A record for a new experiment: on the same data and seed it goes on with what was done before.
    pub(super) fn new_session(&mut self) {
        let Some(trainer) = &self.trainer else { return };
        let data = DataRef {
            name: self.data.name.clone(),
            digest: self.data.digest.clone(),
        };
        let before = self
            .session
            .take()
            .filter(|s| s.data == data && s.seed == self.seed);
        let recipe = trainer.state().recipe.name.to_owned();
        if before.is_none() {
            self.began = Instant::now();
            // A save of what begins here has nothing of a lost lab.
            self.recovered(None);
        }
        self.path = None;
        self.unsaved.saved(0);
        let session = Session {
            format: FORMAT,
            program: format!("aegan-lab {}", env!("CARGO_PKG_VERSION")),
            instruction_set: before
                .as_ref()
                .map_or_else(|| self.device.kind(), |s| s.instruction_set.clone()),
            seed: self.seed,
            data,
            recipe,
            entries: before.map(|s| s.entries).unwrap_or_default(),
            checkpoint: None,
        };
        self.begin_session(session, None);
    }

    /// Runs every command of a line; stops at the first that fails or is stopped. A stop is the only end that
    /// an open-ended run has: behind it the line goes on, but for what takes its time.
    ///
    /// # Errors
    /// The sentence of the command that failed; the lab is as it was before it.
    pub fn execute(&mut self, line: &str, emit: Emit<'_>) -> Result<()> {
        if self.depth > DEEPEST {
            return Err(Error::new(format!(
                "files source each other more than {DEEPEST} deep"
            )));
        }
        if self.depth == 0 {
            (self.run_ended, self.left) = (None, false);
            self.note_unsaved();
        }
        self.depth += 1;
        let result = split(line).and_then(|commands| {
            self.alone = self.depth == 1 && commands.len() == 1;
            for (name, args) in &commands {
                let before = self.control.stopped();
                self.one(name, args, emit)?;
                if self.left || !before && self.stopped() {
                    break;
                }
            }
            Ok(())
        });
        self.depth -= 1;
        result
    }

    /// Whether a stop takes along what was to follow.
    pub(super) fn stopped(&self) -> bool {
        self.control.stopped() && self.run_ended != Some(RunEnd::Stopped)
    }

    fn one(&mut self, name: &str, args: &Args, emit: Emit<'_>) -> Result<()> {
        let command = find(name)?;
        let (name, forced) = forced(name);
        let (least, most) = command.words;
        if args.words.len() < least || args.words.len() > most {
            let usage = format!("{} {}", command.name, command.usage);
            return Err(Error::new(format!(
                "usage: {}; 'help {name}' says more",
                usage.trim_end()
            )));
        }
        let twice = |(at, (key, _)): (usize, &(String, String))| {
            args.options[..at].iter().find(|(before, _)| before == key)
        };
        let again = args.options.iter().enumerate().find_map(twice);
        if let Some((key, value)) = again.filter(|_| self.again.is_none()) {
            return Err(Error::new(format!(
                "{key}= is given twice, first as {key}={value}; once is enough"
            )));
        }
        if self.attended && self.depth == 1 && !forced {
            self.warn(name, args)?;
        }
        if finishes(name, args) && self.trainer.as_ref().is_some_and(Experiment::in_flight) {
            // A command of its own for the record, from which the run can be computed again.
            self.execute("step 1", emit)?;
        }
        let started = Instant::now();
        let typed = if args.rest.is_empty() {
            name.to_owned()
        } else {
            format!("{name} {}", args.rest)
        };
        let at = self.began.elapsed().as_secs_f32();
        self.journal(|journal| journal.began(&typed, at));
        self.running = Some((typed.clone(), at));
        let mut events = Vec::new();
        let mut news = News::default();
        let stands = |lab: &Self| {
            lab.trainer
                .as_ref()
                .map(|t| (t.state().step, t.in_flight()))
        };
        let before = stands(self);
        let mut left = false;
        let did = (command.run)(self, args, &mut |event| {
            let at = started.elapsed().as_secs_f32();
            left |= event == Event::Quit && name == "quit";
            let keep = match &event {
                Event::Progress(_) | Event::Quit | Event::Replay { .. } | Event::Saved { .. } => {
                    false
                }
                Event::Live(_) => news.keeps(at),
                _ => true,
            };
            if keep {
                events.push(Timed {
                    at,
                    event: event.clone(),
                });
            }
            emit(event);
        });
        self.left |= left;
        if did.is_err() && stands(self) != before {
            self.forget_batch();
        }
        if let Some(text) = self.untold() {
            emit(Event::Said { text });
        }
        let (line, failed) = match did? {
            Did::Nothing => return Ok(()),
            Did::AsTyped => (typed, None),
            Did::Instead(line) => (line, None),
            Did::Failed(line, error) => (line, Some(error)),
        };
        self.record(line, started, events);
        failed.map_or(Ok(()), Err)
    }

    fn record(&mut self, line: String, started: Instant, events: Vec<Timed>) {
        let began = self.began;
        let (Some(session), Some(trainer)) = (&self.session, &mut self.trainer) else {
            return;
        };
        let before = session.entries.last();
        let moved = before.is_none_or(|e| e.step != trainer.state().step)
            || CHANGES.contains(&name_of(&line));
        let digest = if moved {
            Some(trainer.digest())
        } else {
            before.and_then(|e| e.digest.clone())
        };
        let entry = Entry {
            line,
            at: started.duration_since(began).as_secs_f32(),
            seconds: started.elapsed().as_secs_f32(),
            step: trainer.state().step,
            digest,
            events,
        };
        self.journal(|journal| journal.entry(&entry));
        if let Some(session) = &mut self.session {
            session.entries.push(entry);
        }
    }

    /// A batch was taken back: its phases leave the record, where a later command would finish them. What was walked
    /// to its end before it is said as steps.
    fn forget_batch(&mut self) {
        let (Some(session), Some(trainer)) = (&mut self.session, &mut self.trainer) else {
            return;
        };
        let phase = |timed: &Timed| match &timed.event {
            Event::Phase(phase) => Some(phase.number == phase.of),
            _ => None,
        };
        let whole = |entry: &Entry| match name_of(&entry.line) {
            "next" => entry.events.iter().rev().find_map(phase) == Some(true),
            name => CHANGES.contains(&name),
        };
        let last = session.entries.iter().rposition(whole);
        let later = session.entries.split_off(last.map_or(0, |at| at + 1));
        let looks = later.into_iter().filter(|e| name_of(&e.line) != "next");
        session.entries.extend(looks);
        let before = last.map_or(0, |at| session.entries[at].step);
        let steps = trainer.state().step.saturating_sub(before);
        if steps > 0 {
            session.entries.push(Entry {
                line: format!("step {steps}"),
                at: self.began.elapsed().as_secs_f32(),
                seconds: 0.0,
                step: trainer.state().step,
                digest: Some(trainer.digest()),
                events: Vec::new(),
            });
        }
        let session = session.clone();
        self.journal(|journal| journal.session(&session));
    }
}

/// The command of a line.
fn name_of(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or("")
}

/// A screen's news are many. A session keeps a few of each doubling of the time that a command takes, so that the
/// record of a long run stays small.
#[derive(Default)]
struct News {
    kept: u32,
    last: f32,
}

impl News {
    /// Whether those of this second are kept.
    fn keeps(&mut self, at: f32) -> bool {
        /// Kept at one distance, from a second on, before the distance doubles.
        const EACH: u32 = 16;
        let apart = (1_u64 << (self.kept / EACH).min(63)) as f32;
        let keep = at - self.last >= apart;
        if keep {
            (self.kept, self.last) = (self.kept + 1, at);
        }
        keep
    }
}

#[cfg(test)]
mod tests {
    use super::News;

    #[test]
    fn a_long_run_keeps_little_of_what_a_screen_saw() {
        let kept = |seconds: u16| {
            let mut news = News::default();
            let times = (0..5 * u32::from(seconds)).map(|tick| tick as f32 / 5.0);
            times.filter(|&at| news.keeps(at)).count()
        };
        assert_eq!(kept(10), 9);
        assert!(kept(3600) < 16 * 9 && kept(36000) < 16 * 13);
    }
}
