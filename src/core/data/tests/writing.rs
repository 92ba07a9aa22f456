//! What is written can be read again, and a failure leaves nothing behind.

use super::*;
use crate::data::{Format, Numbers, Rows, read_images, write, write_images};
use crate::error::{Error, Result};
use std::fs::{self, File};

const PIXELS: [u8; 12] = [0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255];

fn entries(directory: &Path) -> Vec<String> {
    let list = fs::read_dir(directory).unwrap();
    list.map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn images_come_back_plain_and_gzipped() {
    let directory = tempfile::tempdir().unwrap();
    for name in [
        "out-idx3-ubyte",
        "out.idx3-ubyte",
        "out-idx3-ubyte.gz",
        "out.idx3-ubyte.GZ",
    ] {
        let path = directory.path().join(name);
        write_images(&path, [2, 3, 1], &PIXELS).unwrap();
        let read = read_images(name, File::open(&path).unwrap()).unwrap();
        assert_eq!(
            (read.rows, read.cols, read.pixels.as_slice()),
            (2, 3, PIXELS.as_slice())
        );
        let gzipped = fs::read(&path).unwrap().starts_with(&[0x1f, 0x8b]);
        assert_eq!(gzipped, name.to_lowercase().ends_with(".gz"), "{name}");
    }
    assert_eq!(entries(directory.path()).len(), 4);
}

#[test]
fn colour_comes_back_as_a_fourth_dimension() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("train-images-idx4-ubyte.gz");
    write_images(&path, [1, 2, 3], &PIXELS).unwrap();
    let data = load(directory.path().to_str().unwrap()).unwrap();
    assert_eq!(data.item.shape(), [1, 2, 3]);
    assert_eq!(data.train.pixels(1), Some(&PIXELS[6..]));
    let error = write_images(&path, [1, 3, 2], &PIXELS).unwrap_err();
    assert!(error.to_string().contains("2 channels cannot be written"));
}

#[test]
fn the_same_images_give_the_same_bytes_and_replace_what_was_there() {
    let directory = tempfile::tempdir().unwrap();
    let [a, b] = ["a.gz", "b.gz"].map(|name| directory.path().join(name));
    fs::write(&a, "something else").unwrap();
    write_images(&a, [3, 4, 1], &PIXELS).unwrap();
    write_images(&b, [3, 4, 1], &PIXELS).unwrap();
    assert_eq!(fs::read(a).unwrap(), fs::read(b).unwrap());
}

#[test]
fn nonsense_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x");
    for (rows, cols) in [(0, 3), (3, 0), (5, 5), (2000, 1), (usize::MAX, 2)] {
        let error = write_images(&path, [rows, cols, 1], &PIXELS)
            .unwrap_err()
            .to_string();
        assert!(error.contains("cannot be written"), "{error}");
    }
    assert!(entries(directory.path()).is_empty());
}

#[test]
fn a_failure_names_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let nowhere = directory.path().join("missing").join("x.gz");
    let error = write_images(&nowhere, [2, 3, 1], &PIXELS)
        .unwrap_err()
        .to_string();
    assert!(error.contains("x.gz' cannot be written"), "{error}");
}

/// 300 rows of three numbers with their classes: more than one piece.
fn numbers(path: &Path, format: Format, fails: bool) -> Result<Vec<std::path::PathBuf>> {
    let label = |i: usize| (i % 7) as u8;
    let mut next = |range: std::ops::Range<usize>| {
        if fails && range.start > 0 {
            return Err(Error::new("stopped"));
        }
        Ok(range.flat_map(|i| [i as f32, 0.1, -1e-20]).collect())
    };
    let mut rows = Rows {
        name: "codes",
        count: 300,
        item: vec![3],
        numbers: Numbers::Any,
        labels: Some(&label),
        next: &mut next,
    };
    write(path, format, &mut rows)
}

#[test]
fn numbers_and_labels_are_written_in_every_format() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    let files = numbers(&path("a.npy"), Format::Npy, false).unwrap();
    assert_eq!(files[1], path("a-labels.npy"));
    let [array, labels] = [&files[0], &files[1]].map(|path| fs::read(path).unwrap());
    assert!(array.starts_with(b"\x93NUMPY\x01\x00"));
    let head = b"{'descr': '<f4', 'fortran_order': False, 'shape': (300, 3), }";
    assert!(array[10..].starts_with(head));
    assert_eq!(array.len(), 128 + 300 * 3 * 4);
    assert_eq!(array[128 + 299 * 12..][..4], 299.0_f32.to_le_bytes());
    assert_eq!(array[128 + 4..][..4], 0.1_f32.to_le_bytes());
    assert_eq!(labels.len(), 128 + 300);
    assert_eq!(labels[128..][..9], [0, 1, 2, 3, 4, 5, 6, 0, 1]);

    let files = numbers(&path("a.npz"), Format::Npz, false).unwrap();
    let mut zip = zip::ZipArchive::new(File::open(&files[0]).unwrap()).unwrap();
    for (name, wanted) in [("codes.npy", &array), ("labels.npy", &labels)] {
        let mut found = Vec::new();
        let mut file = zip.by_name(name).unwrap();
        std::io::Read::read_to_end(&mut file, &mut found).unwrap();
        assert_eq!(found, *wanted, "{name}");
    }

    let files = numbers(&path("a.idx.gz"), Format::Idx, false).unwrap();
    assert_eq!(files[1], path("a-labels.idx.gz"));
    let mut idx = Vec::new();
    let mut gz = flate2::read::GzDecoder::new(File::open(&files[0]).unwrap());
    std::io::Read::read_to_end(&mut gz, &mut idx).unwrap();
    assert_eq!(idx[..12], [0, 0, 0x0d, 2, 0, 0, 1, 44, 0, 0, 0, 3]);
    assert_eq!(idx[12 + 4..][..4], 0.1_f32.to_be_bytes());

    let files = numbers(&path("a.csv"), Format::Csv, false).unwrap();
    let text = fs::read_to_string(&files[0]).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "codes0,codes1,codes2,class");
    assert_eq!(lines[300].split(',').next(), Some("299"));
    let last: f32 = lines[300].split(',').nth(2).unwrap().parse().unwrap();
    assert_eq!(last.to_bits(), (-1e-20_f32).to_bits());
    assert_eq!(lines.len(), 301);
}

#[test]
fn what_stops_half_way_leaves_nothing_behind() {
    let directory = tempfile::tempdir().unwrap();
    for (name, format) in [
        ("a.npy", Format::Npy),
        ("a.npz", Format::Npz),
        ("a.idx", Format::Idx),
        ("a.csv", Format::Csv),
    ] {
        let why = numbers(&directory.path().join(name), format, true).unwrap_err();
        assert_eq!(why.to_string(), "stopped");
    }
    assert!(entries(directory.path()).is_empty());
}
