//! Reads the binary layout of CIFAR-10 (Krizhevsky 2009), gzipped or not, without trusting a byte of it.

use super::input::Input;
use super::place::{Files, find};
use super::{Dataset, Item, Split};
use crate::error::{Error, Result, plain};
use std::io::Read;

const TRAIN: [&str; 5] = [
    "data_batch_1.bin",
    "data_batch_2.bin",
    "data_batch_3.bin",
    "data_batch_4.bin",
    "data_batch_5.bin",
];
const TEST: &str = "test_batch.bin";
const NAMES: &str = "batches.meta.txt";
const SIDE: usize = 32;
const PIXELS: usize = SIDE * SIDE;
/// A label and three planes of pixels: red, green, blue.
const RECORD: usize = 1 + 3 * PIXELS;
/// The most records that are read from one file, five times as many as CIFAR-10 has, because they are held in memory.
const MOST: usize = 50_000;
/// The most that is read of the names of the classes.
const MOST_NAMES: usize = 4_096;
/// The names of the ten classes if no file gives them.
const CLASSES: [&str; 10] = [
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
];

/// Puts the data set together if there is any file of it in the place.
///
/// # Errors
/// If only some of the files are there, or one is not what it should be.
pub(super) fn assemble(name: &str, files: &impl Files) -> Result<Option<Dataset>> {
    let (mut there, mut missing) = (None, None);
    for file in TRAIN.into_iter().chain([TEST]) {
        match find(files, &spellings(file))? {
            Some(_) => there = there.or(Some(file)),
            None => missing = missing.or(Some(file)),
        }
    }
    let Some(there) = there else {
        return Ok(None);
    };
    if let Some(missing) = missing {
        return Err(Error::new(format!(
            "{} has {there} but not {missing}; CIFAR-10 is data_batch_1.bin to data_batch_5.bin \
             and {TEST}, each gzipped or not",
            files.place()
        )));
    }
    let (classes, named) = classes(files)?;
    let [train, held_out] = [&TRAIN[..], &[TEST]].map(|batches| {
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        for batch in batches {
            if let Some((file, content)) = find(files, &spellings(batch))? {
                let records = read_batch(&file, content, classes.len(), named.as_deref())?;
                unpack(&records, &mut pixels, &mut labels);
            }
        }
        Ok(Split::of_pixels(3 * PIXELS, pixels, labels))
    });
    let item = Item::Image {
        height: SIDE,
        width: SIDE,
        channels: 3,
    };
    Ok(Some(Dataset::new(name, item, classes, train?, held_out?)))
}

fn spellings(file: &str) -> [String; 2] {
    ["", ".gz"].map(|end| format!("{file}{end}"))
}

/// The names of the classes, and the file that they are in, if there is one.
fn classes(files: &impl Files) -> Result<(Vec<String>, Option<String>)> {
    let Some((file, content)) = find(files, &[NAMES.to_owned()])? else {
        return Ok((CLASSES.map(str::to_owned).to_vec(), None));
    };
    let mut input = Input::open(&file, content)?;
    let bytes = input.read(MOST_NAMES + 1)?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    let names: Vec<String> = text.lines().map(|line| plain(line.trim())).collect();
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    if bytes.len() > MOST_NAMES || !(1..=256).contains(&names.len()) {
        return Err(input.says(&format!(
            "should hold the names of 1 to 256 classes, one per line, in at most {MOST_NAMES} bytes; \
             remove it to use the usual ten"
        )));
    }
    drop(input);
    Ok((names, Some(file)))
}

/// Reads the records of one file with labels below `classes`; `file` is what errors call the input, `named` the file
/// that names the classes.
///
/// # Errors
/// If the input cannot be read or is not a whole number of such records, 1 to 50,000 of them.
pub(super) fn read_batch(
    file: &str,
    input: impl Read,
    classes: usize,
    named: Option<&str>,
) -> Result<Vec<u8>> {
    let mut input = Input::open(file, input)?;
    // One byte more than wanted tells whether the file ends where it should.
    let records = input.read(MOST * RECORD + 1)?;
    let (count, rest) = (records.len() / RECORD, records.len() % RECORD);
    if records.is_empty() {
        return Err(input.says("is empty; expected records of CIFAR-10"));
    }
    if records.len() > MOST * RECORD {
        return Err(input.says(&format!(
            "holds more than {MOST} records, the most that can be read from one file"
        )));
    }
    if rest != 0 {
        return Err(input.says(&format!(
            "is cut short: after {count} records of {RECORD} bytes, {rest} bytes are left over"
        )));
    }
    let labels = records.iter().step_by(RECORD);
    if let Some((i, label)) = labels
        .zip(1..)
        .map(|(l, i)| (i, usize::from(*l)))
        .find(|(_, l)| *l >= classes)
    {
        return Err(match named {
            // Ten classes are what there is: the names are too few.
            Some(named) if label < CLASSES.len() => Error::new(format!(
                "{named} names {classes} classes, for the labels 0 to {}, but record {i} of {file} has the label {label}; \
                 add the missing names, one per line, or remove the file to use the usual ten",
                classes - 1
            )),
            _ => input.says(&format!(
                "is not a file of CIFAR-10, or damaged: record {i} has the label {label}, but the \
                 labels are 0 to {}",
                classes - 1
            )),
        });
    }
    Ok(records)
}

/// Adds records to `pixels`, the channels of a pixel together, and `labels`.
fn unpack(records: &[u8], pixels: &mut Vec<u8>, labels: &mut Vec<u8>) {
    pixels.reserve(records.len());
    for record in records.chunks_exact(RECORD) {
        let (label, planes) = record.split_at(1);
        labels.extend_from_slice(label);
        pixels.extend(
            (0..PIXELS).flat_map(|i| [planes[i], planes[PIXELS + i], planes[2 * PIXELS + i]]),
        );
    }
}
