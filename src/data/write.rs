//! Writes images as IDX, whole or not at all.

use super::idx::{MAGIC_COLOUR, MAGIC_IMAGES, MAX_BYTES, MAX_SIDE};
use crate::error::{Error, Result};
use flate2::{Compression, GzBuilder};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes images of `[rows, cols, channels]`, one after the other in `pixels`, to an IDX file: of three
/// dimensions for grey, of four for the three channels of colour; gzipped if `path` ends in `.gz`. A
/// file of that name is replaced in one step: nobody ever sees half of the new one.
///
/// # Errors
/// If the pixels are not whole images of a size that can be read again, or the file cannot be
/// written; then no new file is left behind.
pub fn write_images(path: &Path, image: [usize; 3], pixels: &[u8]) -> Result<()> {
    let [rows, cols, channels] = image;
    if !(1..=MAX_SIDE).contains(&rows) || !(1..=MAX_SIDE).contains(&cols) {
        return Err(Error::new(format!(
            "images of {rows} by {cols} pixels cannot be written; 1 to {MAX_SIDE} each way can"
        )));
    }
    let (magic, dimensions) = match channels {
        1 => (MAGIC_IMAGES, &[rows, cols][..]),
        3 => (MAGIC_COLOUR, &image[..]),
        _ => {
            return Err(Error::new(format!(
                "images of {channels} channels cannot be written; 1 for grey and 3 for colour can"
            )));
        }
    };
    let size = rows * cols * channels;
    if pixels.len() > MAX_BYTES || !pixels.len().is_multiple_of(size) {
        return Err(Error::new(format!(
            "{} numbers cannot be written as images of {rows} by {cols}: whole images are wanted, \
             and 1 GiB at the most",
            pixels.len()
        )));
    }
    let mut content = magic.to_be_bytes().to_vec();
    for &number in [pixels.len() / size].iter().chain(dimensions) {
        // At most 2³⁰, by the checks above.
        #[allow(clippy::cast_possible_truncation)]
        content.extend_from_slice(&(number as u32).to_be_bytes());
    }
    replace(path, &[&content, pixels])
        .map_err(|error| Error::new(format!("{} cannot be written: {error}", path.display())))
}

/// Writes `parts` to a temporary file in the same directory, makes sure that it is on the disk, and
/// gives it the name. The temporary file goes away if anything fails.
fn replace(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut temporary = temporary_in(directory)?;
    let mut file = BufWriter::new(temporary.as_file_mut());
    if path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("gz"))
    {
        let mut packer = GzBuilder::new().write(&mut file, Compression::best());
        parts.iter().try_for_each(|part| packer.write_all(part))?;
        packer.finish()?;
    } else {
        parts.iter().try_for_each(|part| file.write_all(part))?;
    }
    file.flush()?;
    drop(file);
    temporary.as_file().sync_all()?;
    temporary.persist(path)?;
    sync_directory(directory);
    Ok(())
}

/// A temporary file with the permissions that any new file gets, not the private ones that
/// temporary files have.
fn temporary_in(directory: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aegan-");
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
    let _ = std::fs::File::open(directory).and_then(|directory| directory.sync_all());
    #[cfg(not(unix))]
    let _ = directory;
}
