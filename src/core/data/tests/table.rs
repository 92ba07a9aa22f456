//! Every loader with everything that can be wrong with one of its files: it loads, and claims to hold what it holds, or
//! it is refused with a sentence that names the file.

use super::*;
use std::fs;

/// What comes of a fault: items to learn from, held out, and classes, with a piece of a note or none; or a piece of the
/// sentence that refuses it.
type Outcome = Result<(usize, usize, usize, &'static str), &'static str>;

/// A file whose content is replaced, or that is taken away, or that has another name.
enum Fault {
    Missing,
    Content(Vec<u8>),
    Spelling(&'static str),
}

use Fault::{Content, Missing, Spelling};

type Files = Vec<(&'static str, Vec<u8>)>;

/// Runs a table on a set: name of the file, what the fault is called, the fault, what comes of it.
fn table(set: &Files, rows: Vec<(&str, &str, Fault, Outcome)>) {
    for (file, what, fault, outcome) in rows {
        for pack in [<[u8]>::to_vec as fn(&[u8]) -> Vec<u8>, gzip] {
            let folder = tempfile::tempdir().unwrap();
            let place = |name: &str| folder.path().join(name);
            for (name, content) in set {
                fs::write(place(name), pack(content)).unwrap();
            }
            match &fault {
                Missing => fs::remove_file(place(file)).unwrap(),
                Content(content) => fs::write(place(file), pack(content)).unwrap(),
                Spelling(name) => fs::rename(place(file), place(name)).unwrap(),
            }
            let found = load(folder.path().to_str().unwrap());
            match (found, outcome) {
                (Ok(data), Ok((train, held, classes, note))) => {
                    let sizes = (data.train.len(), data.held_out.len(), data.classes.len());
                    assert_eq!(sizes, (train, held, classes), "{file}, {what}");
                    let notes = data.notes.join("\n");
                    assert!(notes.contains(note), "{file}, {what}: {notes}");
                    assert_eq!(notes.is_empty(), note.is_empty(), "{file}, {what}: {notes}");
                }
                (Err(error), Err(piece)) => {
                    let sentence = error.to_string();
                    assert!(sentence.contains(piece), "{file}, {what}: {sentence}");
                    let folder = folder.path().to_str().unwrap();
                    assert!(sentence.contains(folder), "{file}, {what}: {sentence}");
                }
                (found, outcome) => panic!("{file}, {what}: {found:?}, not {outcome:?}"),
            }
        }
    }
}

/// An IDX file of another type, `size` bytes a number.
fn typed(kind: u8, size: usize, dimensions: &[u32], numbers: &[i64]) -> Vec<u8> {
    let mut bytes = idx(dimensions, &[]);
    bytes[2] = kind;
    for number in numbers {
        bytes.extend_from_slice(&number.to_be_bytes()[8 - size..]);
    }
    bytes
}

/// The same with the sizes in its header turned round.
fn turned(file: &[u8]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for size in bytes[4..4 + 4 * usize::from(file[3])]
        .as_chunks_mut::<4>()
        .0
    {
        size.reverse();
    }
    bytes
}

fn cut(file: &[u8]) -> Vec<u8> {
    file[..file.len() - 2].to_vec()
}

fn longer(file: &[u8], by: usize) -> Vec<u8> {
    [file, &vec![1; by]].concat()
}

#[test]
fn folders_of_idx_files() {
    let set: Files = vec![
        ("train-images-idx3-ubyte", images(20)),
        ("train-labels-idx1-ubyte", labels(20)),
        ("t10k-images-idx3-ubyte", images(5)),
        ("t10k-labels-idx1-ubyte", labels(5)),
    ];
    let whole = Ok((20, 5, 4, ""));
    let number = |i: u32| i64::from(i % 4);
    let integers: Vec<i64> = (0..20).map(number).collect();
    let rows_of_eight: Vec<i64> = (0..160)
        .map(|i| {
            if i % 8 == 0 {
                number(i / 8)
            } else {
                i64::from(i)
            }
        })
        .collect();
    let html = b"<!DOCTYPE html><html></html>".to_vec();
    let mut rows = Vec::new();
    // What can be wrong with any of the four.
    for (file, count) in [
        ("train-images-idx3-ubyte", 20),
        ("train-labels-idx1-ubyte", 20),
        ("t10k-images-idx3-ubyte", 5),
        ("t10k-labels-idx1-ubyte", 5),
    ] {
        let is_images = file.contains("images");
        let right = if is_images {
            images(count)
        } else {
            labels(count)
        };
        let item = if is_images { 6 } else { 1 };
        let more = if is_images {
            images(count + 1)
        } else {
            labels(count + 1)
        };
        let fewer = if is_images {
            images(count - 1)
        } else {
            labels(count - 1)
        };
        let other = if is_images {
            labels(count)
        } else {
            images(count)
        };
        let mut add = |what, fault, outcome| rows.push((file, what, fault, outcome));
        add(
            "empty",
            Content(Vec::new()),
            Err("ends before its header does"),
        );
        add(
            "truncated in its header",
            Content(right[..6].to_vec()),
            Err("ends before its header does"),
        );
        add("truncated", Content(cut(&right)), Err("is cut short"));
        add(
            "too long",
            Content(longer(&right, 3 * item)),
            Err("is longer than the"),
        );
        add(
            "a trailing byte",
            Content(longer(&right, 1)),
            Err("is longer than the"),
        );
        add(
            "wrong type: a page",
            Content(html.clone()),
            Err("is not an IDX file of"),
        );
        add(
            "wrong type: the other kind",
            Content(other),
            Err("is not an IDX file of"),
        );
        add(
            "wrong order of bytes",
            Content(turned(&right)),
            Err("in the wrong order"),
        );
        add("one more", Content(more), Err("the counts must agree"));
        add("one fewer", Content(fewer), Err("the counts must agree"));
        let floats = typed(
            0x0d,
            4,
            if is_images { &[20, 2, 3] } else { &[20] },
            &vec![0; 20 * item],
        );
        add(
            "floating point",
            Content(floats),
            match file {
                // Of numbers that are no bytes black and white are found.
                "train-images-idx3-ubyte" => whole,
                "t10k-images-idx3-ubyte" => Err("the counts must agree"),
                _ => Err("holds floating-point numbers of 32 bits"),
            },
        );
    }
    for (file, spelling) in [
        ("train-images-idx3-ubyte", "train-images.idx3-ubyte"),
        ("train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"),
        ("train-labels-idx1-ubyte", "train-labels.idx1-ubyte.gz"),
        ("t10k-images-idx3-ubyte", "t10k-images.idx3-ubyte"),
        ("t10k-labels-idx1-ubyte", "t10k-labels.idx1-ubyte"),
    ] {
        rows.push((file, "another spelling", Spelling(spelling), whole));
    }
    let (train, t10k) = ("train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte");
    rows.extend([
        (
            "train-images-idx3-ubyte",
            "missing",
            Missing,
            Err("has no training images"),
        ),
        (
            train,
            "missing",
            Missing,
            Ok((20, 5, 0, "the labels of the held-out images are not used")),
        ),
        (
            "t10k-images-idx3-ubyte",
            "missing",
            Missing,
            Err("the t10k images that they belong to are missing"),
        ),
        (
            t10k,
            "missing",
            Missing,
            Ok((20, 5, 4, "the held-out images have no labels")),
        ),
        (
            train,
            "an unknown spelling",
            Spelling("train-labels.csv"),
            Ok((20, 5, 0, "train-labels.csv was not read")),
        ),
        (
            train,
            "one letter less",
            Spelling("train-label-idx1-ubyte"),
            Ok((20, 5, 0, "train-label-idx1-ubyte was not read")),
        ),
        (
            train,
            "another type",
            Content(typed(0x0c, 4, &[20], &integers)),
            whole,
        ),
        (
            train,
            "shorter integers",
            Content(typed(0x0b, 2, &[20], &integers)),
            whole,
        ),
        (
            train,
            "signed bytes",
            Content(typed(0x09, 1, &[20], &integers)),
            whole,
        ),
        (
            train,
            "QMNIST's columns",
            Content(typed(0x0c, 4, &[20, 8], &rows_of_eight)),
            whole,
        ),
        (
            train,
            "a negative label",
            Content(typed(0x0c, 4, &[20], &[-1; 20])),
            Err("has the label -1 in row 1"),
        ),
        (
            train,
            "a label that is too high",
            Content(typed(0x0b, 2, &[20], &[256; 20])),
            Err("has the label 256 in row 1; labels are from 0 to 255"),
        ),
        (
            train,
            "many columns",
            Content(typed(0x0c, 4, &[20, 5000], &[])),
            Err("5000 numbers for each label"),
        ),
        (
            "train-images-idx3-ubyte",
            "another type",
            Content(typed(0x0c, 4, &[20, 2, 3], &[0; 120])),
            whole,
        ),
        (
            "train-images-idx3-ubyte",
            "channels first",
            Content(idx(&[20, 3, 4, 5], &[0; 1200])),
            Err("the channels seem to come first"),
        ),
        (
            "t10k-images-idx3-ubyte",
            "another size",
            Content(idx(&[5, 3, 2], &[0; 30])),
            Err("differ in size"),
        ),
    ]);
    table(&set, rows);
    // Nothing is held out: that is said, and nothing else is wrong.
    let none: Files = vec![
        ("train-images-idx3-ubyte", images(20)),
        ("train-labels-idx1-ubyte", labels(20)),
        ("t10k-images-idx3-ubyte", images(0)),
        ("t10k-labels-idx1-ubyte", labels(0)),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in none {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let notes = load(folder.path().to_str().unwrap()).unwrap().notes;
    assert!(
        notes.len() == 1 && notes[0].contains("there are 0 t10k images"),
        "{notes:?}"
    );
}

#[test]
fn folders_of_cifar_files() {
    let record = |label: u8| [vec![label], vec![7; 3072]].concat();
    let batch = || (0..10).flat_map(record).collect::<Vec<u8>>();
    let names = |n: usize| {
        (0..n)
            .map(|i| format!("kind {i}"))
            .collect::<Vec<_>>()
            .join("\n")
            + "\n"
    };
    let mut set: Files = [
        "data_batch_1.bin",
        "data_batch_2.bin",
        "data_batch_3.bin",
        "data_batch_4.bin",
        "data_batch_5.bin",
        "test_batch.bin",
    ]
    .map(|name| (name, batch()))
    .into();
    set.push(("batches.meta.txt", names(10).into_bytes()));
    let whole = Ok((50, 10, 10, ""));
    let mut rows = Vec::new();
    for file in ["data_batch_1.bin", "data_batch_4.bin", "test_batch.bin"] {
        let mut add = |what, fault, outcome| rows.push((file, what, fault, outcome));
        add("missing", Missing, Err("but not"));
        add("empty", Content(Vec::new()), Err("is empty"));
        add("truncated", Content(cut(&batch())), Err("is cut short"));
        add(
            "a trailing byte",
            Content(longer(&batch(), 1)),
            Err("is cut short"),
        );
        add("wrong type", Content(images(4096)), Err("is"));
        add(
            "a label that is none",
            Content(longer(&batch(), 3073)),
            if file.starts_with("test") {
                Ok((50, 11, 10, ""))
            } else {
                Ok((51, 10, 10, ""))
            },
        );
        add(
            "wrong order",
            Content(
                [vec![7; 3072], vec![1]]
                    .concat()
                    .repeat(2)
                    .into_iter()
                    .map(|b| b | 0x40)
                    .collect(),
            ),
            Err("is not a file of CIFAR-10, or damaged"),
        );
    }
    rows.extend([
        (
            "data_batch_2.bin",
            "another spelling",
            Spelling("data_batch_2.bin.gz"),
            whole,
        ),
        (
            "data_batch_2.bin",
            "the one for Python",
            Spelling("data_batch_2"),
            Err("but not data_batch_2.bin"),
        ),
        ("batches.meta.txt", "missing", Missing, whole),
        (
            "batches.meta.txt",
            "empty",
            Content(Vec::new()),
            Err("batches.meta.txt should hold the names"),
        ),
        (
            "batches.meta.txt",
            "one fewer",
            Content(names(9).into_bytes()),
            Err("batches.meta.txt names 9 classes"),
        ),
        (
            "batches.meta.txt",
            "one more",
            Content(names(11).into_bytes()),
            Ok((50, 10, 11, "")),
        ),
        (
            "batches.meta.txt",
            "too long",
            Content(names(300).into_bytes()),
            Err("batches.meta.txt should hold the names"),
        ),
        (
            "batches.meta.txt",
            "from another system",
            Content(
                format!(
                    "\u{feff}{}\r\n\t\u{a0}\r\n",
                    names(10).replace('\n', "\t\r\n")
                )
                .into_bytes(),
            ),
            whole,
        ),
        (
            "batches.meta.txt",
            "wrong type",
            Content(vec![0; 5000]),
            Err("batches.meta.txt should hold the names"),
        ),
    ]);
    table(&set, rows);
}

#[test]
fn labels_as_qmnist_has_them_go_by_their_own_name() {
    let rows: Vec<i64> = (0..160).map(|i| i64::from(i / 8 % 10)).collect();
    let set: Files = vec![
        ("qmnist-train-images-idx3-ubyte", images(20)),
        (
            "qmnist-train-labels-idx2-int",
            typed(0x0c, 4, &[20, 8], &rows),
        ),
        ("qmnist-test-images-idx3-ubyte", images(5)),
        (
            "qmnist-test-labels-idx2-int",
            typed(0x0c, 4, &[5, 8], &rows[..40]),
        ),
    ];
    let whole = Ok((
        20,
        5,
        10,
        "first number of each row of qmnist-train-labels-idx2-int",
    ));
    let packed = Spelling("qmnist-test-images-idx3-ubyte.gz");
    table(
        &set,
        vec![("qmnist-test-images-idx3-ubyte", "packed", packed, whole)],
    );
}
