//! Lists a folder of pictures: the files, and the class and the part that each belongs to.

use crate::data::Tell;
use crate::data::place::look;
use crate::error::{Error, Result, plain};
use crate::order::sort_by;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

/// The size and modification time of a file; if either differs, the file has changed.
pub(in crate::data) type Stamp = (u64, u128);

/// Files with their stamps.
type Files = Vec<(PathBuf, Stamp)>;

/// How the names of pictures end.
const ENDS: [&str; 8] = ["png", "jpg", "jpeg", "jpe", "jfif", "webp", "bmp", "gif"];
/// The most files that are looked through.
const MOST_FILES: usize = 2_000_000;
/// Folders within folders that are looked into.
const DEEPEST: usize = 16;
/// The names of the folders for the two parts.
const TRAIN: [&str; 2] = ["train", "training"];
const HELD_OUT: [&str; 5] = ["test", "testing", "val", "valid", "validation"];

/// A file that is called as pictures are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::data) struct Found {
    pub path: PathBuf,
    /// As seen from the folder.
    pub name: String,
    /// The index of its class; 0 if there are none.
    pub class: u8,
    pub held_out: bool,
    /// Bytes, and nanoseconds since 1970 when it was changed last.
    pub stamp: Stamp,
    /// What is in it, where it is no file of its own.
    pub content: Option<Arc<[u8]>>,
}

/// The pictures of a folder, in order of their names.
#[derive(Debug, Default)]
pub(in crate::data) struct Listing {
    pub files: Vec<Found>,
    /// Names of the subfolders; empty if the folder is flat.
    pub classes: Vec<String>,
    /// Notes for the user.
    pub notes: Vec<String>,
}

/// Size and time of a file.
pub(in crate::data) fn stamp(found: &fs::Metadata) -> Stamp {
    let changed = found.modified().ok();
    let since = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    (found.len(), since.map_or(0, |since| since.as_nanos()))
}

/// Looks through folders, each of them once: links may lead back.
struct Walk<'a> {
    root: &'a Path,
    seen: BTreeSet<PathBuf>,
    looked: usize,
    unreadable: usize,
    tell: Tell<'a>,
}

/// The content of one folder, in order.
#[derive(Default)]
struct Inside {
    pictures: Files,
    folders: Vec<PathBuf>,
    /// Links without an ending that lead nowhere: folders, as they were.
    lost: Vec<PathBuf>,
}

impl Walk<'_> {
    fn inside(&mut self, folder: &Path) -> Result<Inside> {
        let mut inside = Inside::default();
        let new = folder
            .canonicalize()
            .is_ok_and(|real| self.seen.insert(real));
        if !new {
            return Ok(inside);
        }
        let Ok(entries) = fs::read_dir(folder) else {
            self.unreadable += 1;
            return Ok(inside);
        };
        for entry in entries.flatten() {
            self.looked += 1;
            if self.looked > MOST_FILES {
                return Err(Error::new(format!(
                    "{} holds more than {MOST_FILES} files; give a folder within it",
                    self.root.display()
                )));
            }
            if self.looked.is_multiple_of(1_000) {
                (self.tell)(0, 0)?;
            }
            let name = entry.file_name();
            // What begins so is hidden, or beside the files of a Mac.
            let hidden = name.as_encoded_bytes().starts_with(b".") || name == "__MACOSX";
            let path = entry.path();
            if hidden {
                continue;
            }
            // Follows links.
            let Ok(found) = fs::metadata(&path) else {
                // One that leads nowhere was a picture, which cannot be read now, or a folder of them.
                if path.is_symlink() && is_picture(&path) {
                    inside.pictures.push((path, Stamp::default()));
                } else if path.is_symlink() && path.extension().is_none() {
                    inside.lost.push(path);
                }
                continue;
            };
            if found.is_dir() {
                inside.folders.push(path);
            } else if found.is_file() && is_picture(&path) {
                inside.pictures.push((path, stamp(&found)));
            }
        }
        sort_by(&mut inside.pictures, Ord::cmp);
        inside.folders.sort();
        Ok(inside)
    }

    /// The pictures of a folder and of those within it.
    fn all(&mut self, folder: &Path, depth: usize) -> Result<Files> {
        let inside = self.inside(folder)?;
        let mut pictures = inside.pictures;
        for within in inside.folders {
            if depth < DEEPEST {
                pictures.extend(self.all(&within, depth + 1)?);
            }
        }
        Ok(pictures)
    }

    /// Whether a folder contains one folder and no pictures.
    fn is_alone(&mut self, folder: &Path) -> bool {
        let inside = self.inside(folder).unwrap_or_default();
        // It was only looked at.
        self.seen.clear();
        inside.pictures.is_empty() && inside.folders.len() == 1
    }

    fn found(&self, pictures: Files, class: u8, held_out: bool) -> Vec<Found> {
        let found = |(path, stamp): (PathBuf, Stamp)| Found {
            name: plain(
                &path
                    .strip_prefix(self.root)
                    .unwrap_or(&path)
                    .to_string_lossy(),
            ),
            path,
            class,
            held_out,
            stamp,
            content: None,
        };
        pictures.into_iter().map(found).collect()
    }

    /// The pictures below `folder`, which has subfolders of the given names or others.
    fn part(&mut self, folder: &Path, held_out: bool) -> Result<Part> {
        let inside = self.inside(folder)?;
        // A class is not left out in silence.
        for link in &inside.lost {
            look(link)?;
        }
        let mut groups = Vec::new();
        for within in &inside.folders {
            let pictures = self.all(within, 1)?;
            if !pictures.is_empty() {
                groups.push((last(within), pictures));
            }
        }
        let beside = inside.pictures;
        Ok(Part {
            groups,
            beside,
            held_out,
        })
    }
}

