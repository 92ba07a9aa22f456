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
fn without_test_images_a_sample_of_training_is_held_out() {
    let files = [
        ("train-images-idx3-ubyte", images(30)),
        ("train-labels-idx1-ubyte", labels(30)),
    ];
    let data = load_from(&files);
    assert_eq!((data.train.len(), data.held_out.len()), (27, 3));
    assert_eq!(data.train.labels().len(), 27);
    let said = &data.notes[0];
    assert!(
        said.contains("3 training images are held out, drawn with seed 0"),
        "{said}"
    );
    let data = load_from(&[("train-images-idx3-ubyte", images(12_000))]);
    assert_eq!((data.train.len(), data.held_out.len()), (11_000, 1_000));
    let data = load_from(&[("train-images-idx3-ubyte", images(9))]);
    assert_eq!((data.train.len(), data.held_out.len()), (9, 0));
    assert!(
        data.notes[0].contains("nothing is held out"),
        "{:?}",
        data.notes
    );
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
    // Those that occur: a class without an item is none, and each keeps its number as a name.
    assert_eq!(data.classes, ["0", "1", "255"]);
    assert_eq!(data.held_out.labels(), [2]);
}

#[test]
fn labels_may_count_from_one_or_have_gaps() {
    let file = |labels: &[u8]| idx(&[labels.len() as u32], labels);
    for values in [[1, 2, 3, 4], [0, 10, 20, 200]] {
        let all: Vec<u8> = values.into_iter().cycle().take(20).collect();
        let data = load_from(&[
            ("train-images-idx3-ubyte", images(20)),
            ("train-labels-idx1-ubyte", file(&all)),
            ("t10k-images-idx3-ubyte", images(4)),
            ("t10k-labels-idx1-ubyte", file(&values)),
        ]);
        assert_eq!(data.classes, values.map(|v| v.to_string()));
        assert_eq!(data.held_out.labels(), [0, 1, 2, 3]);
        assert_eq!(data.class(&values[3].to_string()), Ok(3));
    }
}

#[test]
fn files_may_have_the_name_of_their_set_and_folders_of_their_own_name_beside_them() {
    let name = |part: &str, what: &str| format!("emnist-letters-{part}-{what}-ubyte.gz");
    let names = [
        name("train", "images-idx3"),
        name("train", "labels-idx1"),
        name("test", "images-idx3"),
        name("test", "labels-idx1"),
    ];
    let files = [
        (&names[0][..], images(20)),
        (&names[1], labels(20)),
        (&names[2], images(5)),
        (&names[3], labels(5)),
    ];
    let data = load_from(&files);
    assert_eq!(
        (data.train.len(), data.held_out.len(), data.classes.len()),
        (20, 5, 4)
    );
    let two = [
        &files[..],
        &[("qmnist-train-images-idx3-ubyte", images(20))],
    ]
    .concat();
    fails_with(
        &two,
        "training images of several sets: emnist-letters, qmnist",
    );
    // As an archive of MNIST is unpacked: a folder beside the file, or with the file in it.
    let beside = directory(&[("train-images.idx3-ubyte", images(20))]);
    fs::create_dir(beside.path().join("train-images-idx3-ubyte")).unwrap();
    assert_eq!(
        load(beside.path().to_str().unwrap()).unwrap().train.len(),
        18
    );
    let within = directory(&[]);
    let folder = within.path().join("train-images-idx3-ubyte");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("train-images-idx3-ubyte"), images(20)).unwrap();
    assert_eq!(
        load(within.path().to_str().unwrap()).unwrap().train.len(),
        18
    );
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_no_missing_file() {
    for part in [
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels.idx1-ubyte.gz",
    ] {
        let directory = directory(&[("train-images-idx3-ubyte", images(20))]);
        std::os::unix::fs::symlink("/no/such/disk", directory.path().join(part)).unwrap();
        let said = sentence(directory.path());
        if part.contains("t10k-labels") {
            assert!(
                said.contains("is a broken link to '/no/such/disk'") || said.contains("missing"),
                "{said}"
            );
        } else {
            assert!(
                said.contains(part) && said.contains("is a broken link to '/no/such/disk'"),
                "{said}"
            );
        }
    }
    let directory = directory(&[]);
    let link = directory.path().join("link");
    std::os::unix::fs::symlink("/no/such/disk", &link).unwrap();
    assert!(sentence(&link).contains("is a broken link to"));
}

#[test]
fn a_session_finds_the_data_that_it_learned_from() {
    use crate::data::{Rule, load_by, recorded};
    use std::sync::Arc;
    let files = [
        ("train-images-idx3-ubyte", images(30)),
        ("train-labels-idx1-ubyte", labels(30)),
    ];
    let outer = tempfile::tempdir().unwrap();
    let place = outer.path().join("d");
    fs::create_dir(&place).unwrap();
    for (name, content) in &files {
        fs::write(place.join(name), content).unwrap();
    }
    let (path, session) = (place.to_str().unwrap(), outer.path().join("a.ron"));
    let now = Arc::new(load(path).unwrap());
    let earlier = load_by(path, Rule::Earlier, &mut |_, _| Ok(())).unwrap();
    assert_eq!(earlier.held_out.labels(), [3, 0, 1]);
    assert_ne!(now.digest, earlier.digest);
    let digits = Arc::new(load("digits").unwrap());
    // By its name, by a name beside the session, by the data at hand; as it is split now, and as it was.
    for (at_hand, name) in [(&digits, path), (&digits, "d"), (&now, "elsewhere")] {
        for digest in [&now.digest, &earlier.digest] {
            let found = recorded(at_hand, name, digest, &session, &mut |_, _| Ok(())).unwrap();
            assert_eq!(&found.digest, digest, "{name}");
        }
    }
    let refused = recorded(&digits, "elsewhere", &now.digest, &session, &mut |_, _| {
        Ok(())
    })
    .unwrap_err()
    .to_string();
    assert!(
        refused.contains("'elsewhere'") && refused.contains("'data DIR' first"),
        "{refused}"
    );
    // There are data of that name, and they are others: the caller compares.
    assert_eq!(
        recorded(&digits, path, "00", &session, &mut |_, _| Ok(()))
            .unwrap()
            .digest,
        now.digest
    );
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
        "holds 0 images; at least 1 is needed",
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
    assert!(sentence(directory.path()).contains("train-labels-idx1-ubyte is a folder"));
    let file = directory.path().join("train-images-idx3-ubyte");
    // The file of images stands for the set that it is of.
    assert!(sentence(&file).contains("train-labels-idx1-ubyte is a folder"));
    assert!(sentence(&file.join("x")).contains("cannot be read"));
    assert!(sentence(&directory.path().join("x")).contains("there is no directory"));
}
