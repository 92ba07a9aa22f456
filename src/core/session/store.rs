//! Writing a session file, whole and no longer than one that is read again.

use std::path::Path;

use super::format::{SESSION_LIMIT, Session};
use super::layout;
use crate::error::Result;
use crate::event::Event;
use crate::file::write_atomically;

impl Session {
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
