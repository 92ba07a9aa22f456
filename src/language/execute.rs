//! Executes a line: its commands one after the other, and what of them is recorded.

use std::time::Instant;

use super::args::{Args, split};
use super::command::Command;
use super::commands::COMMANDS;
use crate::error::{Error, Result, nearest};
use crate::event::Event;
use crate::lab::Experiment;
use crate::session::{Entry, Timed};
use crate::shell::{Did, Emit, Shell};

/// The deepest that sourced files may source others.
const DEEPEST: usize = 8;

/// Commands that change the run: a session is computed again by these alone.
pub(super) const CHANGES: [&str; 6] = ["build", "pretrain", "step", "next", "set", "term"];
/// Whether a command finishes the batch in flight first.
fn finishes(name: &str, args: &Args) -> bool {
    match name {
        // One word alone asks only.
        "set" | "term" => args.words.len() == 2,
        name => name == "save",
    }
}

/// Whether a recorded line is a command that changes the run.
///
/// # Errors
/// A sentence when it is not one command: behind the first of a line a stranger could hide any other.
pub(super) fn changes_run(line: &str) -> Result<bool> {
    match &split(line)?[..] {
        [(name, _)] => Ok(CHANGES.contains(&name.as_str())),
        _ => Err(Error::new(format!(
            "an entry of a session is one command, and '{line}' is not"
        ))),
    }
}

/// A command that discards work may be typed with `!`: then nothing is asked.
fn forced(name: &str) -> (&str, bool) {
    let bare = name.strip_suffix('!');
    match bare.filter(|bare| DISCARDS.iter().any(|(name, _)| name == bare)) {
        Some(bare) => (bare, true),
        None => (name, false),
    }
}

/// The command called `name`.
///
/// # Errors
/// A sentence with the nearest name.
pub fn find(name: &str) -> Result<&'static Command> {
    let (name, _) = forced(name);
    COMMANDS.iter().find(|c| c.name == name).ok_or_else(|| {
        let near = nearest(name, COMMANDS.iter().map(|c| c.name)).map_or_else(
            || "; 'help' lists them".to_owned(),
            |n| format!("; did you mean '{n}'?"),
        );
        Error::new(format!("unknown command '{name}'{near}"))
    })
}

/// Runs every command of a line; stops at the first that fails or is stopped. A stop is the only end that
/// an open-ended run has: behind it the line goes on, but for what takes its time.
///
/// # Errors
/// The sentence of the command that failed; the lab is as it was before it.
pub fn execute(shell: &mut Shell, line: &str, emit: Emit<'_>) -> Result<()> {
    if shell.depth > DEEPEST {
        return Err(Error::new(format!(
            "files source each other more than {DEEPEST} deep"
        )));
    }
    if shell.depth == 0 {
        (shell.run_ended, shell.left) = (None, false);
        shell.unsaved_before = unsaved(shell).is_some();
    }
    shell.depth += 1;
    let result = split(line).and_then(|commands| {
        shell.alone = shell.depth == 1 && commands.len() == 1;
        for (name, args) in &commands {
            let before = shell.control.stopped();
            one(shell, name, args, emit)?;
            if shell.left || !before && shell.stopped() {
                break;
            }
        }
        Ok(())
    });
    shell.depth -= 1;
    result
}

