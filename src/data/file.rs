//! A data set in one file: `.npz`, `.npy`, `.csv` or IDX.

use super::arrays::{self, Pair, npy, npz};
use super::asked::Options;
use super::labels::Labels;
use super::parts::dataset;
use super::place::{Files, Folder, find};
use super::{Dataset, Rule, Tell, classes, csv, directory, idx};
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
            let train = npy_pair(&files, last)?;
            let other = last.replace("train", "test");
            let held = if other != last && files.open(&other)?.is_some() {
                Some(npy_pair(&files, &other)?)
            } else {
                None
            };
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
        "parquet" => Err(Error::new(format!(
            "'{shown}' is a Parquet file, which this lab does not read; save it as .npz or as a folder of pictures"
        ))),
        _ => {
            if let Some((set, _)) = plainly.split_once("train-images") {
                let found = directory::assemble_set(name, &files, Some(set), rule)?;
                return found.ok_or_else(|| gone(&shown));
            }
            let Some((shown, content)) = open(last)? else {
                return Err(gone(&shown));
            };
            let Some(mut raw) = idx::read_items(&plain(&shown), content, &mut notes)? else {
                return Err(Error::new(format!(
                    "'{shown}' is a file that cannot be read as data; .npz, .npy, .csv and IDX can, or give the directory that it is in"
                )));
            };
            if let Some((file, content)) = open(&idx_labels(last))? {
                let labels = idx::read_labels(&file, content)?;
                raw.labels = Labels::Numbers(labels.into_iter().map(i64::from).collect());
            }
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
    let read = |last: &str| {
        let found = find(files, &[last.to_owned()])?;
        found
            .map(|(file, content)| npy::read(&plain(&file), content))
            .transpose()
    };
    let items = read(last)?.ok_or_else(|| gone(last))?;
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
            labels = read(&format!("{name}.npy{end}"))?;
        }
    }
    Ok(Pair { items, labels })
}
