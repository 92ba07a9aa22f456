//! A session and its checkpoint together: saved so that a kill at any moment leaves one whole pair.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::checkpoint::{self, CHECKPOINT_LIMIT, Stored, belongs_to, checkpoint_name};
use super::{CheckpointRef, Session};
use crate::error::{Error, Result};
use crate::file::{directory_of, write_atomically};

/// What a checkpoint holds.
#[derive(Debug, Clone)]
pub struct Weights<'a> {
    pub stored: &'a [Stored],
    /// Texts of the file: what cannot be said as arrays.
    pub metadata: &'a BTreeMap<String, String>,
    /// The lab's step.
    pub step: u64,
    /// Of the weights.
    pub digest: String,
}

/// Saves a session, and its weights beside it; sets `session.checkpoint` to them.
///
/// First the new checkpoint is written, under a name that no other content has, then the session
/// that refers to it; then the checkpoint of the session that was there before is removed, unless
/// another session in the directory refers to it. `begins` hears, before anything is written, of the
/// checkpoints that a kill on the way would leave without a session.
///
/// # Errors
/// A sentence, when either cannot be written. The old session and its checkpoint are whole then, and
/// `session` is as it was.
pub fn save(
    path: &Path,
    session: &mut Session,
    weights: Option<&Weights>,
    begins: &mut dyn FnMut(&[PathBuf]),
) -> Result<()> {
    let old = checkpoints_of(path);
    let new = weights
        .map(|weights| Encoded::of(path, weights))
        .transpose()?;
    let mut touched = old.clone();
    touched.extend(new.as_ref().map(|new| new.beside(path)));
    begins(&touched);
    let new = new.map(|new| new.write(path)).transpose()?;
    let before = std::mem::replace(&mut session.checkpoint, new);
    if let Err(error) = session.write(path) {
        if let Some(unused) = std::mem::replace(&mut session.checkpoint, before) {
            remove_unused(path, &[path.with_file_name(unused.file)]);
        }
        return Err(error);
    }
    remove_unused(path, &old);
    Ok(())
}

/// Writes the checkpoint of the session, or the journal, at `path` under its own name.
///
/// # Errors
/// When it cannot be written.
pub fn put_weights(path: &Path, weights: &Weights) -> Result<CheckpointRef> {
    Encoded::of(path, weights)?.write(path)
}

/// A checkpoint that is about to be written.
struct Encoded {
    content: Vec<u8>,
    reference: CheckpointRef,
}

impl Encoded {
    /// Of the session or journal at `path`.
    fn of(path: &Path, weights: &Weights) -> Result<Self> {
        let content = checkpoint::encode(weights.stored, weights.metadata)?;
        let sha256 = checkpoint::sha256(&content);
        Ok(Self {
            content,
            reference: CheckpointRef {
                file: checkpoint_name(path, &sha256),
                sha256,
                step: weights.step,
                digest: weights.digest.clone(),
            },
        })
    }

    /// Where it will be.
    fn beside(&self, path: &Path) -> PathBuf {
        path.with_file_name(&self.reference.file)
    }

    fn write(self, path: &Path) -> Result<CheckpointRef> {
        write_atomically(&self.beside(path), |out| out.write_all(&self.content))?;
        Ok(self.reference)
    }
}

/// Reads a session, and its weights if it has any.
///
/// # Errors
/// As [`Session::read`] and [`checkpoint::read`].
#[allow(clippy::type_complexity)]
pub fn load(path: &Path) -> Result<(Session, Option<(Vec<Stored>, BTreeMap<String, String>)>)> {
    let session = Session::read(path)?;
    let weights = session
        .checkpoint
        .as_ref()
        .map(|checkpoint| {
            let beside = path.with_file_name(&checkpoint.file);
            checkpoint::read(&beside, Some(&checkpoint.sha256), CHECKPOINT_LIMIT)
                .map_err(|why| Error::new(format!("the weights of '{}': {why}", path.display())))
        })
        .transpose()?;
    Ok((session, weights))
}

/// The checkpoints beside the session at `path` that carry its name and that it refers to.
fn checkpoints_of(path: &Path) -> Vec<PathBuf> {
    let head = head(path);
    siblings(path)
        .filter(|file| {
            name_of(file).is_some_and(|name| belongs_to(name, path) && refers(&head, name))
        })
        .collect()
}

/// The last step: removes those of the checkpoints that no session in the directory refers to, not
/// even the one that has just been written. What cannot be removed stays: it does no harm.
pub(super) fn remove_unused(path: &Path, checkpoints: &[PathBuf]) {
    let mut unused: Vec<&PathBuf> = checkpoints.iter().collect();
    // A session may have any name; weights refer to nothing.
    for file in siblings(path).filter(|file| !checkpoints.contains(file)) {
        if unused.is_empty() {
            return;
        }
        let head = head(&file);
        unused.retain(|weights| name_of(weights).is_some_and(|name| !refers(&head, name)));
    }
    for file in unused {
        let _ = fs::remove_file(file);
    }
}

/// The session beside the weights at `path` that they belong to.
#[must_use]
pub fn session_of(path: &Path) -> Option<PathBuf> {
    let name = name_of(path)?;
    siblings(path).find(|file| file != path && refers(&head(file), name))
}

/// The regular files in the directory of `path`, itself among them.
fn siblings(path: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(directory_of(path))
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.metadata().is_ok_and(|facts| facts.is_file()))
        .map(|entry| entry.path())
}

fn name_of(file: &Path) -> Option<&str> {
    file.file_name()?.to_str()
}

/// The beginning of a file: a session says there which checkpoint is its own. Nothing of what cannot be one.
fn head(path: &Path) -> Vec<u8> {
    /// Within so many bytes a session names its format,
    const FORMAT: u64 = 1 << 12;
    /// and its checkpoint.
    const HEAD: u64 = 1 << 16;
    let mut head = Vec::new();
    if path.is_file()
        && let Ok(file) = File::open(path)
    {
        // What cannot be read refers to nothing.
        let mut file = file.take(FORMAT);
        let _ = file.read_to_end(&mut head);
        if !head.windows(7).any(|window| window == b"format:") {
            return Vec::new();
        }
        file.set_limit(HEAD - FORMAT);
        let _ = file.read_to_end(&mut head);
    }
    head
}

fn refers(head: &[u8], name: &str) -> bool {
    let quoted = format!("\"{name}\"");
    head.windows(quoted.len())
        .any(|window| window == quoted.as_bytes())
}
