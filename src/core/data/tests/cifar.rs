//! The binary layout of CIFAR-10: read as written, refused in a sentence where it lies.

use super::*;
use crate::data::cifar::read_batch;
use crate::data::{Dataset, Item};
use crate::error::Result;
use proptest::prelude::*;
use std::fs::{self, File};

const RECORD: usize = 3073;

/// A record whose planes are all `red`, all `green` and all `blue`, but for a first pixel of 1, 2, 3.
fn record(label: u8, [red, green, blue]: [u8; 3]) -> Vec<u8> {
    let mut bytes = vec![label];
    for (value, first) in [(red, 1), (green, 2), (blue, 3)] {
        bytes.extend(std::iter::once(first).chain(std::iter::repeat_n(value, 1023)));
    }
    bytes
}

/// Five batches of two records and a test batch of one.
fn directory(end: &str, pack: fn(&[u8]) -> Vec<u8>) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for batch in 1..=5 {
        let records = [
            record(batch, [10, 20, 30]),
            record(batch + 4, [batch, 0, 255]),
        ]
        .concat();
        let name = format!("data_batch_{batch}.bin{end}");
        fs::write(directory.path().join(name), pack(&records)).unwrap();
    }
    let test = pack(&record(0, [7, 8, 9]));
    fs::write(directory.path().join(format!("test_batch.bin{end}")), test).unwrap();
    directory
}

fn plain_directory() -> tempfile::TempDir {
    directory("", <[u8]>::to_vec)
}

fn load_from(directory: &tempfile::TempDir) -> Dataset {
    load(directory.path().to_str().unwrap()).unwrap()
}

/// What is said of a directory with one file replaced, or removed.
fn with(name: &str, content: Option<&[u8]>) -> String {
    let directory = plain_directory();
    let path = directory.path().join(name);
    match content {
        Some(content) => fs::write(path, content).unwrap(),
        None => fs::remove_file(path).unwrap(),
    }
    let sentence = sentence(directory.path());
    let place = directory.path().to_str().unwrap();
    assert!(sentence.contains(place), "{sentence}");
    sentence
}

fn read(bytes: &[u8]) -> Result<Vec<u8>> {
    read_batch("some/file", bytes, 10, None)
}

#[test]
fn planes_become_pixels_plain_and_gzipped() {
    let data = load_from(&plain_directory());
    let wanted = Item::Image {
        height: 32,
        width: 32,
        channels: 3,
    };
    assert_eq!(data.item, wanted);
    assert_eq!((data.train.len(), data.held_out.len()), (10, 1));
    assert_eq!(data.train.labels(), [1, 5, 2, 6, 3, 7, 4, 8, 5, 9]);
    assert_eq!(data.held_out.labels(), [0]);
    assert_eq!(data.train.pixels(0).unwrap()[..6], [1, 2, 3, 10, 20, 30]);
    assert_eq!(data.train.pixels(9).unwrap()[3069..], [5, 0, 255]);
    assert_eq!(data.held_out.pixels(0).unwrap()[3..6], [7, 8, 9]);
    let gzipped = load_from(&directory(".gz", gzip));
    assert_eq!(gzipped.digest, data.digest);
    let under_a_plain_name = load_from(&directory("", gzip));
    assert_eq!(under_a_plain_name.digest, data.digest);
}

#[test]
fn classes_have_the_names_of_the_file_or_the_usual_ones() {
    let directory = plain_directory();
    let usual = "airplane automobile bird cat deer dog frog horse ship truck";
    assert_eq!(load_from(&directory).classes.join(" "), usual);
    let names = directory.path().join("batches.meta.txt");
    // As in the archive: a line for each and an empty one at the end.
    let own: Vec<String> = (0..10).map(|i| format!("kind {i}")).collect();
    fs::write(&names, own.join("\r\n") + "\r\n\r\n").unwrap();
    assert_eq!(load_from(&directory).classes, own);
    fs::write(&names, own.join("\n").replace("kind 3", "\u{1b}[2J")).unwrap();
    assert_eq!(load_from(&directory).classes[3], "\u{fffd}[2J");
    fs::write(&names, "one\ntwo\n").unwrap();
    let said = sentence(directory.path());
    assert!(
        said.contains("has the label 5") && said.contains("0 to 1"),
        "{said}"
    );
    for nonsense in ["\n\n".to_owned(), "x\n".repeat(257), "x".repeat(5000)] {
        fs::write(&names, nonsense).unwrap();
        let said = sentence(directory.path());
        assert!(
            said.contains("batches.meta.txt should hold the names"),
            "{said}"
        );
    }
}

#[test]
fn a_file_that_is_missing_is_named() {
    let said = with("test_batch.bin", None);
    assert!(
        said.contains("has data_batch_1.bin but not test_batch.bin"),
        "{said}"
    );
    let said = with("data_batch_3.bin", None);
    assert!(
        said.contains("but not data_batch_3.bin; CIFAR-10 is"),
        "{said}"
    );
    let empty = tempfile::tempdir().unwrap();
    assert!(sentence(empty.path()).contains("data_batch_1.bin of CIFAR-10"));
}

#[test]
fn what_lies_is_refused() {
    let whole = [record(1, [0; 3]), record(2, [0; 3])].concat();
    let said = with("data_batch_2.bin", Some(b""));
    assert!(said.contains("data_batch_2.bin is empty"), "{said}");
    let said = with("test_batch.bin", Some(&whole[..RECORD + 70]));
    assert!(
        said.contains("after 1 records of 3073 bytes, 70 bytes are left over"),
        "{said}"
    );
    let said = with(
        "data_batch_5.bin",
        Some(&[whole, record(200, [0; 3])].concat()),
    );
    assert!(
        said.contains("record 3 has the label 200, but the labels are 0 to 9"),
        "{said}"
    );
    let page = "<!DOCTYPE html>".repeat(3073);
    let said = with("data_batch_4.bin", Some(page.as_bytes()));
    assert!(said.contains("record 1 has the label 60"), "{said}");
    let broken = gzip(&record(1, [0; 3]));
    let said = with("data_batch_1.bin", Some(&broken[..broken.len() - 9]));
    assert!(said.contains("data_batch_1.bin is damaged"), "{said}");
    let directory = plain_directory();
    fs::remove_file(directory.path().join("data_batch_1.bin")).unwrap();
    fs::create_dir(directory.path().join("data_batch_1.bin")).unwrap();
    assert!(sentence(directory.path()).contains("is a folder"));
}

#[test]
fn a_file_of_ten_gigabytes_is_read_no_further_than_the_most() {
    let directory = plain_directory();
    // A hole: the disk holds nothing of it.
    let file = File::create(directory.path().join("data_batch_1.bin")).unwrap();
    file.set_len(10 << 30).unwrap();
    let said = sentence(directory.path());
    assert!(said.contains("holds more than 50000 records"), "{said}");
    let bomb = gzip(&vec![0; 50_001 * RECORD]);
    assert!(
        read(&bomb)
            .unwrap_err()
            .to_string()
            .contains("more than 50000 records")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whole_records_are_read_and_nothing_else(
        label in 0_u8..12,
        records in 0_usize..4,
        more in prop_oneof![Just(0_usize), 1_usize..RECORD],
    ) {
        let mut bytes = vec![label; records * RECORD];
        bytes.extend(vec![0; more]);
        let fits = records > 0 && more == 0 && label < 10;
        prop_assert_eq!(read(&bytes).is_ok(), fits);
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes).is_err());
    }
}
