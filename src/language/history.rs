//! The file of the lines that were typed, and whether a person is new here.

use std::path::PathBuf;

use crate::session::journals;
use crate::shell::finished;

/// The file that keeps the lines of all prompts. It is made here: what is there already is added to, by as many labs as
/// there are.
#[must_use]
pub fn history_file() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let base = etcetera::choose_base_strategy().ok()?;
    let state = base.state_dir().unwrap_or_else(|| base.data_dir());
    let folder = state.join("aegan-lab");
    let file = folder.join("history");
    // Where nothing can be kept there is a lab all the same; who writes to it says so.
    let _ = std::fs::create_dir_all(folder);
    let _ = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(&file);
    Some(file)
}

/// Whether no lesson was ever finished here.
#[must_use]
pub fn no_lesson_yet() -> bool {
    let file = journals()
        .ok()
        .and_then(|folder| finished::file_beside(&folder));
    file.is_none_or(|file| finished::read(&file).is_empty())
}
