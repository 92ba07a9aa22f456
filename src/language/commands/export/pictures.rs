//! A folder of pictures, one file each, in a folder a class where they have classes: as `data` reads them, and others do.

use std::fs;
use std::path::Path;

use crate::art::Picture;
use crate::data::Rows;
use crate::error::{Error, Result};
use crate::file::write_directory_atomically;

/// Writes pictures as PNG files that are numbered in their order.
pub(super) fn write(path: &Path, rows: &mut Rows, classes: &[String]) -> Result<()> {
    let [height, width, channels] = rows.item[..] else {
        return Err(Error::new("a folder of PNG files holds pictures"));
    };
    let (labels, digits) = (rows.labels, (rows.count - 1).to_string().len());
    let failed = |path: &Path, why: &dyn std::fmt::Display| {
        Error::new(format!("'{}' cannot be written: {why}", path.display()))
    };
    write_directory_atomically(path, |folder| {
        rows.each(|range, values| {
            for (i, values) in range.zip(values.chunks_exact(height * width * channels)) {
                let mut place = folder.to_owned();
                if let Some(labels) = labels {
                    place.push(named(labels(i), classes));
                    fs::create_dir_all(&place).map_err(|why| failed(path, &why))?;
                }
                place.push(format!("{i:0digits$}.png"));
                let picture = Picture::from_unit(width, height, channels, values);
                let picture = picture.map_err(|why| failed(path, &why))?;
                let mut png = Vec::new();
                picture
                    .write_png(&mut png)
                    .map_err(|why| failed(path, &why))?;
                fs::write(&place, png).map_err(|why| failed(path, &why))?;
            }
            Ok(())
        })
    })
}

/// The name of the folder of a class: its own, where that is a plain word, or else its number.
fn named(class: u8, classes: &[String]) -> String {
    let plain = |name: &&String| {
        let known = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        !name.is_empty() && !name.starts_with('.') && name.chars().all(known)
    };
    let name = classes.get(usize::from(class)).filter(plain);
    name.map_or_else(|| class.to_string(), Clone::clone)
}