fn one(shell: &mut Shell, name: &str, args: &Args, emit: Emit<'_>) -> Result<()> {
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
    if let Some((key, value)) = again.filter(|_| shell.again.is_none()) {
        return Err(Error::new(format!(
            "{key}= is given twice, first as {key}={value}; once is enough"
        )));
    }
    if shell.attended && shell.depth == 1 && !forced {
        warn(shell, name, args)?;
    }
    if finishes(name, args) && shell.trainer.as_ref().is_some_and(Experiment::in_flight) {
        // A command of its own for the record, from which the run can be computed again.
        execute(shell, "step 1", emit)?;
    }
    let started = Instant::now();
    let typed = if args.rest.is_empty() {
        name.to_owned()
    } else {
        format!("{name} {}", args.rest)
    };
    let at = shell.began.elapsed().as_secs_f32();
    shell.journal(|journal| journal.began(&typed, at));
    shell.running = Some((typed.clone(), at));
    let mut events = Vec::new();
    let mut news = News::default();
    let stands = |lab: &Shell| {
        lab.trainer
            .as_ref()
            .map(|t| (t.state().step, t.in_flight()))
    };
    let before = stands(shell);
    let mut left = false;
    let did = (command.run)(shell, args, &mut |event| {
        let at = started.elapsed().as_secs_f32();
        left |= event == Event::Quit && name == "quit";
        let keep = match &event {
            Event::Progress(_) | Event::Quit | Event::Replay { .. } | Event::Saved { .. } => false,
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
    shell.left |= left;
    if did.is_err() && stands(shell) != before {
        forget_batch(shell);
    }
    if let Some(text) = shell.untold() {
        emit(Event::Said { text });
    }
    let (line, failed) = match did? {
        Did::Nothing => return Ok(()),
        Did::AsTyped => (typed, None),
        Did::Instead(line) => (line, None),
        Did::Failed(line, error) => (line, Some(error)),
    };
    record(shell, line, started, events);
    failed.map_or(Ok(()), Err)
}

fn record(shell: &mut Shell, line: String, started: Instant, events: Vec<Timed>) {
    let began = shell.began;
    let (Some(session), Some(trainer)) = (&shell.session, &mut shell.trainer) else {
        return;
    };
    let before = session.entries.last();
    let moved =
        before.is_none_or(|e| e.step != trainer.state().step) || CHANGES.contains(&name_of(&line));
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
    shell.journal(|journal| journal.entry(&entry));
    if let Some(session) = &mut shell.session {
        session.entries.push(entry);
    }
}

/// A batch was taken back: its phases leave the record, where a later command would finish them. What was walked
/// to its end before it is said as steps.
fn forget_batch(shell: &mut Shell) {
    let (Some(session), Some(trainer)) = (&mut shell.session, &mut shell.trainer) else {
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
            at: shell.began.elapsed().as_secs_f32(),
            seconds: 0.0,
            step: trainer.state().step,
            digest: Some(trainer.digest()),
            events: Vec::new(),
        });
    }
    let session = session.clone();
    shell.journal(|journal| journal.session(&session));
}

/// What would be lost, in words.
fn unsaved(shell: &Shell) -> Option<String> {
    let state = shell.trainer.as_ref()?.state();
    shell.unsaved.lost(state.recipe.name, state.step)
}

/// Commands after which what is not saved is gone, and what each does then.
const DISCARDS: [(&str, &str); 3] = [
    ("quit", "leaves"),
    ("build", "builds the other"),
    ("load", "loads the other"),
];

/// Warns a person once before work that is not saved goes: the same command again does it, and so does the command
/// with `!`. A script says what it does and is not asked: nobody is there to answer.
///
/// # Errors
/// The warning.
fn warn(shell: &mut Shell, name: &str, args: &Args) -> Result<()> {
    // A run that gave way to what was typed goes on: nobody typed it anew.
    if name == "run" && std::mem::take(&mut shell.gave_way) {
        return Ok(());
    }
    let from = name == "build" && args.words.iter().any(|word| word == "from");
    let found = DISCARDS.iter().find(|(command, _)| *command == name);
    let Some((name, goes)) = found.filter(|_| !from) else {
        shell.unsaved.stays();
        return Ok(());
    };
    let asked = shell.unsaved_before || *name == "quit";
    let Some(lost) = unsaved(shell).filter(|_| asked) else {
        return Ok(());
    };
    if shell.unsaved.tell(name) {
        return Ok(());
    }
    Err(Error::new(format!(
        "{lost} not saved: 'save' keeps them, '{name}' again {goes}"
    )))
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
