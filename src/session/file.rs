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
/// the name `path`, and the directory is put on the disk too.
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

/// The directory that `path` lies in.
pub(super) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// How the names of this process's temporary files begin: whoever finds one after a kill knows whose it was.
pub(super) fn temporary_prefix() -> &'static str {
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
