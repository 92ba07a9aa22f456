//! Reads Parquet files of pictures as the Hugging Face sets have them: a column with encoded pictures, and one with
//! labels whose names are in the metadata.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

use super::asked::Options;
use super::bounds::MAX_BYTES;
use super::pictures::{self, Found, Listing, stamp};
use super::{Dataset, Tell};
use crate::error::{Error, Result, plain};

/// Columns of pictures, and columns of labels, by the names that they usually have.
const PICTURES: [&str; 5] = ["image", "img", "picture", "pixel_values", "jpg"];
const LABELS: [&str; 5] = ["label", "labels", "fine_label", "class", "cls"];
/// How the names of files of the held-out part begin.
const HELD_OUT: [&str; 3] = ["test", "valid", "val"];

/// A picture as it was encoded, and its label.
struct Item {
    content: Arc<[u8]>,
    label: Option<i64>,
}

/// The rows of one file.
#[derive(Default)]
struct Rows {
    items: Vec<Item>,
    /// The names of the labels 0, 1, 2 and so on, if the file has them.
    names: Vec<String>,
}

/// Loads the file at `path`, with the other files of its part and those of the held-out part beside it.
///
/// # Errors
/// If a file cannot be read, or has no column of pictures.
pub(super) fn load(name: &str, path: &Path, options: Options, tell: Tell) -> Result<Dataset> {
    let (train, held) = parts(path);
    let mut listing = Listing::default();
    let mut labels = Vec::new();
    let mut bytes = 0;
    for (files, held_out) in [(train, false), (held, true)] {
        for file in files {
            let shown = plain(&file.display().to_string());
            let rows = read(&shown, &file, &mut bytes, tell)?;
            if listing.classes.is_empty() {
                listing.classes = rows.names;
            }
            let stamp = std::fs::metadata(&file).map_or_else(|_| Default::default(), |m| stamp(&m));
            for (at, item) in rows.items.into_iter().enumerate() {
                labels.push(item.label);
                listing.files.push(Found {
                    path: file.clone(),
                    name: format!("row {} of {shown}", at + 1),
                    class: 0,
                    held_out,
                    stamp,
                    content: Some(item.content),
                });
            }
        }
    }
    if listing.files.is_empty() {
        return Err(Error::new(format!("{name} has no rows")));
    }
    classes(name, &mut listing, &labels)?;
    pictures::load(name, path, listing, options, tell)
}

/// The files of the part to learn from, and those of the held-out one: of `train-00000-of-00002.parquet` both, and
/// `test-00000-of-00001.parquet` beside them; of any other file only itself.
fn parts(path: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let alone = (vec![path.to_owned()], Vec::new());
    let last = path.file_name().and_then(|last| last.to_str());
    let (Some(folder), true) = (path.parent(), last.is_some_and(|l| l.starts_with("train"))) else {
        return alone;
    };
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let Ok(entries) = std::fs::read_dir(folder) else {
        return alone;
    };
    let mut all: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".parquet"))
        .collect();
    all.sort();
    let begin = |with: &str| -> Vec<PathBuf> {
        let of = all.iter().filter(|name| name.starts_with(with));
        of.map(|name| folder.join(name)).collect()
    };
    let held = HELD_OUT
        .iter()
        .map(|with| begin(with))
        .find(|files| !files.is_empty());
    (begin("train"), held.unwrap_or_default())
}

fn read(shown: &str, path: &Path, bytes: &mut usize, tell: Tell) -> Result<Rows> {
    let wrong = |why: &dyn std::fmt::Display| {
        Error::new(format!(
            "{shown} cannot be read as Parquet: {}",
            plain(&why.to_string())
        ))
    };
    let file = File::open(path).map_err(|why| wrong(&why))?;
    let reader = SerializedFileReader::new(file).map_err(|why| wrong(&why))?;
    let facts = reader.metadata().file_metadata();
    let wide = facts.schema_descr().columns().len();
    if wide > 1000 {
        return Err(Error::new(format!(
            "{shown} has {wide} columns; at most 1000 are read"
        )));
    }
    let mut rows = Rows {
        names: names(
            facts
                .key_value_metadata()
                .into_iter()
                .flatten()
                .find_map(|pair| pair.value.as_deref().filter(|_| pair.key == "huggingface")),
        ),
        ..Rows::default()
    };
    let of = u64::try_from(facts.num_rows()).unwrap_or(0);
    for row in reader.get_row_iter(None).map_err(|why| wrong(&why))? {
        let row = row.map_err(|why| wrong(&why))?;
        let item = item(&row).ok_or_else(|| {
            Error::new(format!(
                "{shown} has no picture in row {}; a column called {} holds encoded pictures (PNG, JPEG, WebP, BMP, GIF)",
                rows.items.len() + 1,
                PICTURES.join(", ")
            ))
        })?;
        *bytes += item.content.len();
        if *bytes > MAX_BYTES {
            return Err(Error::new(format!(
                "{shown} holds more than 1 GiB of pictures, the most that can be read"
            )));
        }
        rows.items.push(item);
        if rows.items.len().is_multiple_of(256) {
            tell(rows.items.len() as u64, of)?;
        }
    }
    Ok(rows)
}

