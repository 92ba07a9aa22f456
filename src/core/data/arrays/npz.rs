//! Reads `.npz`, arrays of `NumPy` in a ZIP file: which are items and which labels is told by their names.

use super::{Array, Pair, npy};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use zip::ZipArchive;

/// The most arrays of a file.
const MOST: usize = 1_000;
/// The names of arrays of items and labels, for training and held out.
const TRAIN: [(&str, &str); 7] = [
    ("x_train", "y_train"),
    ("train_images", "train_labels"),
    ("train_x", "train_y"),
    ("x", "y"),
    ("images", "labels"),
    ("data", "labels"),
    ("arr_0", "arr_1"),
];
const HELD_OUT: [(&str, &str); 5] = [
    ("x_test", "y_test"),
    ("test_images", "test_labels"),
    ("test_x", "test_y"),
    ("x_val", "y_val"),
    ("val_images", "val_labels"),
];

/// The parts in a file: training, and held out if it has any. Notes for the user are added to `notes`.
///
/// # Errors
/// If the file cannot be read, none of its arrays is called as items are, or labels are there without their items.
pub(in crate::data) fn read(
    file: &str,
    path: &Path,
    notes: &mut Vec<String>,
) -> Result<(Pair, Option<Pair>)> {
    let damaged = |why: &dyn std::fmt::Display| {
        Error::new(format!(
            "{file} is not a ZIP file of arrays (.npz), or it is damaged: {why}"
        ))
    };
    let content =
        File::open(path).map_err(|error| Error::new(format!("{file} cannot be read: {error}")))?;
    let mut archive = ZipArchive::new(BufReader::new(content)).map_err(|why| damaged(&why))?;
    if archive.len() > MOST {
        return Err(Error::new(format!(
            "{file} holds {} files; at most {MOST} arrays are read",
            archive.len()
        )));
    }
    let mut names = Vec::new();
    for at in 0..archive.len() {
        let name = archive.name_for_index(at).transpose();
        let name = name.map_err(|why| damaged(&why))?;
        names.push(name.map(std::borrow::Cow::into_owned).unwrap_or_default());
    }
    let place = |wanted: &str| {
        let is = |name: &String| {
            let name = name.strip_suffix(".npy").unwrap_or(name);
            name.eq_ignore_ascii_case(wanted)
        };
        names.iter().position(is)
    };
    let mut array = |at: usize| -> Result<Array> {
        let content = archive.by_index(at).map_err(|why| damaged(&why))?;
        npy::read(&format!("{file}:{}", names[at]), content)
    };
    let mut pair = |known: &[(&str, &str)]| -> Result<Option<Pair>> {
        let found = known
            .iter()
            .find_map(|(items, labels)| Some((place(items)?, place(labels))));
        let Some((items, labels)) = found else {
            return Ok(None);
        };
        Ok(Some(Pair {
            items: array(items)?,
            labels: labels.map(&mut array).transpose()?,
        }))
    };
    let held = pair(&HELD_OUT)?;
    let train = pair(&TRAIN)?;
    let alone = HELD_OUT.iter().find(|(_, labels)| place(labels).is_some());
    if let (None, Some((items, labels))) = (&held, alone) {
        return Err(Error::new(format!(
            "{file} has {labels}, but {items}, the items that these labels belong to, is missing; add it, or remove {labels} to hold out a tenth of the others"
        )));
    }
    if let Some(train) = train {
        let known = |pairs: &[(&str, &str)], name: &str| {
            let is = |of: &str| name.eq_ignore_ascii_case(of);
            pairs.iter().any(|(items, labels)| is(items) || is(labels))
        };
        let plain = names.iter().map(|name| name.trim_end_matches(".npy"));
        let unread: Vec<_> = plain
            .filter(|name| !known(&TRAIN, name) && !known(&HELD_OUT, name))
            .take(3)
            .collect();
        if let (false, None) = (unread.is_empty(), &train.labels) {
            notes.push(format!(
                "{} was not read; labels are called {}",
                unread.join(", "),
                TRAIN.map(|(_, labels)| labels)[..4].join(", ")
            ));
        }
        return Ok((train, held));
    }
    // One array alone can only be the items.
    if let ([_], None) = (&names[..], &held) {
        let items = array(0)?;
        return Ok((
            Pair {
                items,
                labels: None,
            },
            None,
        ));
    }
    let wanted: Vec<&str> = TRAIN.iter().map(|(items, _)| *items).collect();
    Err(Error::new(format!(
        "{file} has no array of training items (called {}); it has {}",
        wanted.join(", "),
        names.join(", ")
    )))
}
