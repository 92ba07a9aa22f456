//! Makes a data set of a file that is larger than what is held in memory.
//!
//! Nothing reads such a file from end to end. Its digest covers the shape, the labels, the held-out pictures and
//! [`LOOKED`] pictures to learn from, spread evenly; facts about its content are of the latter.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::arrays::{Kind, Layout, npy};
use super::bounds::MAX_BYTES;
use super::held_out::{self, MOST, SEED};
use super::labels::Labels;
use super::parts::{Content, Raw};
use super::stored::{LOOKED, Stored};
use super::{Dataset, Item, Split, classes, idx};
use crate::error::{Error, Result, plain};

/// The most items: the order of an epoch is in memory.
const MOST_ITEMS: usize = 1 << 24;
/// As much of a file as a header can be long.
const MOST_HEAD: usize = 80 << 10;
/// The most bytes of the held-out pictures, which are in memory, unless they have a file of their own.
const MOST_HELD_OUT: usize = 64 << 20;

/// Puts a data set together of pictures to learn from and of the held-out ones, if they have a file of their own.
///
/// # Errors
/// If the parts do not fit each other, or the file cannot be read.
pub(super) fn dataset(
    name: &str,
    train: Stored,
    labels: Labels,
    held: Option<Raw>,
    names: Vec<String>,
    mut notes: Vec<String>,
) -> Result<Dataset> {
    let (items, image) = (train.len(), train.image);
    if labels.len() != items && labels.len() != 0 {
        return Err(Error::new(format!(
            "{name} has {items} items but {} labels; the counts must agree",
            labels.len()
        )));
    }
    if items == 0 {
        return Err(Error::new(format!(
            "{name} contains no training items; at least 1 is needed"
        )));
    }
    let (bytes, held_labels) = match held {
        None => (None, Labels::None),
        Some(Raw {
            content: Content::Pictures { image: its, bytes },
            labels,
        }) if its == image => (Some(bytes), labels),
        Some(_) => {
            return Err(Error::new(format!(
                "the items of {name} differ: those that are held out are not pictures of {image:?}"
            )));
        }
    };
    let size = train.item();
    let fits = held_labels.len() == bytes.as_ref().map_or(0, |bytes| bytes.len() / size);
    if bytes.is_some() && (labels.len() > 0) != (held_labels.len() > 0)
        || held_labels.len() > 0 && !fits
    {
        return Err(Error::new(format!(
            "{name} needs a label for each item of both parts, or none at all"
        )));
    }
    let (classes, [mut labels, mut held_labels]) =
        classes::named(name, [labels, held_labels], names, &mut notes)?;
    let (train, held) = if let Some(bytes) = bytes {
        (train, bytes)
    } else {
        let count = (items / 10).min(MOST).min(MOST_HELD_OUT / size);
        let mut places = held_out::fair(items, count, &labels);
        let mut held = Vec::with_capacity(places.len() * size);
        train.read(&places, |bytes| held.extend_from_slice(bytes))?;
        held_labels = places
            .iter()
            .filter_map(|at| labels.get(*at))
            .copied()
            .collect();
        places.sort_unstable();
        let mut skipped = places.iter().copied().peekable();
        let mut at = 0..;
        labels.retain(|_| skipped.next_if_eq(&at.next().unwrap_or(0)).is_none());
        notes.push(format!(
            "{count} items are held out, drawn with seed {SEED} and, with labels, in proportion to the classes"
        ));
        (train.without(&places), held)
    };
    notes.push(format!(
        "the file is larger than what is held in memory: batches are read from it; the digest and the facts are of the held-out items and of {} training items, spread evenly",
        LOOKED.min(train.len())
    ));
    let item = Item::Image {
        height: image[0],
        width: image[1],
        channels: image[2],
    };
    let held = Split::of_pixels(size, held, held_labels);
    let train = Split::of_file(train, labels);
    let sample = train.sampled()?;
    Ok(Dataset::in_file(name, item, classes, (train, &sample), held).with_notes(notes))
}

/// The pictures of a file that is larger than what is held in memory, if it is an uncompressed IDX or `.npy` file.
///
/// # Errors
/// If it is such a file, and cannot be used where it lies.
pub(super) fn open(path: &Path) -> Result<Option<Stored>> {
    open_over(path, MAX_BYTES)
}

/// As [`open`], for files of more than `budget` bytes.
pub(super) fn open_over(path: &Path, budget: usize) -> Result<Option<Stored>> {
    let name = plain(&path.display().to_string());
    let says = |what: &str| Error::new(format!("{name} {what}"));
    let cannot = |error: std::io::Error| says(&format!("cannot be read: {error}"));
    let Ok(found) = std::fs::metadata(path) else {
        return Ok(None);
    };
    if !found.is_file() || found.len() <= budget as u64 {
        return Ok(None);
    }
    let file = File::open(path).map_err(cannot)?;
    let mut head = vec![0; MOST_HEAD.min(usize::try_from(found.len()).unwrap_or(MOST_HEAD))];
    file.read_exact_at(&mut head, 0).map_err(cannot)?;
    let described = match npy::described(&name, &head)? {
        Some(described) => described,
        None => match idx::described(&head) {
            Some(described) => described,
            None => return Ok(None),
        },
    };
    let (array, offset) = described;
    let Layout { image, steps } = array.layout()?;
    let [height, width, channels] = image;
    let size = height * width * channels;
    let together = steps[..3] == [size, width * channels, channels] && steps[3] <= 1;
    let planes = steps == [size, width, 1, height * width];
    if array.numbers.kind != Kind::BYTE || !(together || planes) {
        return Err(says(
            "is larger than 1 GiB and does not hold bytes in the order of items; larger files are read where they lie, as uint8: in Python, numpy.save('FILE.npy', numpy.ascontiguousarray(x, 'uint8'))",
        ));
    }
    let count = array.shape[0];
    if count > MOST_ITEMS {
        return Err(says(&format!(
            "holds {count} pictures; there can be at most {MOST_ITEMS}"
        )));
    }
    let wanted = count.checked_mul(size).map(|body| (body + offset) as u64);
    if wanted != Some(found.len()) {
        let what = if wanted > Some(found.len()) {
            "is cut short"
        } else {
            "is longer than its header says"
        };
        return Err(says(&format!(
            "{what}: {count} pictures of {height} by {width} by {channels} bytes are promised, and the file has {} bytes",
            found.len()
        )));
    }
    Ok(Some(Stored::new(
        (file, &found, &name),
        (offset as u64, count),
        (image, planes && !together),
    )))
}
