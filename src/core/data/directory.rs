//! Makes a data set of the files in one place: a directory on disk or one in the program.

use super::arrays::Levels;
use super::held_out::{self, Part};
use super::idx::read_levels;
use super::labels::Labels;
use super::parts::{Content, Raw};
use super::place::{Files, Folder, find};
use super::{Dataset, Images, Item, Rule, Split, classes, large, read_images, read_labels};
use crate::error::{Error, Result};
use std::path::Path;

/// What the part to learn from is called, and the held-out one: of MNIST, and of others.
const TRAIN: &str = "train";
const HELD_OUT: [&str; 2] = ["t10k", "test"];

/// Reads IDX files and puts the data set together.
///
/// # Errors
/// If there are none, or they are not what they should be.
pub(super) fn assemble(name: &str, files: &impl Files, rule: Rule) -> Result<Dataset> {
    assemble_set(name, files, None, rule)?.ok_or_else(|| missing(files))
}

/// Reads the IDX files whose names begin with `chosen`, or with that of the only set there is; nothing without images
/// to learn from.
///
/// Labels may be missing. Without test images a tenth of the training images is held out, but no more than 1,000.
pub(super) fn assemble_set(
    name: &str,
    files: &impl Files,
    chosen: Option<&str>,
    rule: Rule,
) -> Result<Option<Dataset>> {
    let set = match chosen {
        Some(chosen) => chosen.to_owned(),
        None => set(files)?,
    };
    let mut notes = Vec::new();
    let mut levels = None;
    let Some((images, labels)) = part(files, &set, TRAIN, &mut levels, &mut notes)? else {
        return Ok(None);
    };
    notes.extend(
        levels
            .as_ref()
            .and_then(|levels: &Levels| levels.said.clone()),
    );
    let Images {
        rows,
        cols,
        channels,
        pixels,
    } = images;
    let size = rows * cols * channels;
    notes.extend(unread(files, &set, TRAIN, &labels));
    let mut train = Part { pixels, labels };
    if train.pixels.is_empty() {
        return Err(Error::new(format!(
            "the file of training images in {} holds 0 images; at least 1 is needed",
            files.place()
        )));
    }
    let mut held = None;
    for name in HELD_OUT
        .into_iter()
        .take(if rule == Rule::Now { 2 } else { 1 })
    {
        if let Some((images, labels)) = part(files, &set, name, &mut levels, &mut notes)? {
            same_size([rows, cols, channels], &images, files)?;
            notes.extend(unread(files, &set, name, &labels));
            if labels.is_empty() && !images.pixels.is_empty() && !train.labels.is_empty() {
                notes.push(format!(
                    "the held-out images have no labels: there is no {set}{name}-labels-idx1-ubyte; without them neither a classifier nor networks with labels=yes can be trained"
                ));
            }
            let pixels = images.pixels;
            if pixels.is_empty() {
                notes.push(format!(
                    "nothing is held out: there are 0 {name} images; without that file a tenth of the training images is held out"
                ));
            }
            held = Some(Part { pixels, labels });
            break;
        }
        let labels = find(files, &labels_of(&set, name))?;
        if let (Some((file, _)), Rule::Now) = (labels, rule) {
            return Err(Error::new(format!(
                "{file} has labels, but the {name} images that they belong to are missing; add {set}{name}-images-idx3-ubyte, or remove the labels to hold out a tenth of the training images"
            )));
        }
    }
    let mut held = if let Some(held) = held {
        held
    } else {
        let held = held_out::split_off(&mut train, size, rule);
        let count = held.pixels.len() / size;
        notes.push(match (count, rule) {
            (0, _) => "nothing is held out: there are no t10k images; a tenth of the training images would be, but there are fewer than 10".into(),
            (_, Rule::Earlier) => format!("there are no t10k images: the last {count} training images are held out, as in earlier versions"),
            (_, Rule::Now) => format!("there are no t10k images: {count} training images are held out, drawn with seed {} and, with labels, in proportion to the classes", held_out::SEED),
        });
        held
    };
    if train.labels.is_empty() && !held.labels.is_empty() {
        // Labels that no net can learn are of no use.
        held.labels.clear();
        notes.push(
            "the labels of the held-out images are not used: the training images have none".into(),
        );
    }
    let names = classes::in_file(files)?;
    let classes = classes::of([&mut train.labels, &mut held.labels], names, rule)?;
    let item = Item::Image {
        height: rows,
        width: cols,
        channels,
    };
    let [train, held] = [train, held].map(|part| Split::of_pixels(size, part.pixels, part.labels));
    Ok(Some(
        Dataset::new(name, item, classes, train, held).with_notes(notes),
    ))
}

/// The set whose images to learn from are larger than what is held in memory, if those of a folder are; `chosen` as for
/// [`assemble_set`].
pub(super) fn large_set(
    name: &str,
    folder: &Path,
    chosen: Option<&str>,
) -> Result<Option<Dataset>> {
    let files = Folder(folder.to_owned());
    let set = match chosen {
        Some(chosen) => chosen.to_owned(),
        None => set(&files)?,
    };
    let mut found = None;
    for file in images_of(&set, TRAIN) {
        if found.is_none() {
            found = large::open(&folder.join(file))?;
        }
    }
    let Some(train) = found else { return Ok(None) };
    let labels = |part: &str| match find(&files, &labels_of(&set, part))? {
        Some((file, content)) => {
            let labels = read_labels(&file, content)?;
            Ok(Labels::Numbers(labels.into_iter().map(i64::from).collect()))
        }
        None => Ok(Labels::None),
    };
    let mut held = None;
    for part in HELD_OUT {
        if held.is_none()
            && let Some((file, content)) = find(&files, &images_of(&set, part))?
        {
            let images = read_images(&file, content)?;
            held = Some(Raw {
                content: Content::Pictures {
                    image: [images.rows, images.cols, images.channels],
                    bytes: images.pixels,
                },
                labels: labels(part)?,
            });
        }
    }
    let names = classes::in_file(&files)?;
    large::dataset(name, train, labels(TRAIN)?, held, names, Vec::new()).map(Some)
}

