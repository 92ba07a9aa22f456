//! What a command is: one declaration, from which everything else that is said of it follows.

use std::fmt;
use std::ops::Range;

use super::args::Args;
use super::params::{self, Given, Keyed, Offers, Param, Suggestion};
use crate::error::{Error, Result};
use crate::shell::{Did, Emit, Shell};

/// What a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Build,
    Train,
    Look,
    Measure,
    /// What was done before: gone on with, played back, computed again.
    Time,
    Files,
    Lab,
}

impl Group {
    /// All groups, in the order in which help shows them, each with what it is about.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Build, "choose data, networks, losses and settings"),
        (Self::Train, "take steps"),
        (
            Self::Look,
            "see what the networks do; looking never changes the run",
        ),
        (Self::Measure, "put numbers on it"),
        (
            Self::Time,
            "go back and forth in this run; go on with earlier ones",
        ),
        (Self::Files, "write files and run scripts"),
        (Self::Lab, "help, notes, and the screen"),
    ];
}

/// What a command does to the run. One that runs other lines has no effect but theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The run stays as it is.
    Looks,
    /// Batches are taken.
    Trains,
    /// Something else of the run changes: a setting, a weight.
    Changes,
    /// A new run stands.
    Builds,
    /// The run is that of another time.
    MovesInTime,
    /// A file is written.
    Writes,
    /// The lab ends.
    Leaves,
}

/// What a command does with a batch that is begun and not complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// Nothing.
    Keeps,
    /// It is completed first.
    Completes,
    /// It is completed first where all words are given: fewer only ask.
    CompletesWithAll,
}

/// What is said to a person before work that is not saved goes.
#[derive(Debug, Clone, Copy)]
pub struct Discards {
    /// What the same command does again: `leaves`.
    pub again: &'static str,
    /// Words, and keys of options, with which it discards nothing.
    pub unless: &'static [&'static str],
}

/// A sentence on words that are for no parameter: all words, the first of these, and what the others gave.
pub type Misfit = fn(&[&str], &str, &Given) -> String;

/// Where mistakes stand in a line, in bytes.
pub type Marks = fn(&str) -> Vec<Range<usize>>;

/// One command of the language.
// Each flag is a fact of its own.
#[allow(clippy::struct_excessive_bools)]
pub struct Command {
    pub name: &'static str,
    /// Other names that it goes by.
    pub aliases: &'static [&'static str],
    /// Names of earlier versions: they are read, and never printed.
    pub was: &'static [&'static str],
    /// Words that stand for the command and its first word: `lr` for `set lr`.
    pub short: &'static [(&'static str, &'static str)],
    /// Words that are no names of it, but that people type who mean it: `checkpoint` for `save`.
    pub meant: &'static [&'static str],
    pub group: Group,
    /// What comes after the name.
    pub params: &'static [&'static dyn Param],
    /// One line, for lists.
    pub about: &'static str,
    /// A few lines more, with examples.
    pub details: &'static str,
    pub effect: Effect,
    /// Whether it goes on until it is stopped. What is recorded are the steps that were taken.
    pub open_ended: bool,
    /// Whether a run that gives way to it does not go on afterwards.
    pub ends_run: bool,
    pub batch: Batch,
    /// Whether work that is not saved goes.
    pub discards: Option<Discards>,
    /// Whether all that it says is what was typed: a front end shows one of the two.
    pub says_itself: bool,
    /// What is said where words are for no parameter, if not the usage.
    pub misfit: Option<Misfit>,
    /// What is said of an option that there is not: its key, its value, and what else was given.
    pub no_option: Option<fn(&str, &str, &Given) -> String>,
    /// What a line says in full, behind the name, where it was typed in short.
    pub full: Option<fn(&Args) -> Option<String>>,
    /// What is said while it is typed, in place of the usage: of a whole line, whose last command it is.
    pub hint: Option<fn(&str) -> Option<String>>,
    /// Where mistakes stand while it is typed: of a whole line, whose last command it is.
    pub marks: Option<Marks>,
    /// Whether it writes a network, which may go on over several lines of a script.
    pub writes_network: bool,
    pub run: fn(&mut Shell, &Line, Emit<'_>) -> Result<Did>,
}

