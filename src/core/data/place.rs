//! Where the files of a data set are: in a folder on disk, or in the program.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The most files of a folder that are looked through for names.
const MOST_FILES: usize = 10_000;

/// Where files are looked up by name.
pub(super) trait Files {
    /// The content of the file, or nothing if there is no such file.
    fn open(&self, name: &str) -> Result<Option<Box<dyn Read + '_>>>;

    /// The name of the place in errors.
    fn place(&self) -> String;

    /// The names of all files in the place, in order; none if the names are known anyway.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether a folder has that name.
    fn is_folder(&self, _: &str) -> bool {
        false
    }
}

/// The full name and the content of the first of the `names` that is there.
///
/// # Errors
/// If one is there and cannot be read, or only as a folder.
pub(super) fn find<'a>(
    files: &'a impl Files,
    names: &[String],
) -> Result<Option<(String, Box<dyn Read + 'a>)>> {
    for name in names {
        if let Some(content) = files.open(name)? {
            return Ok(Some((format!("{}/{name}", files.place()), content)));
        }
    }
    // A folder of that name may lie beside the file, but not in its place.
    match names.iter().find(|name| files.is_folder(name)) {
        Some(name) => Err(Error::new(format!(
            "{}/{name} is a folder without a file of that name in it; it should be a file",
            files.place()
        ))),
        None => Ok(None),
    }
}

/// A folder on disk.
pub(super) struct Folder(pub PathBuf);

impl Files for Folder {
    fn open(&self, name: &str) -> Result<Option<Box<dyn Read + '_>>> {
        let mut path = self.0.join(name);
        let Some(mut found) = look(&path)? else {
            return Ok(None);
        };
        if found.is_dir() {
            // Archives are unpacked so: each file in a folder of its own name.
            path = path.join(name);
            match look(&path)? {
                Some(inside) if inside.is_file() => found = inside,
                _ => return Ok(None),
            }
        }
        // Opening a pipe would wait for ever.
        if !found.is_file() {
            return Err(Error::new(format!(
                "{} is not a regular file",
                path.display()
            )));
        }
        let file = File::open(&path).map_err(|error| unreadable(&path, &error))?;
        Ok(Some(Box::new(file)))
    }

    fn place(&self) -> String {
        self.0.display().to_string()
    }

    fn names(&self) -> Vec<String> {
        let Ok(files) = fs::read_dir(&self.0) else {
            return Vec::new();
        };
        let names = files.flatten().take(MOST_FILES);
        let mut names: Vec<String> = names
            .filter_map(|file| file.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }

    fn is_folder(&self, name: &str) -> bool {
        self.0.join(name).is_dir()
    }
}

/// What is at a path, if anything.
///
/// # Errors
/// If it cannot be read, or is a broken link: what it should point to was meant to be read.
pub(super) fn look(path: &Path) -> Result<Option<fs::Metadata>> {
    match fs::metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_link(path) {
            Ok(target) => Err(Error::new(format!(
                "{} is a broken link to '{}'; mount or fetch what it points to, or remove the link",
                path.display(),
                target.display()
            ))),
            Err(_) => Ok(None),
        },
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::new(format!("{} cannot be read: {error}", path.display()))
}
