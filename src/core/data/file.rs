//! A data set in one file: `.npz`, `.npy`, `.csv` or IDX.

use super::arrays::{self, Array, Pair, npy, npz};
use super::asked::Options;
use super::labels::Labels;
#[cfg(feature = "parquet")]
use super::parquet;
use super::parts::dataset;
use super::place::{Files, Folder, find};
use super::{Dataset, Rule, Tell, classes, csv, directory, idx, large};
use crate::error::{Error, Result, plain};
use std::path::Path;

/// The extensions of such files.
pub(super) const ENDS: [&str; 5] = ["npz", "npy", "csv", "tsv", "parquet"];

/// The part of a file name that marks items, and the one that marks their labels.
const BESIDE: [(&str, &str); 5] = [
    ("images", "labels"),
    ("x_", "y_"),
    ("X_", "y_"),
    ("x", "y"),
    ("X", "y"),
];

/// Loads the file at `path`; `name` is the name of the data set.
///
/// # Errors
/// If it is not a kind of file that can be read, or is damaged.
pub(super) fn load(
    name: &str,
    path: &Path,
    rule: Rule,
    options: Options,
    tell: Tell,
) -> Result<Dataset> {
    let shown = plain(&path.display().to_string());
    let (Some(last), Some(parent)) = (path.file_name().and_then(|n| n.to_str()), path.parent())
    else {
        return Err(Error::new(format!(
            "'{shown}' is not the name of a file that can be read"
        )));
    };
    let files = Folder(parent.to_owned());
    let open = |last: &str| find(&files, &[last.to_owned()]);
    let plainly = last.strip_suffix(".gz").unwrap_or(last);
    let end = plainly.rsplit_once('.').map_or("", |(_, end)| end);
    let mut notes = Vec::new();
    let names = || classes::in_file(&files);
    match end.to_lowercase().as_str() {
        "npz" => {
            let (train, held) = npz::read(&shown, path, &mut notes)?;
            let (train, held) = arrays::raw(train, held, &mut notes)?;
            dataset(name, train, held, names()?, notes)
        }
        "npy" => {
            if let Some(train) = large::open(path)? {
                let labels = match npy_labels(&files, last)? {
                    Some(labels) => Labels::Numbers(labels.labels()?),
                    None => Labels::None,
                };
                let held = match npy_other(&files, last)? {
                    Some(held) => Some(arrays::raw(held, None, &mut notes)?.0),
                    None => None,
                };
                return large::dataset(name, train, labels, held, names()?, notes);
            }
            let train = npy_pair(&files, last)?;
            let held = npy_other(&files, last)?;
            let (train, held) = arrays::raw(train, held, &mut notes)?;
            dataset(name, train, held, names()?, notes)
        }
        "csv" | "tsv" => {
            let Some((shown, content)) = open(last)? else {
                return Err(gone(&shown));
            };
            let raw = csv::read(&plain(&shown), content, options, &mut notes, tell)?;
            dataset(name, raw, None, names()?, notes)
        }
        #[cfg(feature = "parquet")]
        "parquet" => parquet::load(name, path, options, tell),
        #[cfg(not(feature = "parquet"))]
        "parquet" => Err(Error::new(format!(
            "'{shown}' is a Parquet file, and this lab was built without them; build it with 'cargo build --release --features parquet', or save the data as .npz or as a folder of pictures"
        ))),
        _ => {
            if let Some((set, _)) = plainly.split_once("train-images") {
                if let Some(found) = directory::large_set(name, parent, Some(set))? {
                    return Ok(found);
                }
                let found = directory::assemble_set(name, &files, Some(set), rule)?;
                return found.ok_or_else(|| gone(&shown));
            }
            let labels = || match open(&idx_labels(last))? {
                Some((file, content)) => {
                    let labels = idx::read_labels(&file, content)?;
                    Ok(Labels::Numbers(labels.into_iter().map(i64::from).collect()))
                }
                None => Ok(Labels::None),
            };
            if let Some(train) = large::open(path)? {
                return large::dataset(name, train, labels()?, None, names()?, notes);
            }
            let Some((shown, content)) = open(last)? else {
                return Err(gone(&shown));
            };
            let Some(mut raw) = idx::read_items(&plain(&shown), content, &mut notes)? else {
                return Err(Error::new(format!(
                    "'{shown}' is a file that cannot be read as data; .npz, .npy, .csv and IDX can, or give the directory that it is in"
                )));
            };
            raw.labels = labels()?;
            dataset(name, raw, None, names()?, notes)
        }
    }
}

/// The file of labels beside an IDX file of items: as MNIST has it, or with `-labels`.
pub(super) fn idx_labels(name: &str) -> String {
    let named = name
        .replace("images", "labels")
        .replace("idx3", "idx1")
        .replace("idx4", "idx1");
    if named != name && named.contains("labels") {
        return named;
    }
    let at = named.to_lowercase().rfind(".idx").unwrap_or(named.len());
    format!("{}-labels{}", &named[..at], &named[at..])
}

fn gone(shown: &str) -> Error {
    Error::new(format!("'{shown}' is gone"))
}

/// The array in a file, with the labels that lie beside it.
fn npy_pair(files: &Folder, last: &str) -> Result<Pair> {
    let items = npy_array(files, last)?.ok_or_else(|| gone(last))?;
    let labels = npy_labels(files, last)?;
    Ok(Pair { items, labels })
}

fn npy_array(files: &Folder, last: &str) -> Result<Option<Array>> {
    let found = find(files, &[last.to_owned()])?;
    found
        .map(|(file, content)| npy::read(&plain(&file), content))
        .transpose()
}

/// The held-out array beside one to learn from: `x_test.npy` beside `x_train.npy`.
fn npy_other(files: &Folder, last: &str) -> Result<Option<Pair>> {
    let other = last.replace("train", "test");
    if other != last && files.open(&other)?.is_some() {
        return npy_pair(files, &other).map(Some);
    }
    Ok(None)
}

/// The labels that lie beside an array.
fn npy_labels(files: &Folder, last: &str) -> Result<Option<Array>> {
    let (stem, end) = last.split_once(".npy").unwrap_or((last, ""));
    let mut names: Vec<String> = ["_labels", "-labels"].map(|l| format!("{stem}{l}")).into();
    for (what, labels) in BESIDE {
        if let Some(after) = stem.strip_prefix(what) {
            names.push(format!("{labels}{after}"));
        }
        if what.len() > 2 && stem.contains(what) {
            names.push(stem.replace(what, labels));
        }
    }
    names.push("y".into());
    names.retain(|name| name != stem);
    let mut labels = None;
    for name in names {
        if labels.is_none() {
            labels = npy_array(files, &format!("{name}.npy{end}"))?;
        }
    }
    Ok(labels)
}