/// A sentence about a place where nothing is found that could be read.
pub(super) fn missing(files: &impl Files) -> Error {
    let mut also = String::new();
    if let Ok(Some(_)) = find(files, &["data_batch_1".to_owned()]) {
        also = "; data_batch_1 is the Python version of CIFAR-10, and only the binary version can be read"
            .into();
    }
    Error::new(format!(
        "{} has no training images; looked for {}, for data_batch_1.bin of CIFAR-10{also}, and for pictures (PNG, JPEG, WebP, BMP, GIF), .npz, .npy and .csv",
        files.place(),
        spellings("", TRAIN, "images", "3-ubyte").join(", ")
    ))
}

fn same_size(learnt: [usize; 3], held: &Images, files: &impl Files) -> Result<()> {
    let held = [held.rows, held.cols, held.channels];
    if learnt == held {
        return Ok(());
    }
    let size = |[rows, cols, channels]: [usize; 3]| match channels {
        1 => format!("{rows} by {cols}"),
        _ => format!("{rows} by {cols} by {channels}"),
    };
    Err(Error::new(format!(
        "the images in {} differ in size: {} for training, {} held out",
        files.place(),
        size(learnt),
        size(held)
    )))
}

/// What stands before `train` in the names of the files: nothing, or the name of the set as in `emnist-letters-train-images-idx3-ubyte`.
fn set(files: &impl Files) -> Result<String> {
    let names = files.names();
    let wanted = images_of("", TRAIN);
    if names.iter().any(|name| wanted.contains(name)) {
        return Ok(String::new());
    }
    let mut sets: Vec<&str> = (names.iter())
        .filter_map(|name| {
            wanted
                .iter()
                .find_map(|end| name.strip_suffix(end.as_str()))
        })
        .filter(|set| set.ends_with(['-', '_', '.']))
        .collect();
    sets.dedup();
    match sets[..] {
        [] => Ok(String::new()),
        [set] => Ok(set.to_owned()),
        _ => Err(Error::new(format!(
            "{} holds the training images of several sets: {}; put the files of one into a folder of their own",
            files.place(),
            sets.iter()
                .map(|set| set.trim_end_matches(['-', '_', '.']))
                .collect::<Vec<_>>()
                .join(", ")
        ))),
    }
}

/// The images of one part and their labels, none if the file is missing; what there is to say of them joins `notes`.
fn part(
    files: &impl Files,
    set: &str,
    part: &str,
    levels: &mut Option<Levels>,
    notes: &mut Vec<String>,
) -> Result<Option<(Images, Vec<u8>)>> {
    let Some((file, content)) = find(files, &images_of(set, part))? else {
        return Ok(None);
    };
    let images = read_levels(&file, content, levels)?;
    let labels = match find(files, &labels_of(set, part))? {
        Some((file, content)) => {
            let name = file.rsplit('/').next().unwrap_or(&file);
            if name.contains("-int") {
                notes.push(format!("labels are the first number of each row of {name}"));
            }
            Some(read_labels(&file, content)?)
        }
        None => None,
    };
    let count = images.pixels.len() / (images.rows * images.cols * images.channels);
    if let Some(labels) = &labels
        && labels.len() != count
    {
        return Err(Error::new(format!(
            "{} has {count} {part} images but {} {part} labels; the counts must agree",
            files.place(),
            labels.len()
        )));
    }
    Ok(Some((images, labels.unwrap_or_default())))
}

/// A sentence about a file that seems to hold the labels of a part which were not read.
fn unread(files: &impl Files, set: &str, part: &str, read: &[u8]) -> Option<String> {
    let (begins, known) = (format!("{set}{part}"), labels_of(set, part));
    let names = files.names();
    let seems = |name: &&String| {
        name.starts_with(&begins) && name.to_lowercase().contains("label") && !known.contains(name)
    };
    let file = names.iter().filter(|_| read.is_empty()).find(seems)?;
    Some(format!(
        "{file} was not read: labels are looked for in {begins}-labels-idx1-ubyte, and as -idx1-int and -idx2-int"
    ))
}

fn images_of(set: &str, part: &str) -> Vec<String> {
    let all = |dimensions: &str| {
        let kind = |of| spellings(set, part, "images", &format!("{dimensions}-{of}"));
        ["ubyte", "byte", "short", "int", "float", "double"]
            .map(kind)
            .concat()
    };
    ["3", "4"].map(all).concat()
}

fn labels_of(set: &str, part: &str) -> Vec<String> {
    let kinds = ["1-ubyte", "1-int", "2-int"];
    kinds
        .map(|kind| spellings(set, part, "labels", kind))
        .concat()
}

/// The names that a file goes by.
fn spellings(set: &str, part: &str, what: &str, kind: &str) -> Vec<String> {
    let mut names = Vec::new();
    for end in ["", ".gz"] {
        for between in ["-", "."] {
            names.push(format!("{set}{part}-{what}{between}idx{kind}{end}"));
        }
    }
    names
}
