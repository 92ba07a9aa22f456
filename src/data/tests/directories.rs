//! Directories of IDX files: every spelling, missing parts, and sentences for what is wrong.

use super::*;
use crate::data::{Dataset, Item};
use std::fs;

/// A directory of `(name, content)` files.
fn directory(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(directory.path().join(name), content).unwrap();
    }
    directory
}

fn load_from(files: &[(&str, Vec<u8>)]) -> Dataset {
    load(directory(files).path().to_str().unwrap()).unwrap()
}

fn fails_with(files: &[(&str, Vec<u8>)], part: &str) {
    let directory = directory(files);
    let sentence = sentence(directory.path());
    assert!(sentence.contains(part), "{sentence}");
    assert!(
        sentence.contains(directory.path().to_str().unwrap()),
        "{sentence}"
    );
}

#[test]
fn both_spellings_load_plain_and_gzipped() {
    let mut digests = Vec::new();
    for between in ["-", "."] {
        for (end, pack) in [("", <[u8]>::to_vec as fn(&[u8]) -> Vec<u8>), (".gz", gzip)] {
            let spell =
                |part: &str, what: &str, d: u8| format!("{part}-{what}{between}idx{d}-ubyte{end}");
            let names = [
                spell("train", "images", 3),
                spell("train", "labels", 1),
                spell("t10k", "images", 3),
                spell("t10k", "labels", 1),
            ];
            let data = load_from(&[
                (&names[0], pack(&images(20))),
                (&names[1], pack(&labels(20))),
                (&names[2], pack(&images(5))),
                (&names[3], pack(&labels(5))),
            ]);
            assert_eq!(
                data.item,
                Item::Image {
                    height: 2,
                    width: 3,
                    channels: 1
                }
            );
            assert_eq!((data.train.len(), data.held_out.len()), (20, 5));
            assert_eq!(data.classes, ["0", "1", "2", "3"]);
            assert_eq!(data.train.pixels(1), Some([6, 7, 8, 9, 10, 11].as_slice()));
            assert_eq!(data.train.labels()[..5], [0, 1, 2, 3, 0]);
            assert_eq!(data.held_out.labels(), [0, 1, 2, 3, 0]);
            digests.push(data.digest);
        }
    }
    digests.dedup();
    assert_eq!(digests.len(), 1);
}

#[test]
fn gzip_is_recognised_by_content_not_by_name() {
    let data = load_from(&[("train-images-idx3-ubyte", gzip(&images(20)))]);
    assert_eq!((data.train.len(), data.held_out.len()), (18, 2));
    let data = load_from(&[("train-images-idx3-ubyte.gz", images(20))]);
    assert_eq!((data.train.len(), data.held_out.len()), (18, 2));
}

#[test]
fn without_test_images_the_end_of_training_is_held_out() {
    let files = [
        ("train-images-idx3-ubyte", images(30)),
        ("train-labels-idx1-ubyte", labels(30)),
    ];
    let data = load_from(&files);
    assert_eq!((data.train.len(), data.held_out.len()), (27, 3));
    assert_eq!(data.train.labels().len(), 27);
    assert_eq!(data.held_out.labels(), [3, 0, 1]);
    assert_eq!(data.held_out.pixels(0).unwrap()[0], 27 * 6);
    let data = load_from(&[("train-images-idx3-ubyte", images(12_000))]);
    assert_eq!((data.train.len(), data.held_out.len()), (11_000, 1_000));
    let data = load_from(&[("train-images-idx3-ubyte", images(9))]);
    assert_eq!((data.train.len(), data.held_out.len()), (9, 0));
    assert!(data.held_out.is_empty());
}

#[test]
fn labels_may_be_missing() {
    let data = load_from(&[
        ("train-images-idx3-ubyte", images(20)),
        ("t10k-images-idx3-ubyte", images(5)),
        ("t10k-labels-idx1-ubyte", labels(5)),
    ]);
    assert!(data.classes.is_empty() && data.train.labels().is_empty());
    assert!(data.held_out.labels().is_empty());
}

#[test]
fn every_label_is_a_class() {
    let data = load_from(&[
        ("train-images-idx3-ubyte", images(2)),
        ("train-labels-idx1-ubyte", labels(2)),
        ("t10k-images-idx3-ubyte", images(1)),
        ("t10k-labels-idx1-ubyte", idx(&[1], &[255])),
    ]);
    assert_eq!(data.classes.len(), 256);
}

#[test]
fn what_is_wrong_is_said() {
    let train = ("train-images-idx3-ubyte", images(20));
    fails_with(
        &[],
        "no training images; looked for train-images-idx3-ubyte, train-images.idx3",
    );
    fails_with(
        &[("train-images-idx3-ubyte", images(0))],
        "holds 0 images; 1 or more are needed",
    );
    fails_with(
        &[train.clone(), ("train-labels.idx1-ubyte", labels(19))],
        "20 train images but 19 train labels",
    );
    fails_with(
        &[
            train.clone(),
            ("t10k-images-idx3-ubyte", idx(&[1, 1, 6], &[0; 6])),
        ],
        "differ in size: 2 by 3 for training, 1 by 6 held out",
    );
    fails_with(
        &[train.clone(), ("train-labels-idx1-ubyte.gz", images(20))],
        "train-labels-idx1-ubyte.gz is not an IDX file of labels",
    );
    fails_with(
        &[("train-images-idx3-ubyte", images(20)[..50].to_vec())],
        "is cut short",
    );
    let directory = directory(&[train]);
    fs::create_dir(directory.path().join("train-labels-idx1-ubyte")).unwrap();
    assert!(sentence(directory.path()).contains("is not a regular file"));
    let file = directory.path().join("train-images-idx3-ubyte");
    assert!(sentence(&file).contains("is a file; give the directory"));
    assert!(sentence(&file.join("x")).contains("cannot be read"));
    assert!(sentence(&directory.path().join("x")).contains("there is no directory"));
}
