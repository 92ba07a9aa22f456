//! Executes a line: its commands one after the other, and what of them is recorded.

use std::time::Instant;

use super::args::{Args, split};
use super::at::elsewhere;
use super::command::{Command, Effect, Language, Line};
use super::known::know;
use super::timeline::here;
use super::travel::visit;
use crate::error::{Error, Result};
use crate::event::{Event, Screen};
use crate::lab::config::settings::setting;
use crate::lab::{Experiment, Side};
use crate::session::{Entry, Steps, Timed};
use crate::shell::{Did, Emit, Shell};

/// The deepest that sourced files may source others.
const DEEPEST: usize = 8;

impl Language {
    /// Runs every command of a line; stops at the first that fails or is stopped. A stop is the only end that
    /// an open-ended run has: behind it the line goes on, but for what takes its time.
    ///
    /// # Errors
    /// The sentence of the command that failed; the lab is as it was before it.
    pub fn execute(self, shell: &mut Shell, line: &str, emit: Emit<'_>) -> Result<()> {
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
                // One that fails stays named, for who tells of its error.
                let known = self.find(name).ok().map(|command| command.name);
                let outer = shell.control.enter(known);
                let done = self.one(shell, name, args, emit);
                if shell.live.is_some() && !shell.left {
                    emit(Event::Screen(Screen::Timeline(shell.outline())));
                }
                done?;
                shell.control.enter(outer);
                if shell.left || !before && shell.stopped() {
                    break;
                }
            }
            Ok(())
        });
        shell.depth -= 1;
        if shell.depth == 0 {
            know(shell);
        }
        result
    }

    fn one(self, shell: &mut Shell, name: &str, args: &Args, emit: Emit<'_>) -> Result<()> {
        let (command, full) = self.in_full(name, args)?;
        if full != *args && command.first_word(name).is_none() {
            let text = format!(
                "'{0} {1}' is short for '{0} {2}'",
                command.name, args.rest, full.rest
            );
            emit(Event::Said { text });
        }
        let args = &full;
        let line = Line {
            command,
            given: command.read(args)?,
            language: self,
        };
        let twice = |(at, (key, _)): (usize, &(String, String))| {
            let mut before = args.options[..at].iter();
            let first = before.find(|(before, _)| own_name(before) == own_name(key));
            first.map(|(before, value)| (key.clone(), before.clone(), value.clone()))
        };
        let again = args.options.iter().enumerate().find_map(twice);
        if let Some((key, before, value)) = again.filter(|_| shell.again.is_none()) {
            return Err(Error::new(format!(
                "{key}= is given twice, first as {before}={value}; once is enough"
            )));
        }
        let forced = !command.is_called(name);
        if shell.attended && shell.depth == 1 && !forced {
            warn(shell, command, args, emit)?;
        }
        let in_flight = shell.trainer.as_ref().is_some_and(Experiment::in_flight);
        if in_flight && command.completes_batch(args) {
            // A command of its own for the record, from which the run can be computed again.
            let rest = Steps::of(1, Side::Both);
            self.execute(shell, &rest.to_string(), emit)?;
        }
        let elsewhere = elsewhere(shell, &line)?;
        let started = Instant::now();
        let typed = if args.rest.is_empty() {
            command.name.to_owned()
        } else {
            format!("{} {}", command.name, args.rest)
        };
        let at = shell.began.elapsed().as_secs_f32();
        shell.journal(|journal| journal.began(&typed, at));
        shell.running = Some((typed.clone(), at));
        let mut events = Vec::new();
        let mut news = News::default();
        let stands = |lab: &Shell| {
            let trainer = lab.trainer.as_ref();
            trainer.map(|t| (t.state().step, t.in_flight()))
        };
        let before = stands(shell);
        let mut left = false;
        let mut hear = |event: Event| {
            let at = started.elapsed().as_secs_f32();
            left |= event == Event::Quit && command.effect == Effect::Leaves;
            let keep = match &event {
                Event::Progress(_)
                | Event::Screen(_)
                | Event::Quit
                | Event::Replay { .. }
                | Event::Saved { .. } => false,
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
        };
        let did = match elsewhere {
            None => (command.run)(shell, &line, &mut hear),
            Some(place) => {
                let mut did = Ok(Did::Nothing);
                let looked = visit(self, shell, &[place], &mut hear, &mut |shell, emit| {
                    did = (command.run)(shell, &line, emit);
                    Ok(())
                });
                looked.and(did)
            }
        };
        shell.left |= left;
        if did.is_err() && stands(shell) != before {
            self.forget_batch(shell);
        }
        if let Some(text) = shell.untold() {
            emit(Event::Said { text });
        }
        let (line, failed) = match did? {
            Did::Nothing => return Ok(()),
            Did::AsTyped => (typed, None),
            Did::As(line) => (line, None),
            Did::Steps(steps) => (steps.to_string(), None),
            Did::Failed(steps, error) => (steps.to_string(), Some(error)),
            Did::Moved => (here(shell), None),
        };
        self.record(shell, &line, started, events, emit)?;
        failed.map_or(Ok(()), Err)
    }

    /// A batch was taken back: its phases leave the record, where a later command would finish them. What was walked
    /// to its end before it is said as steps.
    fn forget_batch(self, shell: &mut Shell) {
        let Some(session) = &shell.session else {
            return;
        };
        let phase = |timed: &Timed| match &timed.event {
            Event::Phase(phase) => Some(phase.number == phase.of),
            _ => None,
        };
        let walked = |entry: &Entry| entry.events.iter().rev().find_map(phase);
        let changes = |entry: &Entry| self.recorded(entry).is_ok_and(|said| said.changes_run());
        let whole = |entry: &Entry| changes(entry) && walked(entry) != Some(false);
        let last = session.entries.iter().rposition(whole);
        shell.forget_after(last, |entry| !changes(entry));
        // The record agrees with itself; where it did not, it was never loaded.
        let tree = shell.session.as_ref().map(|s| self.tree(&s.entries));
        if let Some(Ok(tree)) = tree {
            shell.replace_tree(tree);
        }
    }
}

