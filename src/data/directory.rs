//! Makes a data set of the files in one place: a directory on disk or one in the program.

use super::{Dataset, Images, Item, Split, cifar, read_images, read_labels};
use crate::error::{Error, Result, plain};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Where files are looked up by name.
pub(super) trait Files {
    /// The content of the file, or nothing if there is no such file.
    fn open(&self, name: &str) -> Result<Option<Box<dyn Read + '_>>>;

    /// What errors call the place.
    fn place(&self) -> String;
}

/// Loads the directory at `path`; `name` is what the person called it.
pub(super) fn load(name: &str, path: &Path) -> Result<Dataset> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            let (name, files) = (plain(name), Directory(path.to_owned()));
            match cifar::assemble(&name, &files)? {
                Some(dataset) => Ok(dataset),
                None => assemble(&name, &files),
            }
        }
        Ok(_) => Err(Error::new(format!(
            "'{name}' is a file; give the directory that it is in"
        ))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Error::new(format!(
            "there is no directory '{name}'; check the spelling, or give a name such \
                 as digits"
        ))),
        Err(error) => Err(Error::new(format!("'{name}' cannot be read: {error}"))),
    }
}

/// Reads IDX files and puts the data set together.
///
/// Labels may be missing. Without test images the last tenth of the training images is held out,
/// but no more than 1,000.
pub(super) fn assemble(name: &str, files: &impl Files) -> Result<Dataset> {
    let Some((images, labels)) = part(files, "train")? else {
        return Err(Error::new(format!(
            "{} has no training images; looked for {}, and for data_batch_1.bin of CIFAR-10",
            files.place(),
            spellings("train", "images", 3).join(", ")
        )));
    };
    let Images {
        rows,
        cols,
        channels,
        mut pixels,
    } = images;
    let (size, mut labels) = (rows * cols * channels, labels);
    let labelled = !labels.is_empty();
    if pixels.is_empty() {
        return Err(Error::new(format!(
            "the file of training images in {} holds 0 images; 1 or more are needed to learn from",
            files.place()
        )));
    }
    let (held_pixels, mut held_labels) = if let Some((images, labels)) = part(files, "t10k")? {
        let size = |[rows, cols, channels]: [usize; 3]| match channels {
            1 => format!("{rows} by {cols}"),
            _ => format!("{rows} by {cols} by {channels}"),
        };
        let (learnt, held) = (
            [rows, cols, channels],
            [images.rows, images.cols, images.channels],
        );
        if learnt != held {
            return Err(Error::new(format!(
                "the images in {} differ in size: {} for training, {} held out",
                files.place(),
                size(learnt),
                size(held)
            )));
        }
        (images.pixels, labels)
    } else {
        let count = pixels.len() / size;
        let kept = count - (count / 10).min(1_000);
        let held_labels = if labelled {
            labels.split_off(kept)
        } else {
            Vec::new()
        };
        (pixels.split_off(kept * size), held_labels)
    };
    if !labelled {
        // Labels that no net can learn are of no use.
        held_labels.clear();
    }
    let highest = labels.iter().chain(&held_labels).max();
    let classes = highest.map_or_else(Vec::new, |&last| {
        (0..=last).map(|c| c.to_string()).collect()
    });
    Ok(Dataset::new(
        name,
        Item::Image {
            height: rows,
            width: cols,
            channels,
        },
        classes,
        Split::of_pixels(size, pixels, labels),
        Split::of_pixels(size, held_pixels, held_labels),
    ))
}

/// The images of one part and their labels, none if the file is missing.
fn part(files: &impl Files, part: &str) -> Result<Option<(Images, Vec<u8>)>> {
    let mut names = spellings(part, "images", 3);
    names.extend(spellings(part, "images", 4));
    let Some((file, content)) = find(files, &names)? else {
        return Ok(None);
    };
    let images = read_images(&file, content)?;
    let labels = match find(files, &spellings(part, "labels", 1))? {
        Some((file, content)) => Some(read_labels(&file, content)?),
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

/// The full name and the content of the first of the `names` that is there.
pub(super) fn find<'a>(
    files: &'a impl Files,
    names: &[String],
) -> Result<Option<(String, Box<dyn Read + 'a>)>> {
    for name in names {
        if let Some(content) = files.open(name)? {
            return Ok(Some((format!("{}/{name}", files.place()), content)));
        }
    }
    Ok(None)
}

/// The names that a file goes by.
fn spellings(part: &str, what: &str, dimensions: u8) -> Vec<String> {
    let mut names = Vec::new();
    for end in ["", ".gz"] {
        for between in ["-", "."] {
            names.push(format!("{part}-{what}{between}idx{dimensions}-ubyte{end}"));
        }
    }
    names
}

/// A directory on disk.
struct Directory(PathBuf);

impl Files for Directory {
    fn open(&self, name: &str) -> Result<Option<Box<dyn Read + '_>>> {
        let path = self.0.join(name);
        let fails = |error| Error::new(format!("{} cannot be read: {error}", path.display()));
        match fs::metadata(&path) {
            // Opening a pipe would wait for ever.
            Ok(found) if !found.is_file() => Err(Error::new(format!(
                "{} is not a regular file",
                path.display()
            ))),
            Ok(_) => Ok(Some(Box::new(File::open(&path).map_err(fails)?))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fails(error)),
        }
    }

    fn place(&self) -> String {
        self.0.display().to_string()
    }
}
