//! Decodes many pictures, on several threads.

use super::folder::{Found, Stamp, stamp};
use super::raster::Raster;
use super::{decode, resize};
use crate::data::Tell;
use crate::data::asked::Options;
use crate::data::input::read_up_to;
use crate::error::Result;
use std::fs::File;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, mpsc};

/// The most bytes of a file.
pub(super) const MOST_FILE: usize = 256 << 20;
/// The most threads that decode.
const MOST_THREADS: usize = 16;
/// Pictures of more bytes than this are decoded one at a time: each may take a quarter of a gigabyte.
const LARGE: u64 = 4 << 20;
/// How many files that cannot be read are named.
const NAMED: usize = 3;

/// A sentence about the files that could not be read.
pub(super) fn said(unreadable: &[(usize, String)], files: &[Found]) -> Option<String> {
    let mut named: Vec<String> = unreadable
        .iter()
        .filter_map(|(at, why)| Some((&files.get(*at)?.name, why)))
        .map(|(name, why)| format!("{name} {why}"))
        .collect();
    named.sort();
    let more = named.len().saturating_sub(NAMED);
    named.truncate(NAMED);
    if more > 0 {
        named.push(format!("and {more} more"));
    }
    (!named.is_empty()).then(|| {
        format!(
            "{} of {} files cannot be read and are left out: {}",
            unreadable.len(),
            files.len(),
            named.join("; ")
        )
    })
}

/// The first or all bytes of a file.
pub(super) fn bytes(file: &Found, most: usize) -> std::result::Result<Vec<u8>, decode::Why> {
    if let Some(content) = &file.content {
        return Ok(content[..content.len().min(most)].to_vec());
    }
    let path = &file.path;
    let cannot = |error: std::io::Error| match std::fs::read_link(path) {
        Ok(target) if !path.exists() => {
            format!("is a broken link to '{}'", target.display())
        }
        _ => format!("cannot be read: {error}"),
    };
    let mut file = File::open(path).map_err(cannot)?;
    let all = read_up_to(most + 1, &mut file).map_err(cannot)?;
    if most == MOST_FILE && all.len() > MOST_FILE {
        return Err(format!("is larger than {} MiB", MOST_FILE >> 20));
    }
    Ok(all)
}

/// Decodes pictures on several threads and gives them to `take`, in any order; says how many files changed meanwhile.
///
/// # Errors
/// What `take` or `tell` says.
pub(super) fn each(
    files: &[Found],
    to: [usize; 2],
    options: Options,
    tell: Tell,
    mut take: impl FnMut(usize, std::result::Result<Raster, decode::Why>) -> Result<()>,
) -> Result<usize> {
    let (next, stop, one_at_a_time) = (AtomicUsize::new(0), AtomicBool::new(false), Mutex::new(()));
    let (done, results) = mpsc::sync_channel(64);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut changed = 0;
    std::thread::scope(|scope| -> Result<()> {
        for _ in 0..threads.min(MOST_THREADS) {
            let done = done.clone();
            let (next, stop, one_at_a_time) = (&next, &stop, &one_at_a_time);
            scope.spawn(move || {
                while !stop.load(Relaxed) {
                    let at = next.fetch_add(1, Relaxed);
                    let Some(file) = files.get(at) else { break };
                    let large = file.stamp.0 > LARGE;
                    // Nobody panics with it held; if somebody did, it still would guard nothing but the memory.
                    let _alone = large.then(|| one_at_a_time.lock());
                    if done.send((at, one(file, to, options))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        for (result, count) in results.iter().zip(1..) {
            let (at, (picture, same)) = result;
            changed += usize::from(!same);
            let told = take(at, picture).and_then(|()| tell(count, files.len() as u64));
            if told.is_err() {
                // Threads that wait to hand over a picture find nobody there.
                stop.store(true, Relaxed);
                drop(results);
                return told;
            }
        }
        Ok(())
    })?;
    Ok(changed)
}

/// One picture, with one channel if it has no colour and colour was not asked for; and whether its file is unchanged.
pub(super) fn one(
    file: &Found,
    to: [usize; 2],
    options: Options,
) -> (std::result::Result<Raster, decode::Why>, bool) {
    let picture = bytes(file, MOST_FILE)
        .and_then(|all| decode::decode(&all, options.over, to))
        .map(|picture| {
            let grey = options.channels == Some(1);
            let picture = if grey { picture.grey() } else { picture };
            let picture = resize::fit(&picture, to);
            // Grey as it is stays grey when it is made smaller.
            if picture.is_grey() {
                picture.grey()
            } else {
                picture
            }
        });
    // A link that led nowhere still does.
    let now = std::fs::metadata(&file.path).map_or_else(|_| Stamp::default(), |now| stamp(&now));
    let same = now == file.stamp;
    (picture, same)
}
