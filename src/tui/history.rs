//! The lines that were typed before, in the same file that the line prompt keeps.

use std::path::PathBuf;

use rustyline::Config;
use rustyline::history::{FileHistory, History as _, SearchDirection};

use crate::language;

/// Lines that are kept.
const KEPT: usize = 1000;

/// The lines of this and earlier labs.
pub struct History {
    lines: FileHistory,
    file: Option<PathBuf>,
}

impl History {
    /// The history of the person, or an empty one where there is none or it cannot be read.
    pub fn open() -> Self {
        let config = Config::builder()
            .max_history_size(KEPT)
            .map(rustyline::config::Builder::build)
            .unwrap_or_default();
        let mut lines = FileHistory::with_config(&config);
        let file = language::history_file();
        if let Some(path) = &file {
            // The first start has no history.
            let _ = lines.load(path);
        }
        Self { lines, file }
    }

    /// Adds a line and keeps it at once: a lab may be lost.
    pub fn add(&mut self, line: &str) {
        // A line that repeats the last, or a file that cannot be written, leaves the history as it was.
        let _ = self.lines.add(line);
        if let Some(path) = &self.file
            && path
                .parent()
                .is_some_and(|folder| std::fs::create_dir_all(folder).is_ok())
        {
            let _ = self.lines.append(path);
        }
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The nearest line before (or after) `from` that `fits`, and its place.
    pub fn find(
        &self,
        from: usize,
        back: bool,
        fits: impl Fn(&str) -> bool,
    ) -> Option<(usize, String)> {
        let places: Box<dyn Iterator<Item = usize>> = if back {
            Box::new((0..from.min(self.len())).rev())
        } else {
            Box::new(from + 1..self.len())
        };
        for place in places {
            if let Ok(Some(found)) = self.lines.get(place, SearchDirection::Forward)
                && fits(&found.entry)
            {
                return Some((place, found.entry.into_owned()));
            }
        }
        None
    }
}
