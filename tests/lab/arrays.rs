//! Arrays of numbers: files of `NumPy` and IDX of every type, with shapes and ranges of every kind; and files that lie.
#![allow(clippy::cast_possible_wrap)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use aegan_lab::data::{Dataset, Item, load};
use zip::write::SimpleFileOptions;

/// An array as `NumPy` writes it.
pub fn npy(descr: &str, fortran: bool, shape: &[usize], bytes: &[u8]) -> Vec<u8> {
    let sides: Vec<String> = shape.iter().map(|side| format!("{side},")).collect();
    let order = if fortran { "True" } else { "False" };
    let head = format!(
        "{{'descr': '{descr}', 'fortran_order': {order}, 'shape': ({}), }}\n",
        sides.concat()
    );
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((head.len() as u16).to_le_bytes());
    file.extend(head.as_bytes());
    file.extend(bytes);
    file
}

pub fn bytes(shape: &[usize], of: impl Fn(usize) -> u8) -> Vec<u8> {
    npy(
        "|u1",
        false,
        shape,
        &(0..shape.iter().product()).map(of).collect::<Vec<u8>>(),
    )
}

pub fn labels(count: usize, of: impl Fn(usize) -> i64) -> Vec<u8> {
    let all: Vec<u8> = (0..count).flat_map(|i| of(i).to_le_bytes()).collect();
    npy("<i8", false, &[count], &all)
}

fn floats(shape: &[usize], of: impl Fn(usize) -> f32) -> Vec<u8> {
    let count = shape.iter().product();
    let all: Vec<u8> = (0..count).flat_map(|i| of(i).to_le_bytes()).collect();
    npy("<f4", false, shape, &all)
}

pub fn npz(path: &Path, arrays: &[(&str, Vec<u8>)]) -> PathBuf {
    let mut archive = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, content) in arrays {
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        archive.start_file(format!("{name}.npy"), options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap();
    path.to_owned()
}

fn of(path: &Path) -> Dataset {
    load(path.to_str().unwrap()).unwrap()
}

fn sentence(path: &Path) -> String {
    load(path.to_str().unwrap()).unwrap_err().to_string()
}

/// The data in a file of so many arrays.
fn within(arrays: &[(&str, Vec<u8>)]) -> Dataset {
    let folder = tempfile::tempdir().unwrap();
    of(&npz(&folder.path().join("a.npz"), arrays))
}

fn fails(arrays: &[(&str, Vec<u8>)], part: &str) {
    let folder = tempfile::tempdir().unwrap();
    let said = sentence(&npz(&folder.path().join("a.npz"), arrays));
    assert!(said.contains(part) && said.contains("a.npz"), "{said}");
}

fn image(height: usize, width: usize, channels: usize) -> Item {
    Item::Image {
        height,
        width,
        channels,
    }
}

#[test]
fn the_file_that_keras_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = npz(
        &folder.path().join("mnist.npz"),
        &[
            ("x_test", bytes(&[5, 4, 3], |i| i as u8)),
            ("x_train", bytes(&[20, 4, 3], |i| i as u8)),
            ("y_train", labels(20, |i| i as i64 % 4)),
            ("y_test", labels(5, |i| i as i64 % 4)),
        ],
    );
    let data = of(&path);
    assert_eq!(
        (data.item, data.train.len(), data.held_out.len()),
        (image(4, 3, 1), 20, 5)
    );
    assert_eq!(data.classes, ["0", "1", "2", "3"]);
    assert_eq!(
        data.train.pixels(1),
        Some(&[12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23][..])
    );
    assert!(data.notes.is_empty(), "{:?}", data.notes);
    // The folder that it lies in will do, and classes.txt names the classes.
    fs::write(
        folder.path().join("classes.txt"),
        "zero\none\ntwo\nthree\nfour\n",
    )
    .unwrap();
    let named = of(folder.path());
    assert_eq!(named.digest, data.digest);
    assert_eq!(named.classes[4], "four");
    fs::write(folder.path().join("classes.txt"), "zero\none\n").unwrap();
    let said = sentence(&path);
    assert!(
        said.contains("classes.txt names 2 classes") && said.contains("label 2"),
        "{said}"
    );
    // Two files are too many to choose from.
    npz(
        &folder.path().join("other.npz"),
        &[("x", bytes(&[9, 4, 4], |i| i as u8))],
    );
    assert!(
        sentence(folder.path()).contains("holds 2 files of data, such as mnist.npz, other.npz")
    );
}

