//! Files written whole or not at all, and files read no further than a limit.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::{Error, Result};

/// Writes a file in one step: whoever looks sees the old file or the whole new one.
///
/// `content` writes to a temporary file in the same directory. When that is on the disk it takes
/// the name `path`, and the directory is put on the disk too. A link of that name is replaced, and what it
/// leads to stays as it was.
///
/// # Errors
/// A sentence that names the path and the cause. The old file, if there was one, stays as it was,
/// and the temporary file is gone.
pub fn write_atomically(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    replace(path, content).map_err(|error| refusal(path, &error))
}

fn replace(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let directory = directory_of(path);
    let mut temporary = temporary_in(directory)?;
    let mut buffered = BufWriter::new(temporary.as_file_mut());
    content(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    temporary.as_file().sync_all()?;
    temporary.persist(path)?;
    sync_directory(directory);
    Ok(())
}

/// Makes a directory in one step: `content` fills one of another name beside it, which takes the name `path` when it is
/// whole. An empty directory of that name is replaced.
///
/// # Errors
/// What `content` says, or a sentence that names the path and the cause. Nothing is left behind then.
pub fn write_directory_atomically(
    path: &Path,
    content: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let directory = directory_of(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(temporary_prefix());
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let temporary = builder.tempdir_in(directory);
    let temporary = temporary.map_err(|error| refusal(path, &error))?;
    content(temporary.path())?;
    fs::rename(temporary.path(), path).map_err(|error| refusal(path, &error))?;
    // Its name is gone: there is nothing left to remove.
    let _ = temporary.keep();
    sync_directory(directory);
    Ok(())
}

/// The directory that `path` lies in.
pub(crate) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// How the names of this process's temporary files begin: whoever finds one after a kill knows whose it was.
pub(crate) fn temporary_prefix() -> &'static str {
    static PREFIX: OnceLock<String> = OnceLock::new();
    PREFIX.get_or_init(|| {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        format!(".aegan-{:x}-{:x}-", now.as_nanos(), std::process::id())
    })
}

/// A temporary file with the permissions that any new file gets, not the private ones that
/// temporary files have.
fn temporary_in(directory: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(temporary_prefix());
    #[cfg(unix)]
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(permissions);
    builder.tempfile_in(directory)
}

/// Makes the new name last: on Unix it is part of the directory. The file is whole without that,
/// and a directory that may be written but not read cannot be opened, so a failure does not count.
fn sync_directory(directory: &Path) {
    #[cfg(unix)]
    if let Ok(opened) = File::open(directory) {
        let _ = opened.sync_all();
    }
    #[cfg(not(unix))]
    let _ = directory;
}

/// Why `path` could not be written, for a person.
fn refusal(path: &Path, error: &io::Error) -> Error {
    let shown = path.display();
    let directory = directory_of(path).display();
    Error::new(match error.kind() {
        io::ErrorKind::NotFound => {
            format!("'{shown}' cannot be written: there is no directory '{directory}'")
        }
        io::ErrorKind::NotADirectory => {
            format!("'{shown}' cannot be written: '{directory}' is not a directory")
        }
        io::ErrorKind::IsADirectory => {
            format!("'{shown}' is a directory; give the name of a file")
        }
        io::ErrorKind::PermissionDenied => {
            format!("'{shown}' cannot be written: you may not write in '{directory}'")
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            format!("'{shown}' cannot be written: '{directory}' is on a read-only file system")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!(
                "'{shown}' cannot be written: the disk is full; free some space or give another place"
            )
        }
        _ => format!("'{shown}' cannot be written: {error}"),
    })
}

/// The content of a regular file of at most `limit` bytes.
///
/// # Errors
/// A sentence, when there is no such file, it is not a regular one, or it is longer; then nothing of
/// it was read.
pub fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let shown = path.display();
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Error::new(format!("there is no file '{shown}'")),
        _ => Error::new(format!("'{shown}' cannot be read: {error}")),
    };
    // Asked before opening: to open a named pipe would wait for its other end.
    let facts = fs::metadata(path).map_err(unreadable)?;
    if facts.is_dir() {
        return Err(Error::new(format!(
            "'{shown}' is a directory; give the name of a file"
        )));
    }
    if !facts.is_file() {
        return Err(Error::new(format!("'{shown}' is not a regular file")));
    }
    let too_long = |length: u64| {
        Error::new(format!(
            "'{shown}' is too long: {length} bytes, and at most {limit} are read"
        ))
    };
    if facts.len() > limit {
        return Err(too_long(facts.len()));
    }
    let mut content = Vec::new();
    // The file may grow while it is read.
    File::open(path)
        .and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut content))
        .map_err(unreadable)?;
    if content.len() as u64 > limit {
        return Err(too_long(content.len() as u64));
    }
    Ok(content)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let list = fs::read_dir(directory).unwrap();
        list.map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn write(path: &Path, text: &str) -> Result<()> {
        write_atomically(path, |out| out.write_all(text.as_bytes()))
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        write(&path, "the old content, which is longer").unwrap();
        write_atomically(&path, |out| {
            out.write_all(b"new")?;
            // Nobody sees what is not finished.
            assert!(fs::read_to_string(&path).unwrap().starts_with("the old"));
            Ok(())
        })
        .unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(directory.path()), ["a"]);
    }

    #[test]
    fn a_directory_is_there_whole_or_not_at_all() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        let failed = write_directory_atomically(&path, |inside| {
            write(&inside.join("x"), "x")?;
            Err(Error::new("stopped"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "stopped");
        assert!(names(directory.path()).is_empty());
        write_directory_atomically(&path, |inside| write(&inside.join("x"), "x")).unwrap();
        assert_eq!(names(&path), ["x"]);
        assert_eq!(names(directory.path()), ["a"]);
        let error = write_directory_atomically(&path, |_| Ok(())).unwrap_err();
        assert!(
            error.to_string().contains("a' cannot be written"),
            "{error}"
        );
        assert_eq!(names(&path), ["x"]);
    }

    #[test]
    fn a_full_disk_leaves_the_old_file_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        write(&path, "old").unwrap();
        let error = write_atomically(&path, |out| {
            out.write_all(b"half of the n")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("a' cannot be written: the disk is full"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(directory.path()), ["a"]);
    }

    #[test]
    fn no_place_for_a_file_is_a_sentence() {
        let directory = tempfile::tempdir().unwrap();
        let refused = |path: &Path| write(path, "x").unwrap_err().to_string();
        let taken = directory.path().join("taken");
        fs::create_dir(&taken).unwrap();
        let error = refused(&taken);
        assert!(error.ends_with("is a directory; give the name of a file"));
        let error = refused(&directory.path().join("missing/x"));
        assert!(error.contains("x' cannot be written: there is no directory"));
        assert_eq!(names(directory.path()), ["taken"]);
        let file = directory.path().join("file");
        write(&file, "x").unwrap();
        let error = refused(&file.join("x"));
        assert!(error.ends_with("file' is not a directory"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_may_not_be_written_in_is_a_sentence() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o555)).unwrap();
        // Root may write all the same; then there is nothing to see.
        let bound = File::create(directory.path().join("probe")).is_err();
        let written = write(&directory.path().join("x"), "x");
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
        if bound {
            let error = written.unwrap_err().to_string();
            assert!(
                error.contains("x' cannot be written: you may not"),
                "{error}"
            );
            assert!(names(directory.path()).is_empty());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_what_it_leads_to_stays() {
        let directory = tempfile::tempdir().unwrap();
        let [link, far] = ["link", "far"].map(|name| directory.path().join(name));
        write(&far, "far").unwrap();
        std::os::unix::fs::symlink(&far, &link).unwrap();
        write(&link, "near").unwrap();
        assert_eq!(fs::read_to_string(&far).unwrap(), "far");
        assert_eq!(fs::read_to_string(&link).unwrap(), "near");
        assert!(!link.is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn a_written_file_is_as_readable_as_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let [ours, plain] = ["ours", "plain"].map(|name| directory.path().join(name));
        write(&ours, "x").unwrap();
        fs::write(&plain, "x").unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(ours), mode(plain));
    }
}