/// The commands that lines are of.
#[derive(Clone, Copy)]
pub struct Language(pub &'static [Command]);

/// A command with what was given for its parameters.
#[derive(Clone)]
pub struct Line {
    pub command: &'static Command,
    pub given: Given,
    /// The language that it is of, for commands that run lines.
    pub language: Language,
}

impl Command {
    /// A command that looks, and takes no words.
    pub const BASE: Self = Self {
        name: "",
        aliases: &[],
        was: &[],
        short: &[],
        meant: &[],
        group: Group::Look,
        params: &[],
        about: "",
        details: "",
        effect: Effect::Looks,
        open_ended: false,
        ends_run: false,
        batch: Batch::Keeps,
        discards: None,
        says_itself: false,
        misfit: None,
        no_option: None,
        full: None,
        hint: None,
        marks: None,
        writes_network: false,
        run: |_, _, _| Ok(Did::Nothing),
    };

    /// Whether it goes by this name.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    /// All names that it goes by, its own first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        let short = self.short.iter().map(|(name, _)| *name);
        let others = self.aliases.iter().chain(self.was).copied().chain(short);
        std::iter::once(self.name).chain(others)
    }

    /// The first word that a short name stands for.
    #[must_use]
    pub fn first_word(&self, name: &str) -> Option<&'static str> {
        let found = self.short.iter().find(|(short, _)| *short == name);
        found.map(|(_, word)| *word)
    }

    /// Whether the run is computed again by it: a session is that of these alone.
    #[must_use]
    pub fn changes_run(&self) -> bool {
        use Effect::{Builds, Changes, Trains};
        matches!(self.effect, Trains | Changes | Builds) && !self.open_ended
    }

    /// What comes after the name: `[N] [d|g]`.
    #[must_use]
    pub fn usage(&self) -> String {
        params::usage(self.params)
    }

    /// Name and usage.
    #[must_use]
    pub fn head(&self) -> String {
        let head = format!("{} {}", self.name, self.usage());
        head.trim_end().to_owned()
    }

    /// What may come after words; options among them may stand anywhere.
    #[must_use]
    pub fn offers(&self, typed: &[&str]) -> Offers {
        let words = typed
            .iter()
            .filter(|word| super::args::option(word).is_none());
        let words: Vec<_> = words.copied().collect();
        params::offers(self.params, &words, typed)
    }

    /// What may come after `key=`, as whole words.
    #[must_use]
    pub fn values(&self, key: &str) -> Vec<Suggestion> {
        let values = self.params.iter().flat_map(|param| param.values(key));
        let whole = values.map(|value| Suggestion {
            text: format!("{key}={}", value.text),
            ..value
        });
        whole.collect()
    }

    /// The options that it knows, and whether it takes others.
    fn keys(&self) -> (Vec<&'static dyn Keyed>, bool) {
        let keys = self.params.iter().flat_map(|param| param.keys());
        (keys.collect(), self.params.iter().any(|p| p.any_key()))
    }

    fn misused(&self) -> Error {
        Error::new(format!(
            "usage: {}; 'help {}' says more",
            self.head(),
            self.name
        ))
    }

    /// What words and options say to this command.
    ///
    /// # Errors
    /// A sentence: too few or too many words, or one that is not understood.
    pub fn read(&self, args: &Args) -> Result<Given> {
        let (least, most) = params::words(self.params);
        if args.words.len() < least || args.words.len() > most {
            return Err(self.misused());
        }
        let words: Vec<&str> = args.words.iter().map(String::as_str).collect();
        let mut given = Given::new(args.options.clone(), args.rest.clone());
        let own = params::read(self.params, &words, &mut given)?;
        let lacks = params::lacks(self.params, &words);
        let odd = words.get(own).or(words.last().filter(|_| lacks));
        if let Some(odd) = odd {
            let say = self.misfit;
            return Err(say.map_or_else(
                || self.misused(),
                |say| Error::new(say(&words, odd, &given)),
            ));
        }
        let (keys, others) = self.keys();
        for (key, value) in &args.options {
            match keys.iter().find(|known| known.key() == key) {
                Some(known) => known.check(value)?,
                None if others || keys.is_empty() => {}
                None => {
                    let say = self.no_option;
                    let plain = || format!("{} has no option '{key}'", self.name);
                    let sentence = say.map_or_else(plain, |say| say(key, value, &given));
                    return Err(Error::new(sentence));
                }
            }
        }
        Ok(given)
    }

    /// Whether the batch in flight is completed before these words are obeyed.
    #[must_use]
    pub fn completes_batch(&self, args: &Args) -> bool {
        match self.batch {
            Batch::Keeps => false,
            Batch::Completes => true,
            Batch::CompletesWithAll => args.words.len() == params::words(self.params).1,
        }
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.command.name, self.given.rest())
    }
}
