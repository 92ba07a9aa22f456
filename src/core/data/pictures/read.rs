//! Reads the pictures of a folder on several threads, and makes a data set of them.

use super::decoded::Decoded;
use super::folder::{Found, Listing};
use super::many::{MOST_FILE, bytes, each, one, said};
use super::raster::Raster;
use super::{cache, decode, streamed};
use crate::data::asked::Options;
use crate::data::bounds::MAX_BYTES;
use crate::data::labels::Labels;
use crate::data::parts::{self, Content, Raw};
use crate::data::{Dataset, Tell};
use crate::error::{Error, Result, plain};
use crate::random;
use rand::seq::SliceRandom;
use std::path::Path;

/// How much of a file is read for the size of its picture, if that is enough.
const HEAD: usize = 64 << 10;
/// Pictures of one size are taken as they are up to this side; others get it.
const SIDE: usize = 64;
/// The number of files or bytes from which decoded pictures are cached.
const WORTH: (usize, u64) = (256, 16 << 20);
/// How many pictures say whether those of a large folder have a colour.
const LOOKED_AT: usize = 64;

/// Makes a data set called `name` of the pictures in `folder`.
///
/// # Errors
/// If no picture can be read, or they would fill too much of the memory, or what `tell` says.
pub(in crate::data) fn load(
    name: &str,
    folder: &Path,
    mut listing: Listing,
    options: Options,
    tell: Tell,
) -> Result<Dataset> {
    // Looks are at the first items, and these are to be of all classes.
    listing
        .files
        .shuffle(&mut random::stream(0, "order of a folder", 0));
    let files = &listing.files;
    let place = cache::place(folder, files, options);
    let kept = place
        .as_deref()
        .and_then(|place| cache::read(place, files.len(), MAX_BYTES));
    let mut notes = std::mem::take(&mut listing.notes);
    let decoded = if let Some(kept) = kept {
        kept
    } else if let Some(kept) = place
        .as_deref()
        .and_then(|place| streamed::open(place, files))
    {
        return streamed::dataset(name, folder, kept, listing, notes);
    } else {
        let (to, said) = size(files, options, tell)?;
        if let Some(image) = too_large(files, to, options) {
            let asked = streamed::Asked {
                folder,
                image,
                options,
                place: place.as_deref(),
            };
            let decoded = streamed::decode(&asked, files, said, tell)?;
            return streamed::dataset(name, folder, decoded, listing, notes);
        }
        let (mut decoded, changed) = decode_all(folder, files, to, options, tell)?;
        decoded.notes = said;
        let bytes: u64 = files.iter().map(|file| file.stamp.0).sum();
        let worth = files.len() >= WORTH.0 || bytes >= WORTH.1;
        if changed > 0 {
            notes.push(format!(
                "{changed} files changed while they were read; load the folder again with 'data' to get their new content"
            ));
        } else if let Some(place) = place.filter(|_| worth) {
            cache::write(&place, &decoded);
        }
        decoded
    };
    let Decoded {
        image,
        pixels,
        unreadable,
        notes: of_sizes,
    } = decoded;
    notes.extend(of_sizes);
    notes.extend(said(&unreadable, files));
    let mut skipped = unreadable.iter().map(|(at, _)| *at).peekable();
    let read = files
        .iter()
        .enumerate()
        .filter(|(at, _)| skipped.next_if_eq(at).is_none());
    let read: Vec<&Found> = read.map(|(_, file)| file).collect();
    let size = image.iter().product();
    let part = |held_out: bool| {
        let of = |file: &&Found| file.held_out == held_out;
        let items = pixels.chunks_exact(size).zip(&read);
        let bytes: Vec<u8> = items
            .filter(|(_, file)| of(file))
            .flat_map(|(pixels, _)| pixels.iter().copied())
            .collect();
        let classes = read.iter().filter(|file| of(file)).map(|file| file.class);
        let labels = if listing.classes.is_empty() {
            Labels::None
        } else {
            Labels::Places(classes.collect())
        };
        (!bytes.is_empty()).then_some(Raw {
            content: Content::Pictures { image, bytes },
            labels,
        })
    };
    let Some(train) = part(false) else {
        return Err(Error::new(format!(
            "none of the training pictures in {} can be read",
            folder.display()
        )));
    };
    parts::dataset(name, train, part(true), listing.classes, notes)
}

