//! Which files this program has written: so that a command writes over its own and over nobody else's.
//!
//! A picture or an IDX file says nothing of its author. So each file that is exported is noted, by its place and the
//! SHA-256 of its content: one that was changed since, or put there by somebody else, is not known.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::checkpoint::hexadecimal;
use crate::file::{directory_of, read_bounded, write_atomically};

/// Files that are remembered.
const MANY: usize = 2000;
/// The longest list that is read.
const LIMIT: u64 = 1 << 22;

/// The list, kept from one start to the next where there is a place for it.
#[derive(Debug, Default)]
pub struct Written {
    kept: Option<PathBuf>,
    /// SHA-256 by place.
    known: BTreeMap<PathBuf, String>,
}

impl Written {
    /// The list that is kept in the file `kept`.
    #[must_use]
    pub fn kept_in(kept: PathBuf) -> Self {
        Self {
            kept: Some(kept),
            known: BTreeMap::new(),
        }
    }

    /// Whether the file was written by this program and is as it was then.
    #[must_use]
    pub fn knows(&self, path: &Path) -> bool {
        let place = place(path);
        let listed = self.listed();
        let known = self.known.get(&place).or_else(|| listed.get(&place));
        known.is_some_and(|sha256| content_of(path).is_ok_and(|found| found == *sha256))
    }

    /// Notes a file that was just written. Where no list can be kept, this process remembers it at least.
    pub fn note(&mut self, path: &Path) {
        let Ok(sha256) = content_of(path) else { return };
        self.known.insert(place(path), sha256);
        let Some(kept) = &self.kept else { return };
        let mut all = self.listed();
        all.extend(self.known.clone());
        all.retain(|path, _| path.is_file());
        let mut lines: Vec<String> = all
            .iter()
            .filter_map(|(path, sha256)| Some(format!("{sha256} {}\n", path.to_str()?)))
            .collect();
        lines.drain(..lines.len().saturating_sub(MANY));
        let _ = fs::create_dir_all(directory_of(kept));
        // What is not noted has to be typed with '!' another time: no harm.
        let _ = write_atomically(kept, |file| file.write_all(lines.concat().as_bytes()));
    }

    /// What the list says now: other labs write to it, too.
    fn listed(&self) -> BTreeMap<PathBuf, String> {
        let content = self
            .kept
            .as_ref()
            .and_then(|kept| read_bounded(kept, LIMIT).ok());
        let text = String::from_utf8(content.unwrap_or_default()).unwrap_or_default();
        let known = text.lines().filter_map(|line| line.split_once(' '));
        known
            .map(|(sha256, path)| (PathBuf::from(path), sha256.to_owned()))
            .collect()
    }
}

/// The place of a file, the same by whatever way it was named.
#[must_use]
pub fn place(path: &Path) -> PathBuf {
    let folder = directory_of(path);
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    path.file_name()
        .map_or(folder.clone(), |name| folder.join(name))
}

/// The SHA-256 of a file's content.
///
/// # Errors
/// When it cannot be read, or is no regular file.
pub fn content_of(path: &Path) -> io::Result<String> {
    if !path.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let (mut hash, mut file) = (Sha256::new(), File::open(path)?);
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => break,
            read => hash.update(&piece[..read]),
        }
    }
    Ok(hexadecimal(&hash.finalize()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_as_long_as_nobody_changes_it() {
        let folder = tempfile::tempdir().unwrap();
        let (file, list) = (folder.path().join("a.png"), folder.path().join("s/written"));
        fs::write(&file, "one").unwrap();
        let mut written = Written::kept_in(list.clone());
        assert!(!written.knows(&file));
        written.note(&file);
        // Another lab, and another way to say where.
        let again = folder.path().join("s/../a.png");
        assert!(Written::kept_in(list.clone()).knows(&again));
        assert!(!Written::default().knows(&file));
        fs::write(&file, "two").unwrap();
        assert!(!written.knows(&file));
        fs::remove_file(&file).unwrap();
        written.note(&list);
        assert!(!fs::read_to_string(&list).unwrap().contains("a.png"));
    }
}
