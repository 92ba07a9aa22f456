//! The lessons that the program brings: each a script, and the record of a session that ran it.

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::error::{Error, Result};
use crate::session::Session;

/// A lesson.
#[derive(Debug)]
pub struct Shipped {
    /// `04-gan`.
    pub name: &'static str,
    /// Its lines.
    pub script: &'static str,
    /// The record of a session: RON, packed by `build.rs`.
    record: &'static [u8],
}

/// The files of a lesson.
macro_rules! lesson {
    ($name:literal) => {
        Shipped {
            name: $name,
            script: include_str!(concat!("../../sessions/", $name, ".lab")),
            record: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".ron.zlib")),
        }
    };
}

/// All lessons, in the order in which they are taken.
// One place in the program: a constant would be copied to wherever it is used.
pub static LESSONS: &[Shipped] = &[
    lesson!("01-autoencoder"),
    lesson!("02-code"),
    lesson!("03-variational"),
    lesson!("04-gan"),
    lesson!("05-collapse"),
    lesson!("06-aegan-to-ae"),
    lesson!("07-gan-from-ae"),
    lesson!("08-together"),
    lesson!("09-judging"),
    lesson!("10-translation"),
    lesson!("11-catching"),
    lesson!("12-undo"),
    lesson!("13-network"),
    lesson!("14-codes"),
];

impl Shipped {
    /// The record of a session that ran it.
    ///
    /// # Errors
    /// When the program's own file cannot be read.
    pub fn session(&self) -> Result<Session> {
        let mut record = String::new();
        ZlibDecoder::new(self.record)
            .read_to_string(&mut record)
            .map_err(|error| Error::new(format!("the record of '{}': {error}", self.name)))?;
        Session::parse(&record)
    }

    /// What it is called without its number: `gan`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.name
            .split_once('-')
            .map_or(self.name, |(_, word)| word)
    }

    /// Its number, from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        let number = self.name.split_once('-').map(|(number, _)| number);
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// A sentence on it: the comment at the top of its script.
    #[must_use]
    pub fn about(&self) -> &'static str {
        let first = self.script.lines().next().unwrap_or_default();
        first.trim_start_matches(['#', ' '])
    }
}

/// The lesson of a name: `04-gan`, `gan`, `4`.
#[must_use]
pub fn named(word: &str) -> Option<&'static Shipped> {
    let number = word.parse().ok();
    let is = |lesson: &&Shipped| {
        lesson.name == word || lesson.word() == word || number == Some(lesson.number())
    };
    LESSONS.iter().find(is)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn records_are_those_of_the_folder() {
        for lesson in LESSONS {
            let file = format!("sessions/{}.ron", lesson.name);
            let read = Session::read(Path::new(&file)).unwrap();
            assert_eq!(lesson.session().unwrap(), read, "{file}");
        }
    }

    #[test]
    fn lessons_are_found_by_name_word_and_number() {
        for (at, lesson) in LESSONS.iter().enumerate() {
            assert_eq!(lesson.number(), at + 1);
            let number = (at + 1).to_string();
            for word in [lesson.name, lesson.word(), number.as_str()] {
                assert_eq!(named(word).map(|found| found.name), Some(lesson.name));
            }
            assert!(lesson.about().ends_with('.'), "{}", lesson.about());
        }
        assert!(named("0").is_none() && named("").is_none());
    }
}