#[test]
fn channels_first_last_and_in_the_order_of_fortran() {
    let last = within(&[("x", bytes(&[10, 4, 5, 3], |i| (i % 251) as u8))]);
    assert_eq!((last.item, last.train.len()), (image(4, 5, 3), 9));
    // The same pictures with the channels in front, and with every index the other way round.
    let at = |n: usize, y: usize, x: usize, c: usize| ((n * 4 + y) * 5 + x) * 3 + c;
    let first = bytes(&[10, 3, 4, 5], |i| {
        (at(i / 60, i / 5 % 4, i % 5, i / 20 % 3) % 251) as u8
    });
    assert_eq!(within(&[("images", first)]).digest, last.digest);
    let turned: Vec<u8> = (0..600)
        .map(|i| (at(i % 10, i / 10 % 4, i / 40 % 5, i / 200) % 251) as u8)
        .collect();
    let turned = npy("|u1", true, &[10, 4, 5, 3], &turned);
    assert_eq!(within(&[("arr_0", turned)]).digest, last.digest);
    // Rows of a square number are square.
    assert_eq!(
        within(&[("data", bytes(&[10, 49], |i| i as u8))]).item,
        image(7, 7, 1)
    );
}

#[test]
fn numbers_of_any_range_become_levels() {
    for (of, first, part) in [
        (
            (|i| i as f32 / 159.0) as fn(usize) -> f32,
            [0, 2],
            "from 0 to 1 become 256 levels",
        ),
        (
            |i| i as f32 / 79.5 - 1.0,
            [0, 2],
            "from -1 to 1 become 256 levels",
        ),
        (|i| i as f32 * 255.0 / 159.0, [0, 2], ""),
        (
            |i| 1000.0 + i as f32,
            [0, 2],
            "from 1000 to 1159 become 256 levels",
        ),
    ] {
        // All of one part, so that the first is the first.
        let data = within(&[
            ("x_train", floats(&[10, 4, 4], of)),
            ("x_test", floats(&[1, 4, 4], of)),
        ]);
        assert_eq!(data.train.pixels(0).unwrap()[..2], first, "{part}");
        assert_eq!(data.train.pixels(9).unwrap()[15], 255, "{part}");
        let said = data.notes.join("\n");
        assert!(
            said.contains(part) && said.is_empty() == part.is_empty(),
            "{said}"
        );
        assert!(data.classes.is_empty());
    }
    let mut wrong = floats(&[2, 2, 2], |i| i as f32);
    let at = wrong.len() - 4;
    wrong[at..].copy_from_slice(&f32::NAN.to_le_bytes());
    fails(&[("x", wrong)], "has NaN as number 8 of 8");
}

#[test]
fn labels_of_every_kind() {
    let x = || ("x", bytes(&[20, 4, 4], |i| (i * 7 % 256) as u8));
    let wide = within(&[
        x(),
        (
            "y",
            npy(
                "<f8",
                false,
                &[20, 1],
                &(0..20)
                    .flat_map(|i| f64::from(1000 + i % 3).to_le_bytes())
                    .collect::<Vec<_>>(),
            ),
        ),
    ]);
    assert_eq!(wide.classes, ["1000", "1001", "1002"]);
    let hot = within(&[
        x(),
        ("y", bytes(&[20, 5], |i| u8::from(i % 5 == i / 5 % 5))),
    ]);
    assert_eq!(hot.classes, ["0", "1", "2", "3", "4"]);
    fails(&[x(), ("y", labels(19, |_| 0))], "20 items but 19 labels");
    fails(
        &[x(), ("y", floats(&[20], |_| 0.5))],
        "has the label 0.5 for item 1",
    );
    fails(
        &[x(), ("y", bytes(&[20, 5], |_| 1))],
        "which are not one-hot",
    );
    let many = ("x", bytes(&[300, 2, 2], |i| (i % 256) as u8));
    fails(
        &[many, ("y", labels(300, |i| i as i64))],
        "300 different labels; there can be at most 256",
    );
    fails(
        &[
            ("x_train", bytes(&[20, 4, 4], |i| i as u8)),
            ("y_train", labels(20, |_| 1)),
            ("x_test", bytes(&[2, 4, 4], |i| i as u8)),
        ],
        "have none; give labels for both or for neither",
    );
}

