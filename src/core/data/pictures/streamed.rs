//! Folders of pictures that are larger than what is held in memory: they are decoded once, into a file in the cache
//! folder, and batches are read from there.
//!
//! The file has a place for every training picture, then the held-out pictures, then a [`Foot`] and its length.

use super::folder::{Found, Listing};
use super::many::{each, said};
use crate::data::asked::Options;
use crate::data::labels::Labels;
use crate::data::parts::{Content, Raw};
use crate::data::stored::Stored;
use crate::data::{Dataset, Tell, large};
use crate::error::{Error, Result, plain};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use tempfile::NamedTempFile;

/// The end of a file; a new number invalidates those of earlier versions.
const VERSION: &str = "aegan-lab large folder 2";
/// How the files end.
const END: &str = "large";
/// The most bytes of a foot.
const MOST_FOOT: u64 = 64 << 20;
/// The most bytes of the held-out pictures, which are in memory.
const MOST_HELD_OUT: usize = 1 << 30;

/// What is known of the pictures.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Foot {
    version: String,
    image: [usize; 3],
    /// Files in all.
    files: usize,
    /// Which of them could not be read, and why.
    unreadable: Vec<(usize, String)>,
    /// Notes on their sizes.
    notes: Vec<String>,
}

/// A folder to be decoded.
pub(super) struct Asked<'a> {
    pub folder: &'a Path,
    /// Height, width and channels.
    pub image: [usize; 3],
    pub options: Options,
    /// Where the decoded pictures are kept; nowhere without a cache folder.
    pub place: Option<&'a Path>,
}

/// Makes a data set of a folder whose pictures stay in a file.
///
/// # Errors
/// If the file cannot be read any more.
pub(super) fn dataset(
    name: &str,
    folder: &Path,
    (file, foot): (File, Foot),
    listing: Listing,
    mut notes: Vec<String>,
) -> Result<Dataset> {
    let (files, image) = (&listing.files, foot.image);
    notes.extend(said(&foot.unreadable, files));
    let cannot = |error: std::io::Error| cannot(folder, &error);
    let (size, parts) = (image.iter().product::<usize>(), Parts::of(files, &foot));
    notes.extend(foot.notes);
    let shown = plain(&format!("the decoded pictures of {}", folder.display()));
    let found = file.metadata().map_err(cannot)?;
    let mut held = vec![0; parts.held.len() * size];
    file.read_exact_at(&mut held, (parts.slots * size) as u64)
        .map_err(cannot)?;
    let stored = Stored::new((file, &found, &shown), (0, parts.slots), (image, false));
    let labels = |of: &[usize]| {
        if listing.classes.is_empty() {
            Labels::None
        } else {
            Labels::Places(of.iter().map(|at| files[*at].class).collect())
        }
    };
    let held_out = (!held.is_empty()).then(|| Raw {
        content: Content::Pictures { image, bytes: held },
        labels: labels(&parts.held),
    });
    large::dataset(
        name,
        stored.without(&parts.left_out),
        labels(&parts.train),
        held_out,
        listing.classes,
        notes,
    )
}

/// Which files are where.
struct Parts {
    /// Places for training pictures, and those of them that hold none.
    slots: usize,
    left_out: Vec<usize>,
    /// The files of the training pictures, and those of the held-out ones, that could be read.
    train: Vec<usize>,
    held: Vec<usize>,
}

impl Parts {
    fn of(files: &[Found], foot: &Foot) -> Self {
        let mut unreadable = vec![false; files.len()];
        for (at, _) in &foot.unreadable {
            unreadable[*at] = true;
        }
        let mut parts = Self {
            slots: 0,
            left_out: Vec::new(),
            train: Vec::new(),
            held: Vec::new(),
        };
        for (at, file) in files.iter().enumerate() {
            match (file.held_out, unreadable[at]) {
                (true, true) => {}
                (true, false) => parts.held.push(at),
                (false, bad) => {
                    if bad {
                        parts.left_out.push(parts.slots);
                    } else {
                        parts.train.push(at);
                    }
                    parts.slots += 1;
                }
            }
        }
        parts
    }
}

