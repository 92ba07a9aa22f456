//! Files that lie, break off, go on too long or were damaged on the way.

use super::*;
use crate::data::idx::{Images, read_images, read_labels};
use crate::data::input::read_up_to;
use crate::error::Result;
use proptest::prelude::*;

fn fails_with<T: std::fmt::Debug>(read: Result<T>, part: &str) {
    let sentence = read.unwrap_err().to_string();
    assert!(
        sentence.starts_with("some/file ") && sentence.contains(part),
        "{sentence}"
    );
}

fn read(bytes: &[u8]) -> Result<Images> {
    read_images("some/file", bytes)
}

#[test]
fn a_lying_header_is_refused() {
    fails_with(
        read(&idx(&[u32::MAX, 1024, 1024], &[0; 64])),
        "more than 1 GiB",
    );
    fails_with(read(&idx(&[1025, 1024, 1024], &[0; 64])), "more than 1 GiB");
    fails_with(
        read(&idx(&[1024, 1024, 1024], &[0; 64])),
        "and there are 64",
    );
    fails_with(
        read(&idx(&[3, 2, 3], &[0; 17])),
        "promises 18 bytes of content and there are 17",
    );
    fails_with(read(&idx(&[3, 2, 3], &[0; 19])), "longer than the 18 bytes");
    fails_with(read(&idx(&[3, 0, 3], &[])), "images of 0 by 3 pixels");
    fails_with(read(&idx(&[1, 1025, 1], &[])), "images of 1025 by 1 pixels");
    fails_with(
        read_labels("some/file", &idx(&[u32::MAX], &[0; 8])[..]),
        "more than 1 GiB",
    );
    fails_with(read(&idx(&[1, 2, 2, 4], &[0; 16])), "images of 4 channels");
    fails_with(read(&idx(&[1, 2, 2, 3], &[0; 11])), "promises 12 bytes");
    fails_with(
        read(&idx(&[u32::MAX, 1024, 1024, 3], &[])),
        "more than 1 GiB",
    );
}

#[test]
fn what_is_not_idx_is_refused() {
    fails_with(
        read(&labels(4)),
        "is not an IDX file of images: it begins with 00000801",
    );
    fails_with(read(b"<!DOCTYPE html>"), "it begins with 3c21444f");
    fails_with(read(b""), "ends before its header does");
    fails_with(read(&images(1)[..15]), "ends before its header does");
    fails_with(read(&gzip(b"")), "ends before its header does");
}

#[test]
fn damaged_gzip_is_refused() {
    let whole = gzip(&images(30));
    assert!(read(&whole).is_ok());
    fails_with(
        read(&whole[..whole.len() - 1]),
        "does not end where the file does",
    );
    fails_with(read(&whole[..20]), "does not end where the file does");
    fails_with(read(&whole[..2]), "does not end where the file does");
    let mut wrong_checksum = whole.clone();
    let at = whole.len() - 8;
    wrong_checksum[at] ^= 1;
    fails_with(read(&wrong_checksum), "is damaged");
    fails_with(read(&[&whole[..], b"rubbish"].concat()), "is damaged");
    fails_with(
        read(&[&whole[..], &gzip(b"more")].concat()),
        "longer than the 180 bytes",
    );
    let halves = images(30);
    let (a, b) = halves.split_at(33);
    assert_eq!(
        read(&[gzip(a), gzip(b)].concat()),
        read(&halves),
        "gzip files may be joined"
    );
}

#[test]
fn a_gzip_bomb_is_read_no_further_than_promised() {
    let bomb = gzip(&[&idx(&[1, 1, 1], &[])[..], &vec![0; 32 << 20]].concat());
    fails_with(read(&bomb), "longer than the 1 bytes");
}

#[test]
fn an_input_that_never_ends_is_read_no_further_than_promised() {
    let endless = idx(&[4, 2, 2], &[]);
    let endless = std::io::Read::chain(&endless[..], std::io::repeat(7));
    fails_with(
        read_images("some/file", endless),
        "longer than the 16 bytes",
    );
}

#[test]
fn memory_follows_what_was_read_not_what_was_promised() {
    let read = read_up_to(usize::MAX, &mut vec![1_u8; 100_000].as_slice()).unwrap();
    assert_eq!(read.len(), 100_000);
    assert!(read.capacity() <= 200_000, "{}", read.capacity());
}

#[test]
fn a_control_sequence_in_a_name_does_not_reach_the_terminal() {
    let sentence = read_images("a\u{1b}[2Jb", &b""[..])
        .unwrap_err()
        .to_string();
    assert!(!sentence.contains('\u{1b}'));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_panic(
        zipped: bool,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        shorten: bool,
    ) {
        let plain = images(20);
        let mut bytes = if zipped { gzip(&plain) } else { plain };
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if shorten {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(images) = read(&bytes) {
            prop_assert!(images.pixels.len() <= 2 * 120);
            prop_assert_eq!(images.pixels.len() % (images.rows * images.cols), 0);
        }
        let _ = read_labels("some/file", &bytes[..]);
    }

    #[test]
    fn any_header_is_bounded(
        dimensions in prop::array::uniform3(
            prop_oneof![4 => 0_u32..4, 1 => 1_020_u32..1_030, 1 => any::<u32>()]
        ),
        content in prop::collection::vec(any::<u8>(), 0..30),
        honest: bool,
    ) {
        let promised = dimensions.iter().map(|&d| u128::from(d)).product::<u128>();
        let content = match usize::try_from(promised) {
            Ok(promised) if honest && promised < 100_000 => vec![1; promised],
            _ => content,
        };
        let fits = dimensions[1..].iter().all(|side| (1..=1024).contains(side));
        let wanted = fits && promised == content.len() as u128;
        prop_assert_eq!(read(&idx(&dimensions, &content)).is_ok(), wanted);
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        let _ = read_labels("some/file", &bytes[..]);
    }
}
