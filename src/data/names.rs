//! The names that data sets go by, and what to say about one that nobody knows.

use super::dataset::word;
use super::{Dataset, Rule, Toy, coloured, directory, embedded};
use crate::error::{Error, Result};
use std::path::Path;

/// Every name that [`load`] knows, with a line about it.
pub const NAMES: &[(&str, &str)] = &[
    (
        "digits",
        "10,000 handwritten digits, 28×28 grey, in 10 classes (MNIST-10k)",
    ),
    (
        "fashion",
        "5,000 pictures of clothes, 28×28 grey, in 10 classes (Fashion-MNIST)",
    ),
    (
        coloured::NAME,
        "the same digits in colour, 32×32, each in an ink and on a background of its own",
    ),
    ("ring", "10,000 points from 8 Gaussians on a circle"),
    ("grid", "10,000 points from 25 Gaussians on a square grid"),
    ("spiral", "10,000 points along two spiral arms"),
    (
        "moons",
        "10,000 points along two half circles that reach into each other",
    ),
];

/// What else the embedded sets are called.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("mnist", "digits"),
    ("mnist-rgb", "digits-rgb"),
    ("fashion-mnist", "fashion"),
    ("fashionmnist", "fashion"),
];

/// Loads the data set of that name, or the files of IDX or CIFAR-10 in that directory. A name of [`NAMES`] comes
/// first; write `./digits` for a directory called `digits`.
///
/// # Errors
/// If there is no such name or directory, or its files are not what they should be.
pub fn load(name_or_dir: &str) -> Result<Dataset> {
    load_by(name_or_dir, Rule::Now)
}

/// As [`load`], where `rule` says how a directory is read.
pub(super) fn load_by(name_or_dir: &str, rule: Rule) -> Result<Dataset> {
    if let Some(toy) = Toy::named(name_or_dir) {
        return Ok(toy.load());
    }
    if name_or_dir == coloured::NAME {
        return coloured::load();
    }
    if let Some(dataset) = embedded::load(name_or_dir) {
        return dataset;
    }
    let path = Path::new(name_or_dir);
    // A link that leads nowhere was meant, too.
    if name_or_dir.contains(std::path::is_separator) || path.symlink_metadata().is_ok() {
        return directory::load(name_or_dir, path, rule);
    }
    Err(unknown(name_or_dir))
}

fn unknown(name: &str) -> Error {
    let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
    let guess = nearest(&name.to_lowercase()).map_or_else(
        || ".".to_owned(),
        |guess| format!("; did you mean '{guess}'?"),
    );
    Error::new(format!(
        "no data set is called '{name}'{guess} There are {}; or give a directory with files of IDX or \
         CIFAR-10, such as {}",
        names.join(", "),
        word(&format!("./{name}"))
    ))
}

/// The known name that is spelled most like `name`, if any is spelled enough like it.
fn nearest(name: &str) -> Option<&'static str> {
    let same = NAMES.iter().map(|&(known, _)| (known, known));
    same.chain(OTHER_NAMES.iter().copied())
        .map(|(known, meant)| (strsim::normalized_damerau_levenshtein(name, known), meant))
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, meant)| meant)
}