/// The pictures that are kept for `place`, if they are whole and of these files.
pub(super) fn open(place: &Path, files: &[Found]) -> Option<(File, Foot)> {
    let file = File::open(place.with_extension(END)).ok()?;
    let all = file.metadata().ok()?.len();
    let mut length = [0; 8];
    file.read_exact_at(&mut length, all.checked_sub(8)?).ok()?;
    let length = u64::from_le_bytes(length);
    if length > MOST_FOOT {
        return None;
    }
    let mut foot = vec![0; usize::try_from(length).ok()?];
    let begins = (all - 8).checked_sub(length)?;
    file.read_exact_at(&mut foot, begins).ok()?;
    let foot: Foot = serde_json::from_slice(&foot).ok()?;
    let suits = foot.version == VERSION && foot.files == files.len();
    if !suits || foot.unreadable.iter().any(|(at, _)| *at >= files.len()) {
        return None;
    }
    let parts = Parts::of(files, &foot);
    let pictures = parts.slots + parts.held.len();
    let [height, width, channels] = foot.image;
    let size = height.checked_mul(width)?.checked_mul(channels)?;
    let wanted = pictures.checked_mul(size)?;
    (size > 0 && begins == wanted as u64).then_some((file, foot))
}

/// Decodes all pictures into a file.
///
/// # Errors
/// If no picture can be read, the file cannot be written, or what `tell` says.
pub(super) fn decode(
    asked: &Asked<'_>,
    files: &[Found],
    notes: Vec<String>,
    tell: Tell,
) -> Result<(File, Foot)> {
    let Asked {
        folder,
        image,
        options,
        place,
    } = *asked;
    let Some(place) = place.map(|place| place.with_extension(END)) else {
        return Err(Error::new(format!(
            "the pictures of {} are larger than what is held in memory, and there is no cache folder to decode them into; set XDG_CACHE_HOME or choose a smaller size",
            folder.display()
        )));
    };
    let cannot = |error: std::io::Error| cannot(folder, &error);
    let size: usize = image.iter().product();
    let mut foot = Foot {
        version: VERSION.to_owned(),
        image,
        files: files.len(),
        unreadable: Vec::new(),
        notes,
    };
    let parts = Parts::of(files, &foot);
    if parts.held.len().saturating_mul(size) > MOST_HELD_OUT {
        return Err(Error::new(format!(
            "the held-out pictures of {} need more than 1 GiB of memory; choose a smaller size",
            folder.display()
        )));
    }
    // Where each picture goes: training pictures have a place whether they can be read or not.
    let mut slots = vec![0; files.len()];
    for (slot, at) in parts.train.iter().enumerate() {
        slots[*at] = slot;
    }
    let kept_in = place.parent().unwrap_or(&place);
    fs::create_dir_all(kept_in).map_err(cannot)?;
    let file = NamedTempFile::new_in(kept_in).map_err(cannot)?;
    let mut held: Vec<Option<Vec<u8>>> = vec![None; files.len()];
    let changed = each(files, [image[0], image[1]], options, tell, |at, picture| {
        let picture = match picture {
            Ok(picture) if image[2] == 3 => picture.rgb(),
            Ok(picture) => picture.grey(),
            Err(why) => {
                foot.unreadable.push((at, plain(&why)));
                return Ok(());
            }
        };
        if files[at].held_out {
            held[at] = Some(picture.pixels);
            return Ok(());
        }
        let place = (slots[at] * size) as u64;
        file.as_file()
            .write_all_at(&picture.pixels, place)
            .map_err(cannot)
    })?;
    foot.unreadable.sort_unstable();
    let parts = Parts::of(files, &foot);
    if parts.train.is_empty() {
        let said = said(&foot.unreadable, files).unwrap_or_default();
        return Err(Error::new(format!(
            "{} has no training picture that can be read: {said}",
            folder.display()
        )));
    }
    let mut end = (parts.slots * size) as u64;
    let text = serde_json::to_vec(&foot).map_err(|error| cannot(error.into()))?;
    let length = (text.len() as u64).to_le_bytes();
    let rest = held.iter().flatten().map(Vec::as_slice);
    for bytes in rest.chain([&text[..], &length]) {
        file.as_file().write_all_at(bytes, end).map_err(cannot)?;
        end += bytes.len() as u64;
    }
    if changed > 0 {
        foot.notes.push(format!(
            "{changed} files changed while they were read; load the folder again with 'data' to get their new content"
        ));
        return Ok((file.into_file(), foot));
    }
    let file = file.persist(&place).map_err(|error| cannot(error.error))?;
    super::cache::make_room(kept_in, &place);
    Ok((file, foot))
}

fn cannot(folder: &Path, error: &std::io::Error) -> Error {
    Error::new(format!(
        "the decoded pictures of {} are larger than what is held in memory, and cannot be kept in the cache folder: {error}; a smaller size, as in size=32, needs no file",
        folder.display()
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "streamed_tests.rs"]
mod tests;