#[test]
fn labels_that_go_by_other_names_are_not_unread_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("a.npz");
    let items = || bytes(&[20, 4, 4], |i| (i % 256) as u8);
    npz(
        &place,
        &[
            ("images", items()),
            ("target", labels(20, |i| i as i64 % 2)),
        ],
    );
    let data = of(&place);
    let said = data.notes.join("\n");
    assert!(data.classes.is_empty());
    assert!(
        said.contains("target was not read; labels are called y_train"),
        "{said}"
    );
    fails(
        &[
            ("x_train", items()),
            ("y_train", labels(20, |i| i as i64 % 2)),
            ("y_test", labels(5, |i| i as i64 % 2)),
        ],
        "has y_test, but x_test, the items that these labels belong to, is missing",
    );
}

#[test]
fn arrays_that_lie_or_are_none() {
    fails(
        &[("x", npy("|O", false, &[3], b"\x80\x04\x95"))],
        "pickled Python objects, which are never loaded",
    );
    fails(
        &[("x", npy("<c8", false, &[3], &[0; 24]))],
        "numbers of type '<c8'",
    );
    fails(
        &[("x", npy("|u1", false, &[1 << 20, 1 << 20], &[]))],
        "more than 1 GiB",
    );
    fails(
        &[("x", npy("<f8", false, &[usize::MAX, 9], &[]))],
        "more than 1 GiB",
    );
    fails(
        &[("x", npy("|u1", false, &[4, 4, 4], &[0; 63]))],
        "is cut short: its header promises 64 bytes",
    );
    // A bomb: what it unpacks to is read no further than its header promises.
    fails(
        &[("x", npy("|u1", false, &[4, 4, 4], &vec![0; 64 << 20]))],
        "longer than the 64 bytes",
    );
    fails(&[("x", b"no array".to_vec())], "is not a NumPy array");
    fails(
        &[("x", bytes(&[3, 5, 7, 11], |i| i as u8))],
        "is of shape [3, 5, 7, 11]; pictures are",
    );
    fails(
        &[("x", bytes(&[2, 3000, 4], |i| i as u8))],
        "sides of 1 to 1024",
    );
    fails(
        &[
            ("weights", bytes(&[4, 4], |_| 0)),
            ("bias", bytes(&[4], |_| 0)),
        ],
        "it has weights.npy, bias.npy",
    );
    fails(
        &[("x", bytes(&[0, 4, 4], |_| 0))],
        "contains no training items",
    );
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("a.npz");
    fs::write(&place, b"PK no archive").unwrap();
    assert!(sentence(&place).contains("is not a ZIP file of arrays"));
    let whole = fs::read(npz(&place, &[("x", bytes(&[9, 4, 4], |i| i as u8))])).unwrap();
    for end in [10, whole.len() / 2, whole.len() - 1] {
        fs::write(&place, &whole[..end]).unwrap();
        assert!(sentence(&place).contains("a.npz"));
    }
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        fs::write(&place, damaged).unwrap();
        // Whatever is said, nothing breaks.
        let _ = load(place.to_str().unwrap());
    }
}

