//! The commands of a language by their names, and what a line says by the commands in it.

use super::args::{Args, split};
use super::command::{Command, Effect, Language, Line};
use super::params::Given;
use super::typed::statements;
use crate::error::{Error, Result};
use crate::session::Entry;

impl Language {
    /// The command called `name`, which may end with `!` where it discards work: then nothing is asked.
    ///
    /// # Errors
    /// A sentence with the nearest name.
    pub fn find(self, name: &str) -> Result<&'static Command> {
        let called = |name: &str| self.0.iter().find(|command| command.is_called(name));
        let bare = name.strip_suffix('!').and_then(called);
        let bare = bare.filter(|command| command.discards.is_some());
        bare.or_else(|| called(name)).ok_or_else(|| {
            let meant = self.meant(name);
            Error::new(format!("unknown command '{name}'; {meant}"))
        })
    }

    /// A command and what is given for it, in full: a name may stand for more than the command, and a word for more
    /// than itself.
    ///
    /// # Errors
    /// A sentence where there is no such command.
    pub(super) fn in_full(self, name: &str, args: &Args) -> Result<(&'static Command, Args)> {
        let command = self.find(name)?;
        let first = command.first_word(name);
        let short = first.map(|word| format!("{word} {}", args.rest));
        let Some(rest) = short.or_else(|| command.full.and_then(|full| full(args))) else {
            return Ok((command, args.clone()));
        };
        let whole = split(&format!("{} {rest}", command.name))?;
        let args = whole.into_iter().next().map(|(_, args)| args);
        Ok((command, args.unwrap_or_default()))
    }

    /// The command of a line with what is given for it.
    ///
    /// # Errors
    /// A sentence with the word that is not understood.
    pub fn line(self, name: &str, args: &Args) -> Result<Line> {
        let (command, args) = self.in_full(name, args)?;
        Ok(Line {
            command,
            given: command.read(&args)?,
            language: self,
        })
    }

    /// The commands of a line; none where one of them is unknown, or the line cannot be split.
    fn commands(self, line: &str) -> Vec<&'static Command> {
        let commands = split(line).unwrap_or_default();
        let found = commands.iter().map(|(name, _)| self.find(name));
        found.collect::<Result<_>>().unwrap_or_default()
    }

    /// The lines of a script that are to be run, each with its number; a network may go on over several.
    #[must_use]
    pub fn statements(self, text: &str) -> Vec<(usize, String)> {
        let writes = |name: &str| self.find(name).is_ok_and(|command| command.writes_network);
        statements(text, &writes)
    }

    /// Whether a line leaves nothing for a run to go on with, or takes its place.
    #[must_use]
    pub fn ends_run(self, line: &str) -> bool {
        self.commands(line).iter().any(|command| command.ends_run)
    }

    /// Whether a line is a run that goes on until it is stopped.
    #[must_use]
    pub fn open_ended(self, line: &str) -> bool {
        matches!(self.commands(line)[..], [only] if only.open_ended)
    }

    /// Whether all that a line says is what was typed.
    #[must_use]
    pub fn says_itself(self, line: &str) -> bool {
        matches!(self.commands(line)[..], [only] if only.says_itself)
    }

    /// Whether a line begins with training.
    #[must_use]
    pub fn trains(self, line: &str) -> bool {
        let commands = split(line).unwrap_or_default();
        let first = commands.first().map(|(name, _)| self.find(name));
        first.is_some_and(|first| first.is_ok_and(|command| command.effect == Effect::Trains))
    }

    /// What an entry of a session says.
    ///
    /// # Errors
    /// A sentence when it cannot be split.
    pub fn recorded(self, entry: &Entry) -> Result<Recorded> {
        self.read_line(&entry.line)
    }

    /// What a line says.
    ///
    /// # Errors
    /// A sentence when it cannot be split.
    pub(super) fn read_line(self, line: &str) -> Result<Recorded> {
        let commands = split(line)?;
        let first = commands.first();
        let first = first.and_then(|(name, args)| self.in_full(name, args).ok());
        let given = first
            .as_ref()
            .and_then(|(command, args)| command.read(args).ok());
        Ok(Recorded {
            command: first.map(|(command, _)| command),
            given: given.unwrap_or_default(),
            alone: commands.len() == 1,
        })
    }
}

/// What an entry of a session says, read once.
#[derive(Clone)]
pub struct Recorded {
    /// Its command; nothing where this language has none of that name.
    pub command: Option<&'static Command>,
    /// What is given for it; nothing where that is not said any more as it was.
    pub given: Given,
    /// Whether it is one command: behind the first of a line a stranger could hide any other.
    pub alone: bool,
}

impl Recorded {
    /// Whether the run is computed again by it.
    #[must_use]
    pub fn changes_run(&self) -> bool {
        self.command.is_some_and(Command::changes_run)
    }

    /// What it does to the run.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.command.map_or(Effect::Looks, |command| command.effect)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::language::LANGUAGE;
    use crate::session::Entry;

    #[test]
    fn what_a_line_does_to_a_run_follows_from_its_commands() {
        for line in ["step 5", "sample 9; build gan", "quit!", "run"] {
            assert!(LANGUAGE.ends_run(line), "{line}");
        }
        for line in [
            "sample 9",
            "note 'a; step'",
            "set lr 1",
            "",
            "step; nothing",
        ] {
            assert!(!LANGUAGE.ends_run(line), "{line}");
        }
        assert!(LANGUAGE.open_ended("run # for a while") && !LANGUAGE.open_ended("run; save"));
        assert!(LANGUAGE.trains("next; sample 9") && !LANGUAGE.trains("sample 9; step"));
    }

    #[test]
    fn a_mark_behind_the_name_is_for_commands_that_discard_work() {
        assert_eq!(LANGUAGE.find("quit!").unwrap().name, "quit");
        assert!(LANGUAGE.find("step!").is_err() && LANGUAGE.find("!").is_err());
    }

    #[test]
    fn a_record_is_computed_again_by_what_changes_the_run_alone() {
        let changes = |line: &str| {
            let entry = Entry {
                line: line.to_owned(),
                at: 0.0,
                seconds: 0.0,
                step: 0,
                digest: None,
                branch: None,
                events: Vec::new(),
            };
            let said = LANGUAGE.recorded(&entry).unwrap();
            (said.changes_run(), said.alone)
        };
        for line in [
            "build gan",
            "step 5 d",
            "next update",
            "set lr 1",
            "term kl 0",
        ] {
            assert_eq!(changes(line), (true, true), "{line}");
        }
        // What a stranger wrote opens no file and has an end.
        for line in [
            "run",
            "load a.ron",
            "source a.lab",
            "save b.ron",
            "sample 9",
            "nothing",
        ] {
            assert_eq!(changes(line), (false, true), "{line}");
        }
        assert_eq!(changes("step 5; save b.ron"), (true, false));
    }
}