/// The picture and the label of a row.
fn item(row: &Row) -> Option<Item> {
    let mut found = (None, None);
    for (name, field) in row.get_column_iter() {
        if found.0.is_none() && PICTURES.contains(&name.as_str()) {
            found.0 = picture(field);
        }
        if found.1.is_none() && LABELS.contains(&name.as_str()) {
            found.1 = number(field);
        }
    }
    Some(Item {
        content: found.0?,
        label: found.1,
    })
}

/// The bytes of a picture: in a column, or in the field `bytes` of one.
fn picture(field: &Field) -> Option<Arc<[u8]>> {
    match field {
        Field::Bytes(bytes) => Some(bytes.data().into()),
        Field::Group(row) => {
            let mut fields = row.get_column_iter();
            let (_, bytes) = fields.find(|(name, _)| *name == "bytes")?;
            match bytes {
                Field::Bytes(bytes) => Some(bytes.data().into()),
                _ => None,
            }
        }
        _ => None,
    }
}

fn number(field: &Field) -> Option<i64> {
    Some(match field {
        Field::Byte(n) => i64::from(*n),
        Field::Short(n) => i64::from(*n),
        Field::Int(n) => i64::from(*n),
        Field::Long(n) => *n,
        Field::UByte(n) => i64::from(*n),
        Field::UShort(n) => i64::from(*n),
        Field::UInt(n) => i64::from(*n),
        _ => return None,
    })
}

/// The names of labels in the description that Hugging Face adds to a file.
fn names(description: Option<&str>) -> Vec<String> {
    let read = || -> Option<Vec<String>> {
        let described: serde_json::Value = serde_json::from_str(description?).ok()?;
        let features = described.get("info")?.get("features")?;
        let label = LABELS.iter().find_map(|label| features.get(label))?;
        let names = label.get("names")?.as_array()?;
        names
            .iter()
            .map(|name| Some(plain(name.as_str()?)))
            .collect()
    };
    read().unwrap_or_default()
}

/// Gives each file its class; without names the labels that occur are the names.
fn classes(name: &str, listing: &mut Listing, labels: &[Option<i64>]) -> Result<()> {
    let all: Option<Vec<i64>> = labels.iter().copied().collect();
    let Some(all) = all else {
        listing.classes.clear();
        if labels.iter().any(Option::is_some) {
            listing
                .notes
                .push("some rows have no label, so no labels are used".into());
        }
        return Ok(());
    };
    if listing.classes.is_empty() {
        let mut there = all.clone();
        there.sort_unstable();
        there.dedup();
        listing.classes = there.iter().take(257).map(ToString::to_string).collect();
        let place = |label: &i64| there.binary_search(label).ok();
        give(name, listing, all.iter().map(place).collect())
    } else {
        let known = listing.classes.len();
        let place = |label: &i64| usize::try_from(*label).ok().filter(|at| *at < known);
        give(name, listing, all.iter().map(place).collect())
    }
}

fn give(name: &str, listing: &mut Listing, places: Option<Vec<usize>>) -> Result<()> {
    let places: Option<Vec<u8>> = places
        .filter(|_| listing.classes.len() <= 256)
        .and_then(|all| all.into_iter().map(|at| u8::try_from(at).ok()).collect());
    let places = places.ok_or_else(|| {
        Error::new(format!(
            "{name} has more than 256 different labels, or a label without a name"
        ))
    })?;
    for (file, class) in listing.files.iter_mut().zip(places) {
        file.class = class;
    }
    Ok(())
}
