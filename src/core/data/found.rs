//! Loads data from a path: a folder of any kind, or a file.

use super::asked::Asked;
use super::directory::{assemble_set, large_set, missing};
use super::place::{Files, Folder, look};
use super::{Dataset, Rule, Tell, cifar, file, pictures};
use crate::error::{Error, Result, plain};
use std::path::Path;

/// Loads the directory or file at `path`; the data set is named as it was asked for.
pub(super) fn load(asked: &Asked, path: &Path, rule: Rule, tell: Tell) -> Result<Dataset> {
    let name = plain(&asked.place);
    match look(path)? {
        Some(found) if found.is_dir() => folder(&name, asked, path, rule, tell),
        Some(found) if found.is_file() => file::load(&name, path, rule, asked.options, tell),
        Some(_) => Err(Error::new(format!(
            "'{name}' is not a regular file; give a folder, or a file of data"
        ))),
        None => Err(Error::new(format!(
            "there is no directory '{name}' and no file; check the spelling, or give a name such as digits"
        ))),
    }
}

/// Whether the first of the data begins and all of them end so.
fn there_is(data: &[&String], begins: &str, ends: &str) -> bool {
    data.iter().any(|name| name.starts_with(begins)) && data.iter().all(|name| name.ends_with(ends))
}

/// Loads a folder: CIFAR-10 or IDX files, pictures, or one file of another kind.
fn folder(name: &str, asked: &Asked, path: &Path, rule: Rule, tell: Tell) -> Result<Dataset> {
    let files = Folder(path.to_owned());
    if let Some(dataset) = cifar::assemble(name, &files)? {
        return Ok(dataset);
    }
    if let Some(dataset) = large_set(name, path, None)? {
        return Ok(dataset);
    }
    if let Some(dataset) = assemble_set(name, &files, None, rule)? {
        return Ok(dataset);
    }
    let listing = pictures::list(path, tell)?;
    if !listing.files.is_empty() {
        return pictures::load(name, path, listing, asked.options, tell);
    }
    let there = files.names();
    let data = there.iter().filter(|name| {
        let plainly = name.strip_suffix(".gz").unwrap_or(name);
        let end = plainly.rsplit_once('.').map_or("", |(_, end)| end);
        file::ENDS.contains(&end.to_lowercase().as_str())
    });
    let data: Vec<&String> = data.collect();
    match &data[..] {
        [] => Err(missing(&files)),
        // The parts of a set: those to learn from lead to the others.
        [first, ..] if cfg!(feature = "parquet") && there_is(&data, "train", ".parquet") => {
            let first = data
                .iter()
                .find(|name| name.starts_with("train"))
                .unwrap_or(first);
            file::load(name, &path.join(first), rule, asked.options, tell)
        }
        [only] => file::load(name, &path.join(only), rule, asked.options, tell),
        several => {
            let shown: Vec<&str> = several.iter().take(3).map(|name| name.as_str()).collect();
            Err(Error::new(format!(
                "{} holds {} files of data, such as {}; give one of them",
                files.place(),
                several.len(),
                shown.join(", ")
            )))
        }
    }
}
