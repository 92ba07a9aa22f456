//! Decoded pictures, kept between starts: one file per folder, in the user's cache folder.
//!
//! The cache only saves time: if it is damaged, from an earlier version or cannot be written, the pictures are decoded.

use super::decoded::Decoded;
use super::folder::Found;
use crate::data::asked::Options;
use crate::data::input::read_up_to;
use crate::file::write_atomically;
use crate::order::sort_by;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// The beginning of a file; a new number invalidates the cache of earlier versions.
const VERSION: &str = "aegan-lab pictures 1";
/// The most bytes of the header line.
const MOST_HEAD: usize = 16 << 20;
/// The most bytes that all files together keep.
const MOST_KEPT: u64 = 4 << 30;

/// The header before the pixels.
#[derive(Serialize, Deserialize)]
struct Head {
    version: String,
    image: [usize; 3],
    unreadable: Vec<(usize, String)>,
    notes: Vec<String>,
    bytes: usize,
    digest: String,
}

/// Where the pictures of a folder are cached, if there is a cache folder.
pub(super) fn place(folder: &Path, files: &[Found], options: Options) -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let base = etcetera::choose_base_strategy().ok()?.cache_dir();
    let mut hasher = Sha256::new();
    let mut add = |text: &str| {
        hasher.update(text.len().to_le_bytes());
        hasher.update(text);
    };
    add(VERSION);
    add(&folder.canonicalize().ok()?.to_string_lossy());
    add(&options.to_string());
    for Found { name, stamp, .. } in files {
        add(name);
        add(&format!("{stamp:?}"));
    }
    let name = hex(&hasher.finalize());
    Some(base.join("aegan-lab").join("pictures").join(name))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The cached pictures, if they are complete; `files` is the number of pictures to expect, readable or not.
pub(super) fn read(place: &Path, files: usize, most: usize) -> Option<Decoded> {
    let mut file = BufReader::new(File::open(place).ok()?);
    let mut line = Vec::new();
    std::io::Read::take(&mut file, MOST_HEAD as u64)
        .read_until(b'\n', &mut line)
        .ok()?;
    let head: Head = serde_json::from_slice(&line).ok()?;
    let size = head
        .image
        .iter()
        .try_fold(1_usize, |n, side| n.checked_mul(*side))?;
    let readable = files.checked_sub(head.unreadable.len())?;
    let fits = head.version == VERSION && Some(head.bytes) == readable.checked_mul(size);
    if !fits || head.bytes > most || head.unreadable.iter().any(|(at, _)| *at >= files) {
        return None;
    }
    let pixels = read_up_to(head.bytes + 1, &mut file).ok()?;
    if pixels.len() != head.bytes || hex(&Sha256::digest(&pixels)) != head.digest {
        return None;
    }
    Some(Decoded {
        image: head.image,
        pixels,
        unreadable: head.unreadable,
        notes: head.notes,
    })
}

/// Keeps pictures; whoever reads at the same time sees all of them or none.
pub(super) fn write(place: &Path, decoded: &Decoded) {
    let head = Head {
        version: VERSION.to_owned(),
        image: decoded.image,
        unreadable: decoded.unreadable.clone(),
        notes: decoded.notes.clone(),
        bytes: decoded.pixels.len(),
        digest: hex(&Sha256::digest(&decoded.pixels)),
    };
    let Some(folder) = place.parent() else { return };
    let Ok(mut head) = serde_json::to_vec(&head) else {
        return;
    };
    head.push(b'\n');
    if head.len() >= MOST_HEAD || fs::create_dir_all(folder).is_err() {
        return;
    }
    // Where it cannot be written, the pictures are decoded the next time, too.
    let kept = write_atomically(place, |out| {
        out.write_all(&head)?;
        out.write_all(&decoded.pixels)
    });
    if kept.is_ok() {
        make_room(folder, place);
    }
}

/// Removes the least recently used files, except `newest`, until the rest is small enough.
pub(super) fn make_room(folder: &Path, newest: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut kept: Vec<_> = entries
        .flatten()
        .filter_map(|entry| {
            let found = entry.metadata().ok()?;
            Some((found.modified().ok()?, found.len(), entry.path()))
        })
        .collect();
    sort_by(&mut kept, Ord::cmp);
    let mut all: u64 = kept.iter().map(|(_, bytes, _)| bytes).sum();
    for (_, bytes, path) in kept {
        if all > MOST_KEPT && path != newest && fs::remove_file(path).is_ok() {
            all -= bytes;
        }
    }
}
