//! Which lessons were finished: a small file of their names, a line each, from one start to the next.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::shipped::LESSONS;
use crate::error::Result;
use crate::file::{read_bounded, write_atomically};

/// The longest file that is read.
const LIMIT: u64 = 1 << 14;

/// The file, beside the folder of the journals.
#[must_use]
pub fn file_beside(journals: &Path) -> Option<PathBuf> {
    journals.parent().map(|state| state.join("lessons"))
}

/// The lessons that the file names; none where it cannot be read.
#[must_use]
pub fn read(file: &Path) -> BTreeSet<&'static str> {
    let content = read_bounded(file, LIMIT).unwrap_or_default();
    let text = String::from_utf8_lossy(&content);
    let named = |name: &&str| text.lines().any(|line| line.trim() == *name);
    LESSONS
        .iter()
        .map(|lesson| lesson.name)
        .filter(named)
        .collect()
}

/// Adds a lesson to the file.
///
/// # Errors
/// When it cannot be written; it stays as it was.
pub fn add(file: &Path, name: &'static str) -> Result<()> {
    let mut all = read(file);
    all.insert(name);
    write_atomically(file, |out| {
        all.iter().try_for_each(|name| writeln!(out, "{name}"))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_finished_stays_and_what_is_no_lesson_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let file = file_beside(&folder.path().join("journals")).unwrap();
        assert!(read(&file).is_empty());
        std::fs::write(&file, "04-gan\n\x1b[2J\nnothing\n").unwrap();
        add(&file, "01-autoencoder").unwrap();
        add(&file, "04-gan").unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text, "01-autoencoder\n04-gan\n");
        assert_eq!(read(&file).len(), 2);
    }
}
