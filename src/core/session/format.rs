//! The session file: what happened, as RON that people read and compare.

use serde::{Deserialize, Serialize, Serializer};

use crate::event::Event;

/// The newest version of the session format that this program reads and writes.
///
/// In version 2 a record may go back in time: its entries stand in the order in which they happened, `goto` says where the
/// run went, and an entry that departs from what was recorded there names the branch that begins with it.
pub const FORMAT: u32 = 2;

/// The version of a record that only goes forward. It is written as that, for earlier programs read it.
pub const FORWARD: u32 = 1;

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
    /// The branch that begins with it, where one does that is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
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
