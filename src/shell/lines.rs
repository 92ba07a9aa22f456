//! Steps as lines of JSON, and the file that they are added to.

use std::fs::File;
use std::path::PathBuf;

use serde_json::Value;

/// A file that grows by one line per step.
#[derive(Debug)]
pub(crate) struct Log {
    pub path: PathBuf,
    pub file: File,
    /// Bytes of whole lines.
    pub length: u64,
    /// The number of the run in this lab; it is increased when steps start over.
    pub run: u64,
    /// The last step.
    pub step: u64,
}

/// One step as a line of JSON; numbers that are not finite become null.
pub(crate) fn line<'a>(
    run: Option<u64>,
    step: u64,
    values: impl Iterator<Item = (&'a str, f32)>,
) -> String {
    use std::fmt::Write;
    let mut text = run.map_or_else(|| "{".to_owned(), |run| format!("{{\"run\":{run},"));
    // To write to a `String` does not fail.
    let _ = write!(text, "\"step\":{step}");
    for (name, value) in values {
        let _ = write!(text, ",{}:", Value::from(name));
        let _ = if value.is_finite() {
            write!(text, "{value}")
        } else {
            write!(text, "null")
        };
    }
    text + "}\n"
}

/// How the first line of a log begins.
pub(super) const BEGIN: &str = "{\"run\":1,\"step\":";
