//! The names of data sets, and what to say about an unknown one.

use super::asked::{Asked, Options};
use super::bounds::MAX_BYTES;
use super::dataset::word;
use super::{
    Dataset, Item, Rule, Split, Tell, Toy, coloured, drawn, embedded, expression, found, pictures,
    stacked,
};
use crate::error::{Error, Result, brief, plain};
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
    (
        stacked::NAME,
        "50,000 stacks of three of the digits, one per colour channel, 28×28, without labels: 1,000 modes (Stacked MNIST)",
    ),
    ("ring", "10,000 points from 8 Gaussians on a circle"),
    ("grid", "10,000 points from 25 Gaussians on a square grid"),
    ("spiral", "10,000 points along two spiral arms"),
    (
        "moons",
        "10,000 points along two half circles that reach into each other",
    ),
];

/// Other names of the embedded sets.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("mnist", "digits"),
    ("mnist-rgb", "digits-rgb"),
    ("stacked-mnist", "stacked"),
    ("fashion-mnist", "fashion"),
    ("fashionmnist", "fashion"),
];

/// The name in [`NAMES`] of a set that people also call otherwise; any other word as it is.
#[must_use]
pub fn own_name(word: &str) -> &str {
    let other = OTHER_NAMES.iter().find(|(other, _)| *other == word);
    other.map_or(word, |(_, own)| own)
}

/// Loads the data set of that name, what lies in that folder or file, or the points of an expression or a drawing. A name of [`NAMES`] comes first; write
/// `./digits` for a directory called `digits`. Words behind it say how pictures are taken: `cats size=64 grey`.
///
/// # Errors
/// If there is no such name or directory, or its files are not what they should be.
pub fn load(name: &str) -> Result<Dataset> {
    load_and_tell(name, &mut |_, _| Ok(()))
}

/// As [`load`], for folders that take their time: `tell(done, of)` is told how many parts are done, of 0 where nobody
/// knows how many there are, and says whether to go on.
///
/// # Errors
/// As [`load`], and what `tell` says.
pub fn load_and_tell(name: &str, tell: Tell) -> Result<Dataset> {
    load_by(name, Rule::Now, tell)
}

/// As [`load_and_tell`], where `rule` says how a directory is read.
pub(super) fn load_by(name: &str, rule: Rule, tell: Tell) -> Result<Dataset> {
    let asked = Asked::read(name)?;
    let dataset = named(&asked, rule, tell)?;
    let mut dataset = taken(dataset, asked.options, tell)?;
    dataset.name = plain(&asked.to_string());
    Ok(dataset)
}

fn named(asked: &Asked, rule: Rule, tell: Tell) -> Result<Dataset> {
    let place = asked.place.as_str();
    if let Some(toy) = Toy::named(place) {
        return Ok(toy.load());
    }
    if place == coloured::NAME {
        return coloured::load();
    }
    if place == stacked::NAME {
        return stacked::load();
    }
    if let Some(dataset) = embedded::load(place) {
        return dataset;
    }
    let path = Path::new(place);
    // A link that leads nowhere was meant, too.
    let there = path.symlink_metadata().is_ok();
    if !there && drawn::is_drawing(place) {
        return drawn::load(place);
    }
    if !there && expression::is_expression(place) {
        return expression::load(place, tell);
    }
    if there || place.contains(std::path::is_separator) {
        return found::load(asked, path, rule, tell);
    }
    Err(unknown(place))
}

/// The same pictures as they were asked for, where they are not so already.
fn taken(dataset: Dataset, options: Options, tell: Tell) -> Result<Dataset> {
    let Some([height, width, channels]) = dataset.item.image() else {
        if options.size.is_some() || options.channels.is_some() {
            return Err(Error::new(format!(
                "'{}' are points, which have no size and no colours; leave out{}",
                brief(&dataset.name),
                options
            )));
        }
        return Ok(dataset);
    };
    let [to_height, to_width] = options.size.unwrap_or([height, width]);
    let (from, to) = (
        [height, width, channels],
        [to_height, to_width, options.channels.unwrap_or(channels)],
    );
    if from == to {
        return Ok(dataset);
    }
    if !dataset.train.in_memory() {
        return Err(Error::new(format!(
            "the pictures of '{}' are read from their file as they are, {height} by {width}, for they are larger than what is held in memory; leave out{options}",
            dataset.name
        )));
    }
    let size: usize = to.iter().product();
    let of = dataset.train.len() + dataset.held_out.len();
    if of.saturating_mul(size) > MAX_BYTES {
        return Err(Error::new(format!(
            "{of} pictures of {} by {} need more than 1 GiB of memory, the most that is allowed; give a smaller size",
            to[0], to[1]
        )));
    }
    let mut done = 0;
    let mut part = |split: &Split| {
        let go_on = &mut || {
            done += 1;
            tell(done, of as u64)
        };
        let bytes = pictures::fit_all(split.images(), from, to, go_on)?;
        Ok(Split::of_pixels(size, bytes, split.labels().to_vec()))
    };
    let (train, held_out) = (part(&dataset.train)?, part(&dataset.held_out)?);
    let item = Item::Image {
        height: to[0],
        width: to[1],
        channels: to[2],
    };
    let made = Dataset::new(&dataset.name, item, dataset.classes, train, held_out);
    Ok(made.with_notes(dataset.notes))
}

fn unknown(name: &str) -> Error {
    let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
    let guess = nearest(&name.to_lowercase()).map_or_else(
        || ".".to_owned(),
        |guess| format!("; did you mean '{guess}'?"),
    );
    Error::new(format!(
        "no data set is called '{name}'{guess} There are {}; or give a directory of pictures, IDX or CIFAR-10 files, \
         or an .npz, .npy or .csv file, such as {}; or an expression, such as \"y = sin(x)\"",
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