/// The name of a setting, which may have a second one; any other key as it is.
fn own_name(key: &str) -> &str {
    setting(key).map_or(key, |row| row.name)
}

/// What would be lost, in words.
fn unsaved(shell: &Shell) -> Option<String> {
    let state = shell.trainer.as_ref()?.state();
    shell.unsaved.lost(state.recipe.name, shell.parked_steps())
}

/// Warns a person once before leaving what is not saved: the same command again leaves, and so does the command
/// with `!`. Another run takes nothing away; that the work is not saved is said all the same. A script says what it does
/// and is not asked: nobody is there to answer.
///
/// # Errors
/// The warning.
fn warn(shell: &mut Shell, command: &Command, args: &Args, emit: Emit<'_>) -> Result<()> {
    // A run that gave way to what was typed goes on: nobody typed it anew.
    if command.open_ended && std::mem::take(&mut shell.gave_way) {
        return Ok(());
    }
    let keeps = |word: &&str| {
        let keys = args.options.iter().map(|(key, _)| key);
        args.words.iter().chain(keys).any(|given| given == word)
    };
    let discards = command.discards;
    let Some(discards) = discards.filter(|d| !d.unless.iter().any(keeps)) else {
        shell.unsaved.stays();
        return Ok(());
    };
    // What the line itself has done and discards is what was typed.
    let asked = shell.unsaved_before || command.effect == Effect::Leaves;
    let Some(lost) = unsaved(shell).filter(|_| asked) else {
        return Ok(());
    };
    if command.effect != Effect::Leaves {
        emit(Event::Said {
            text: format!("{lost} not saved; the run stays, and 'undo' goes back to it"),
        });
        return Ok(());
    }
    if shell.unsaved.tell(command.name) {
        return Ok(());
    }
    Err(Error::new(format!(
        "{lost} not saved: 'save' keeps them, '{}' again {}",
        command.name, discards.again
    )))
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