#[test]
fn single_arrays_and_their_labels_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("cats.npy"), bytes(&[20, 6, 6], |i| (i % 256) as u8)).unwrap();
    assert!(of(&at("cats.npy")).classes.is_empty());
    fs::write(at("cats_labels.npy"), labels(20, |i| i as i64 % 2)).unwrap();
    assert_eq!(of(&at("cats.npy")).classes, ["0", "1"]);
    fs::write(at("x_train.npy"), bytes(&[20, 6, 6], |i| (i % 256) as u8)).unwrap();
    fs::write(at("y_train.npy"), labels(20, |i| i as i64 % 3)).unwrap();
    fs::write(at("x_test.npy"), bytes(&[3, 6, 6], |i| (i % 256) as u8)).unwrap();
    fs::write(at("y_test.npy"), labels(3, |i| i as i64)).unwrap();
    let data = of(&at("x_train.npy"));
    assert_eq!(
        (data.train.len(), data.held_out.len(), data.classes.len()),
        (20, 3, 3)
    );
    let points = floats(&[50, 2], |i| i as f32 * 2.0);
    fs::write(at("points.npy"), points).unwrap();
    let data = of(&at("points.npy"));
    assert_eq!((data.item, data.train.len()), (Item::Point, 45));
    let far = (0..45)
        .map(|i| data.train.point(i).unwrap()[0].abs())
        .fold(0.0, f32::max);
    assert!(
        far <= 1.0 && data.notes[0].contains("points are moved by"),
        "{:?}",
        data.notes
    );
}

#[test]
fn idx_of_every_type_as_a_file_and_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let idx = |kind: u8, dimensions: &[u32], content: Vec<u8>| {
        let mut file = vec![0, 0, kind, dimensions.len() as u8];
        file.extend(dimensions.iter().flat_map(|d| d.to_be_bytes()));
        [file, content].concat()
    };
    let mut digests = Vec::new();
    let values = || (0..12 * 16).map(|i| f64::from(i * 3 % 128));
    for (kind, content) in [
        (0x09, values().map(|v| v as u8).collect::<Vec<u8>>()),
        (
            0x0b,
            values().flat_map(|v| (v as i16).to_be_bytes()).collect(),
        ),
        (
            0x0c,
            values().flat_map(|v| (v as i32).to_be_bytes()).collect(),
        ),
        (
            0x0d,
            values().flat_map(|v| (v as f32).to_be_bytes()).collect(),
        ),
        (0x0e, values().flat_map(f64::to_be_bytes).collect()),
    ] {
        fs::write(at("made.idx"), idx(kind, &[12, 4, 4], content)).unwrap();
        let data = of(&at("made.idx"));
        assert!(
            data.notes[0].contains("from 0 to 127 become 256 levels"),
            "{:?}",
            data.notes
        );
        digests.push(data.digest);
    }
    digests.dedup();
    assert_eq!(digests.len(), 1);
    // EMNIST's names, other numbers, a folder and a file of it.
    let float = |n: u32| {
        idx(
            0x0d,
            &[n, 4, 4],
            (0..n * 16)
                .flat_map(|i| (i as f32 / 160.0).to_be_bytes())
                .collect(),
        )
    };
    let names = |n: u32| idx(0x08, &[n], (0..n).map(|i| 1 + (i % 12) as u8).collect());
    let set = tempfile::tempdir().unwrap();
    let put = |name: &str, content: Vec<u8>| fs::write(set.path().join(name), content).unwrap();
    put("emnist-letters-train-images-idx3-float", float(24));
    put("emnist-letters-train-labels-idx1-ubyte", names(24));
    put("emnist-letters-test-images-idx3-float", float(6));
    put("emnist-letters-test-labels-idx1-ubyte", names(6));
    let data = of(set.path());
    assert_eq!(
        (data.train.len(), data.held_out.len(), data.classes.len()),
        (24, 6, 12)
    );
    let file = set.path().join("emnist-letters-train-images-idx3-float");
    assert_eq!(of(&file).digest, data.digest);
    // Labels in the same folder as the file of items.
    fs::write(
        at("some-images-idx3-ubyte"),
        idx(8, &[10, 4, 4], vec![7; 160]),
    )
    .unwrap();
    fs::write(at("some-labels-idx1-ubyte"), names(10)).unwrap();
    assert_eq!(of(&at("some-images-idx3-ubyte")).classes.len(), 10);
    assert!(sentence(&at("some-labels-idx1-ubyte")).contains("it is a file of labels"));
    fs::write(at("letter.doc"), b"Dear reader").unwrap();
    assert!(sentence(&at("letter.doc")).contains("is a file that cannot be read as data; .npz"));
}