/// The size that pictures are to have, height and width, and what there is to say of it: that which was asked for, or
/// that which all have, where it is small.
fn size(files: &[Found], options: Options, tell: Tell) -> Result<([usize; 2], Vec<String>)> {
    if let Some(size) = options.size {
        return Ok((size, Vec::new()));
    }
    let mut first: Option<[usize; 2]> = None;
    for (file, at) in files.iter().zip(0_u64..) {
        if at.is_multiple_of(64) {
            tell(0, files.len() as u64)?;
        }
        let found = bytes(file, HEAD)
            .and_then(|head| decode::size(&head))
            .or_else(|_| bytes(file, MOST_FILE).and_then(|all| decode::size(&all)));
        match (found, first) {
            (Ok(size), None) => first = Some(size),
            (Ok(size), Some(other)) if size != other => {
                return Ok((
                    [SIDE; 2],
                    vec![format!(
                        "pictures of several sizes are cropped to their middle and resized to {SIDE} by {SIDE}; size=N or size=HxW sets another size"
                    )],
                ));
            }
            _ => {}
        }
    }
    Ok(match first {
        Some([width, height]) if width > SIDE || height > SIDE => (
            [SIDE; 2],
            vec![format!(
                "pictures of {height} by {width} (height by width) are cropped to their middle and resized to {SIDE} by {SIDE}; size=N or size=HxW sets another size"
            )],
        ),
        Some([width, height]) => ([height, width], Vec::new()),
        None => ([SIDE; 2], Vec::new()),
    })
}

/// Height, width and channels of the pictures, if there are too many to be held in memory. Where nobody says whether they
/// are in colour, the first ones do.
fn too_large(files: &[Found], to: [usize; 2], options: Options) -> Option<[usize; 3]> {
    let exceeds = |channels| files.len().saturating_mul(to[0] * to[1] * channels) > MAX_BYTES;
    if !exceeds(options.channels.unwrap_or(3)) {
        return None;
    }
    let channels = options.channels.unwrap_or_else(|| {
        let mut first = files
            .iter()
            .take(LOOKED_AT)
            .map(|file| one(file, to, options).0);
        let colour = first.any(|picture| picture.is_ok_and(|picture| picture.channels == 3));
        if colour { 3 } else { 1 }
    });
    exceeds(channels).then_some([to[0], to[1], channels])
}

/// Every picture of the size `to`, and how many files changed meanwhile.
fn decode_all(
    folder: &Path,
    files: &[Found],
    to: [usize; 2],
    options: Options,
    tell: Tell,
) -> Result<(Decoded, usize)> {
    let least = files.len().saturating_mul(to[0] * to[1]) * options.channels.unwrap_or(1);
    if least > MAX_BYTES {
        return Err(too_many(folder, files.len(), to));
    }
    let mut all: Vec<Option<std::result::Result<Raster, decode::Why>>> = Vec::new();
    all.resize_with(files.len(), || None);
    let mut bytes = 0;
    let changed = each(files, to, options, tell, |at, picture| {
        bytes += picture.as_ref().map_or(0, |picture| picture.pixels.len());
        all[at] = Some(picture);
        if bytes > MAX_BYTES {
            return Err(too_many(folder, files.len(), to));
        }
        Ok(())
    })?;
    let colour = |picture: &Raster| picture.channels == 3;
    let channels = options.channels.unwrap_or_else(|| {
        let any = all.iter().flatten().flatten().any(colour);
        if any { 3 } else { 1 }
    });
    let readable = all.iter().flatten().flatten().count();
    let size = to[0] * to[1] * channels;
    if readable.saturating_mul(size) > MAX_BYTES {
        return Err(too_many(folder, files.len(), to));
    }
    let mut decoded = Decoded {
        image: [to[0], to[1], channels],
        pixels: Vec::with_capacity(readable * size),
        unreadable: Vec::new(),
        notes: Vec::new(),
    };
    for (picture, at) in all.into_iter().flatten().zip(0..) {
        match picture {
            Ok(picture) if channels == 3 => decoded.pixels.extend(picture.rgb().pixels),
            Ok(picture) => decoded.pixels.extend(picture.pixels),
            Err(why) => decoded.unreadable.push((at, plain(&why))),
        }
    }
    if decoded.pixels.is_empty() {
        let said = said(&decoded.unreadable, files).unwrap_or_default();
        return Err(Error::new(format!(
            "{} has no picture that can be read: {said}",
            folder.display()
        )));
    }
    Ok((decoded, changed))
}

fn too_many(folder: &Path, count: usize, [height, width]: [usize; 2]) -> Error {
    let side = (MAX_BYTES / count.max(1) / 3).isqrt();
    Error::new(format!(
        "{} holds {count} pictures, and at {height} by {width} they need more than 1 GiB of memory, the most that is allowed; size={} fits",
        folder.display(),
        side.clamp(1, height.min(width))
    ))
}
