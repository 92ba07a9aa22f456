//! Files that are larger than what is held in memory: the same items as in memory, and files that lie or change.

use std::fs::{self, File};
use std::path::Path;

use super::{idx, labels};
use crate::data::held_out::{Part, split_off};
use crate::data::labels::Labels;
use crate::data::stored::Stored;
use crate::data::{Dataset, Range, Rule, Split, large};

/// An array of bytes as `NumPy` writes it.
fn npy(descr: &str, shape: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape}), }}\n");
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((head.len() as u16).to_le_bytes());
    file.extend(head.as_bytes());
    file.extend(bytes);
    file
}

fn written(folder: &Path, content: &[u8]) -> std::path::PathBuf {
    let path = folder.join("a");
    fs::write(&path, content).unwrap();
    path
}

fn stored(content: &[u8]) -> (tempfile::TempDir, Stored) {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), content);
    let stored = large::open_over(&path, 10).unwrap().unwrap();
    (folder, stored)
}

fn read(stored: &Stored, places: &[usize]) -> Vec<u8> {
    let mut all = Vec::new();
    stored
        .read(places, |bytes| all.extend_from_slice(bytes))
        .unwrap();
    all
}

fn of(stored: Stored, count: usize) -> Dataset {
    let labels = (0..count).map(|i| i64::try_from(i % 3).unwrap()).collect();
    large::dataset(
        "a",
        stored,
        Labels::Numbers(labels),
        None,
        Vec::new(),
        Vec::new(),
    )
    .unwrap()
}

#[test]
fn the_parts_are_those_that_memory_would_have() {
    let pixels: Vec<u8> = (0..60 * 6).map(|i| (i % 251) as u8).collect();
    let (_folder, stored) = stored(&idx(&[60, 2, 3], &pixels));
    let data = of(stored, 60);
    let mut train = Part {
        pixels,
        labels: (0..60).map(|i| i % 3).collect(),
    };
    let held = split_off(&mut train, 6, Rule::Now);
    assert_eq!(data.train.labels(), train.labels);
    assert_eq!(data.held_out, Split::of_pixels(6, held.pixels, held.labels));
    let memory = Split::of_pixels(6, train.pixels, train.labels);
    let places: Vec<usize> = (0..54).rev().chain([7, 7]).collect();
    let filled = |split: &Split| {
        let mut out = vec![0.0; places.len() * 6];
        split.fill(&places, Range::Symmetric, &mut out).unwrap();
        out
    };
    assert_eq!(filled(&data.train), filled(&memory));
    assert_eq!(data.train.picture(53).as_deref(), memory.pixels(53));
    assert!(data.train.picture(54).is_none() && !data.train.in_memory());
    assert!(
        data.notes
            .iter()
            .any(|note| note.contains("batches are read from it"))
    );
}

#[test]
fn the_digest_is_of_what_stands_for_all() {
    let mut pixels: Vec<u8> = (0..4000 * 4).map(|i| (i % 251) as u8).collect();
    let digest = |pixels: &[u8]| of(stored(&idx(&[4000, 2, 2], pixels)).1, 4000).digest;
    let first = digest(&pixels);
    assert_eq!(digest(&pixels), first);
    // The first training item always counts.
    pixels[..4].fill(9);
    assert_ne!(digest(&pixels), first);
}

#[test]
fn channels_may_come_first_in_an_array() {
    let bytes: Vec<u8> = (0..2 * 3 * 4).collect();
    let (_folder, planes) = stored(&npy("|u1", "2, 3, 2, 2", &bytes));
    assert_eq!(planes.image, [2, 2, 3]);
    assert_eq!(read(&planes, &[1])[..6], [12, 16, 20, 13, 17, 21]);
    let (_folder, pixels) = stored(&npy("|u1", "2, 2, 2, 3", &bytes));
    assert_eq!(read(&pixels, &[1, 0])[..3], [12, 13, 14]);
    let (_folder, flat) = stored(&npy("|u1", "6, 4", &bytes));
    assert_eq!(
        (flat.image, read(&flat, &[5])),
        ([2, 2, 1], vec![20, 21, 22, 23])
    );
}

#[test]
fn what_cannot_be_used_where_it_lies_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let says = |content: &[u8]| {
        let path = written(folder.path(), content);
        large::open_over(&path, 10).unwrap_err().to_string()
    };
    let twelve = [0; 12];
    for (content, part) in [
        (npy("<f4", "3, 1, 1", &twelve), "does not hold bytes"),
        (
            npy("|u1", "3, 2, 2", &twelve[..11]),
            "is cut short: 3 pictures of 2 by 2 by 1",
        ),
        (
            npy("|u1", "2, 2, 2", &twelve),
            "is longer than its header says",
        ),
        (npy("|u1", "12", &twelve), "is of shape [12]"),
        (
            npy("|u1", "16777217, 1, 1", &twelve),
            "there can be at most 16777216",
        ),
        (
            npy("|u1", "99999999999999999999, 1, 1", &twelve),
            "cannot be read",
        ),
        (
            npy("|u1", "9999999999, 999999, 99999", &twelve),
            "sides of 1 to 1024",
        ),
        (npy("|O", "3, 2, 2", &twelve), "pickled"),
        (idx(&[3, 2, 2], &twelve[..11]), "is cut short"),
    ] {
        let said = says(&content);
        assert!(said.contains(part), "{part}: {said}");
    }
    let none = |content: &[u8], budget| {
        let path = written(folder.path(), content);
        large::open_over(&path, budget).unwrap().is_none()
    };
    // What fits, what is packed, what is no such file: others read it.
    assert!(none(&idx(&[3, 2, 2], &twelve), 1000));
    assert!(
        none(&super::gzip(&idx(&[3, 2, 2], &twelve)), 10) && none(b"twelve letters and more", 10)
    );
    assert!(none(&labels(40), 10));
    assert!(large::open_over(folder.path(), 10).unwrap().is_none());
}

#[test]
fn a_file_that_changes_is_a_sentence() {
    let (folder, stored) = stored(&idx(&[20, 2, 2], &[7; 80]));
    let data = of(stored, 20);
    let fill = || {
        let mut out = vec![0.0; 8];
        data.train.fill(&[0, 17], Range::Unit, &mut out)
    };
    fill().unwrap();
    let path = folder.path().join("a");
    let file = File::options().write(true).open(&path).unwrap();
    file.set_len(40).unwrap();
    let said = fill().unwrap_err().to_string();
    assert!(
        said.contains("cannot be read any more") && said.contains("load it again"),
        "{said}"
    );
    assert!(data.train.picture(17).is_none());
    fs::write(&path, idx(&[20, 2, 2], &[8; 80])).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();
    let said = fill().unwrap_err().to_string();
    assert!(said.contains("changed while it was used"), "{said}");
    // A file that takes its place is another file: the one in use is still there.
    let (folder, stored) = self::stored(&idx(&[20, 2, 2], &[7; 80]));
    fs::remove_file(folder.path().join("a")).unwrap();
    assert_eq!(read(&stored, &[19]), [7; 4]);
}