/// The pictures of a folder: by subfolder, and beside these.
struct Part {
    groups: Vec<(String, Files)>,
    beside: Files,
    held_out: bool,
}

fn is_picture(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| ENDS.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

fn last(path: &Path) -> String {
    plain(&path.file_name().unwrap_or_default().to_string_lossy())
}

/// The subfolder of one of these names.
///
/// # Errors
/// If one is a link that leads nowhere.
fn named(folder: &Path, names: &[&str]) -> Result<Option<PathBuf>> {
    for name in names {
        let place = folder.join(name);
        if look(&place)?.is_some_and(|found| found.is_dir()) {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// The pictures in `folder`, if there are any.
///
/// # Errors
/// If there are too many files or classes, a folder is a link that leads nowhere, or what `tell` says.
pub(in crate::data) fn list(folder: &Path, tell: Tell) -> Result<Listing> {
    let mut walk = Walk {
        root: folder,
        seen: BTreeSet::new(),
        looked: 0,
        unreadable: 0,
        tell,
    };
    let mut notes = Vec::new();
    let parts = match (named(folder, &TRAIN)?, named(folder, &HELD_OUT)?) {
        (Some(train), Some(held)) => {
            notes.push(format!("the pictures in {} are held out", last(&held)));
            let other = |name: &&str| folder.join(name).is_dir() && last(&held) != **name;
            if let Some(other) = HELD_OUT.iter().find(|name| other(name)) {
                notes.push(format!("those in {other} are left out"));
            }
            vec![walk.part(&train, false)?, walk.part(&held, true)?]
        }
        // Beside other folders it is a class: a railway's.
        (Some(train), None) if walk.is_alone(folder) => vec![walk.part(&train, false)?],
        _ => vec![walk.part(folder, false)?],
    };
    let groups = || parts.iter().flat_map(|part| &part.groups);
    let mut classes: Vec<String> = groups().map(|(name, _)| name.clone()).collect();
    classes.sort();
    classes.dedup();
    let beside: usize = parts.iter().map(|part| part.beside.len()).sum();
    if classes.len() > 256 {
        return Err(Error::new(format!(
            "{} has {} subfolders with pictures; each is a class, and there can be at most 256; put the pictures into one folder to train without classes",
            folder.display(),
            classes.len()
        )));
    }
    if let [only] = &classes[..] {
        notes.push(format!(
            "all pictures in subfolders are in {only}, so there are no classes; classes need at least two subfolders"
        ));
        classes.clear();
    } else if !classes.is_empty() && beside > 0 {
        notes.push(format!(
            "{beside} pictures beside the subfolders are left out: each subfolder is a class, and these belong to none"
        ));
    }
    let mut files = Vec::new();
    for part in parts {
        if classes.is_empty() {
            files.extend(walk.found(part.beside, 0, part.held_out));
        }
        for (name, pictures) in part.groups {
            // At most 256 classes, as was seen above.
            let class = classes.iter().position(|known| *known == name).unwrap_or(0) as u8;
            files.extend(walk.found(pictures, class, part.held_out));
        }
    }
    if walk.unreadable > 0 {
        notes.push(format!(
            "{} folders within it cannot be read and are left out",
            walk.unreadable
        ));
    }
    Ok(Listing {
        files,
        classes,
        notes,
    })
}
