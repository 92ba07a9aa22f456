//! What a kill leaves behind, found at the next start: journals that nobody needs, halves of saves, temporary files.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::format::SESSION_LIMIT;
use super::journal::{EXTENSION, Record};
use super::recover::{SNAPSHOTS, abandoned, checkpoints_of_journal, discard, lost};
use super::save::remove_unused;
use super::scan::ron_options;
use crate::file::{directory_of, read_bounded};

/// Clears away what labs that are gone have left and nobody needs, and gives the journals that somebody may: those
/// with steps that no save has, the last one lost at the end.
#[must_use]
pub fn clear_away(journals: &Path) -> Vec<PathBuf> {
    let mut needed = Vec::new();
    for journal in lost(journals) {
        let Some(left) = look(&journal) else {
            needed.push(journal);
            continue;
        };
        for files in &left.saves {
            finish_save(files);
        }
        // One that cannot be removed is offered once more: no harm.
        if left.unsaved || discard(&journal).is_err() {
            needed.push(journal);
        }
    }
    clear_folder(journals);
    needed
}

/// A temporary file that was not touched for so long is nobody's.
const AGE: Duration = Duration::from_mins(10);

/// What a save on its way was about to write: how temporary files begin, and checkpoints.
struct Files {
    temporary: String,
    checkpoints: Vec<PathBuf>,
}

/// What a journal says of its saves.
struct Left {
    saves: Vec<Files>,
    /// Whether steps came after the last save.
    unsaved: bool,
}

/// Looks through a journal; nothing where it cannot be read: a person may want to see why.
fn look(journal: &Path) -> Option<Left> {
    let content = read_bounded(journal, SESSION_LIMIT).ok()?;
    let text = String::from_utf8_lossy(&content);
    let lines: Vec<&str> = text.lines().collect();
    let read = |line: &str| ron_options().from_str::<Record>(line).ok();
    let saves = lines
        .iter()
        .filter(|line| line.starts_with("Saving("))
        .filter_map(|line| match read(line) {
            Some(Record::Saving { temporary, files }) => Some(Files {
                temporary,
                checkpoints: files.into_iter().map(PathBuf::from).collect(),
            }),
            _ => None,
        })
        .collect();
    let last = lines.iter().rposition(|line| line.starts_with("Saved("));
    let saved = last.and_then(|at| match read(lines[at]) {
        Some(Record::Saved {
            session,
            checkpoint,
        }) if Path::new(&session).is_file() => Some((at, checkpoint.step)),
        _ => None,
    });
    // Without a save everything came after it.
    let (from, mut step) = saved.map_or((0, 0), |(at, step)| (at + 1, step));
    let unsaved = lines[from..]
        .iter()
        .any(|line| match line.split('(').next() {
            Some("Step") => true,
            // Steps that were walked phase by phase have no mark of their own.
            Some("Entry") => match read(line) {
                Some(Record::Entry(entry)) => {
                    if entry.line.starts_with("build") {
                        step = 0;
                    }
                    entry.step > step || entry.line.starts_with("pretrain")
                }
                _ => true,
            },
            // Another run begins, or the same one is written again.
            Some("Lab") => match read(line) {
                Some(Record::Lab(session)) => {
                    let last = session.entries.last().map_or(0, |entry| entry.step);
                    let goes_on = last > step;
                    step = last;
                    goes_on && from > 0
                }
                _ => true,
            },
            _ => false,
        });
    Some(Left { saves, unsaved })
}

/// Removes what a save that was killed has left: a checkpoint of no session, a file that was not whole yet.
fn finish_save(files: &Files) {
    let Files {
        temporary,
        checkpoints,
    } = files;
    // Names that this program gives; a stranger's journal removes nothing else.
    let ours = |path: &&PathBuf| {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("");
        let digits = name
            .strip_suffix(".safetensors")
            .and_then(|name| name.rsplit('.').next());
        path.is_absolute()
            && digits.is_some_and(|d| d.len() == 12 && d.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let checkpoints: Vec<PathBuf> = checkpoints.iter().filter(ours).cloned().collect();
    let folders: BTreeSet<&Path> = checkpoints.iter().map(|path| directory_of(path)).collect();
    // First: half a session may name a checkpoint that no whole one does.
    if temporary.starts_with(".aegan-") && temporary.len() > 16 {
        for folder in folders {
            remove_named(folder, |name| name.starts_with(temporary.as_str()));
        }
    }
    if let Some(first) = checkpoints.first() {
        let there: Vec<_> = checkpoints
            .iter()
            .filter(|path| path.is_file())
            .cloned()
            .collect();
        remove_unused(first, &there);
    }
}

/// Removes checkpoints of journals that are gone, and what was not finished in their folder.
fn clear_folder(journals: &Path) {
    let stems: Vec<PathBuf> = named(journals, |name| name.ends_with(".journal"));
    let owned: BTreeSet<PathBuf> = stems
        .iter()
        .flat_map(|j| checkpoints_of_journal(j))
        .collect();
    for path in named(journals, |name| name.ends_with(".safetensors")) {
        if !owned.contains(&path) {
            let _ = fs::remove_file(path);
        }
    }
    for path in named(journals, |name| {
        Path::new(name).extension() == Some(SNAPSHOTS.as_ref())
    }) {
        if !path.with_extension(EXTENSION).exists() {
            let _ = fs::remove_file(path);
        }
    }
    // One that was made just now may not be locked yet.
    let old = |path: &Path| {
        let changed = path.metadata().and_then(|facts| facts.modified());
        changed.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > AGE))
    };
    for path in named(journals, |name| {
        Path::new(name).extension().is_some_and(|e| e == "new") || name.starts_with(".aegan-")
    }) {
        if old(&path) && File::open(&path).is_ok_and(|file| abandoned(&file)) {
            let _ = fs::remove_file(path);
        }
    }
}

fn remove_named(folder: &Path, wanted: impl Fn(&str) -> bool) {
    for path in named(folder, wanted) {
        let _ = fs::remove_file(path);
    }
}

/// The regular files of a folder whose names are wanted.
fn named(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter(|file| file.file_name().to_str().is_some_and(&wanted))
        .map(|file| file.path())
        .filter(|path| path.symlink_metadata().is_ok_and(|facts| facts.is_file()))
        .collect()
}
