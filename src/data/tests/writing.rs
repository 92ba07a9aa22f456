//! What is written can be read again, and a failure leaves nothing behind.

use super::*;
use crate::data::{read_images, write_images};
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
