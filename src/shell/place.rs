//! What is at a path that was typed: one answer for all commands that read or write a file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, nearest};

/// The most files of a folder that are looked at for one that was meant.
const MOST: usize = 1000;

/// The file that a word names, to be read.
///
/// # Errors
/// A sentence if there is none, with the one that may have been meant, or if it is not a regular file.
pub(crate) fn to_read(word: &str) -> Result<PathBuf> {
    let path = PathBuf::from(word);
    no_folder(&path)?;
    match fs::metadata(&path) {
        Ok(facts) if facts.is_file() => Ok(path),
        Ok(_) => Err(Error::new(format!("'{word}' is not a regular file"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let meant = meant(&path);
            let meant = meant.map_or_else(String::new, |name| format!("; did you mean '{name}'?"));
            Err(Error::new(format!("there is no file '{word}'{meant}")))
        }
        Err(error) => Err(Error::new(format!("'{word}' cannot be read: {error}"))),
    }
}

/// Refuses a folder where a file is expected.
///
/// # Errors
/// A sentence that says so.
pub(super) fn no_folder(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(Error::new(format!(
            "'{}' is a directory; give the name of a file",
            path.display()
        )));
    }
    Ok(())
}

/// The file with a similar name in the same folder, or with the same name and an extension.
fn meant(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let files = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = files
        .flatten()
        .take(MOST)
        .filter(|file| file.path().is_file());
    let mut names: Vec<String> = names
        .filter_map(|file| file.file_name().into_string().ok())
        .collect();
    names.sort();
    let stem = |name: &&String| {
        Path::new(name)
            .file_stem()
            .is_some_and(|stem| stem == wanted)
    };
    let found = names.iter().find(stem).map(String::as_str);
    let found = found.or_else(|| nearest(wanted, names.iter().map(String::as_str)))?;
    Some(path.with_file_name(found).display().to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_says_what_may_have_been_meant() {
        let folder = tempfile::tempdir().unwrap();
        let name = |name: &str| folder.path().join(name).display().to_string();
        fs::write(name("digits.ron"), "").unwrap();
        assert!(to_read(&name("digits.ron")).is_ok());
        let refused = |file: &str| to_read(&name(file)).unwrap_err().to_string();
        for near in ["digits", "digit.ron", "digits.rn"] {
            let meant = format!("; did you mean '{}'?", name("digits.ron"));
            assert!(refused(near).ends_with(&meant), "{}", refused(near));
        }
        let far = format!("there is no file '{}'", name("aegan.journal"));
        assert_eq!(refused("aegan.journal"), far);
        let folder = folder.path().display().to_string();
        assert!(
            to_read(&folder)
                .unwrap_err()
                .to_string()
                .contains("is a directory")
        );
    }
}
