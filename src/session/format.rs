//! The session file: what happened, as RON that people read and compare.

use std::path::Path;

use ron::extensions::Extensions;
use serde::{Deserialize, Serialize, Serializer};

use super::{layout, sanitise, scan};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::file::{read_bounded, write_atomically};

/// The version of the session format that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// The longest session file or journal that is read: 256 MiB.
pub const SESSION_LIMIT: u64 = 1 << 28;

/// A saved session: enough to see everything again without computing, and enough to compute it
/// again and compare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Version of the format: [`FORMAT`].
    pub format: u32,
    /// Name and version of the program that wrote it.
    pub program: String,
    /// What it computed with, the instructions of a CPU or a kind of GPU: others round otherwise.
    pub instruction_set: String,
    pub seed: u64,
    pub data: DataRef,
    /// Recipe of the experiment as it stands at the end.
    pub recipe: String,
    /// Weights at the end of the entries. Stands before them, so that the head of the file says it.
    pub checkpoint: Option<CheckpointRef>,
    pub entries: Vec<Entry>,
}

/// The data that a session trained on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataRef {
    pub name: String,
    /// Of the content, so that other data under the same name is noticed.
    pub digest: String,
}

/// Where the weights of a session are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointRef {
    /// Bare name of a file beside the session.
    pub file: String,
    /// Of the file, 64 hexadecimal digits.
    pub sha256: String,
    /// The lab's step when it was saved.
    pub step: u64,
    /// Of the weights alone.
    pub digest: String,
}

/// One thing that happened, as a command line, and what it showed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What happened, not what was asked: a `step 1000` that was stopped early is `step 137`.
    pub line: String,
    /// Seconds from the beginning of the session to the beginning of the command.
    #[serde(serialize_with = "milliseconds")]
    pub at: f32,
    /// Seconds that it took.
    #[serde(serialize_with = "milliseconds")]
    pub seconds: f32,
    /// The lab's step after it.
    pub step: u64,
    /// Of the weights after it.
    pub digest: Option<String>,
    pub events: Vec<Timed>,
}

/// An event and when it was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timed {
    /// Seconds since the beginning of the command.
    #[serde(serialize_with = "milliseconds")]
    pub at: f32,
    pub event: Event,
}

/// Times are written in whole milliseconds: short, and finer than anybody sees.
// serde's `serialize_with` hands the field over by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn milliseconds<S: Serializer>(
    seconds: &f32,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let rounded = (f64::from(*seconds) * 1000.0).round() / 1000.0;
    // Back to the precision of the field: the number is written with no more digits than it needs.
    #[allow(clippy::cast_possible_truncation)]
    serializer.serialize_f32(rounded as f32)
}

/// How RON is written and read here: `Stepped(steps: 1)` for `Stepped((steps: 1))`, and the text of
/// a digest for `Some` of it.
pub(super) fn ron_options() -> ron::Options {
    ron::Options::default()
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES | Extensions::IMPLICIT_SOME)
        .with_recursion_limit(scan::DEPTH_LIMIT)
}

impl Session {
    /// Reads a session file.
    ///
    /// # Errors
    /// A sentence, when the file is missing, too long, cut off, of a newer version, no session, or
    /// claims what no session holds.
    pub fn read(path: &Path) -> Result<Self> {
        let name = format!("'{}'", path.display());
        let content = read_bounded(path, SESSION_LIMIT)?;
        let text = text_of(&content, &name)?;
        Self::parse_named(text, &name)
    }

    /// Reads a session from text.
    ///
    /// # Errors
    /// As [`Session::read`].
    pub fn parse(text: &str) -> Result<Self> {
        Self::parse_named(text, "the session")
    }

    fn parse_named(text: &str, name: &str) -> Result<Self> {
        // The mark that some editors begin a file with says nothing.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let scan = scan::scan(text).map_err(|why| Error::new(format!("{name} {why}")))?;
        if let Some(cut) = scan.cut_off {
            return Err(cut_off(name, &cut));
        }
        if scan.format.is_none() {
            return Err(Error::new(format!(
                "{name} is not a session: it does not begin with '(format: {FORMAT},'"
            )));
        }
        let mut session: Self = ron_options()
            .from_str(text)
            .map_err(|error| unparsable(name, &error))?;
        sanitise::session(&mut session).map_err(|why| Error::new(format!("{name}: {why}")))?;
        Ok(session)
    }

    /// Writes the session in one step.
    ///
    /// # Errors
    /// As [`write_atomically`].
    pub fn write(&self, path: &Path) -> Result<()> {
        let text = self.text_within(SESSION_LIMIT)?;
        write_atomically(path, |file| file.write_all(text.as_bytes()))
    }

    /// The text of the file. One that would be longer than is read again is without what a screen saw
    /// while commands went on: that is most of it, and no part of what happened.
    pub(super) fn text_within(&self, limit: u64) -> Result<String> {
        let text = layout::text(self)?;
        if text.len() as u64 <= limit {
            return Ok(text);
        }
        let mut shorter = self.clone();
        for entry in &mut shorter.entries {
            entry
                .events
                .retain(|timed| !matches!(timed.event, Event::Live(_)));
        }
        layout::text(&shorter)
    }
}

/// The bytes as text, or where they stop being any.
pub(super) fn text_of<'a>(content: &'a [u8], name: &str) -> Result<&'a str> {
    std::str::from_utf8(content).map_err(|error| {
        let line = scan::line_at(content, error.valid_up_to());
        // No length: the last character is not wrong, only unfinished.
        if error.error_len().is_none() {
            cut_off(name, &format!("it ends at line {line}, within a character"))
        } else {
            Error::new(format!(
                "{name} is not a session: line {line} is not UTF-8 text"
            ))
        }
    })
}

fn cut_off(name: &str, how: &str) -> Error {
    Error::new(format!(
        "{name} is cut off: {how}; copy the whole file again"
    ))
}

/// What RON found wrong, and where; a stranger's words in it are kept short.
pub(super) fn unparsable(name: &str, error: &ron::error::SpannedError) -> Error {
    const SHOWN: usize = 300;
    let at = error.span.start;
    let what: String = error.code.to_string().chars().take(SHOWN).collect();
    Error::new(format!(
        "{name} is not a session: line {}, column {}: {what}",
        at.line, at.col
    ))
}
