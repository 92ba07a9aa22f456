//! A stranger's images and labels, gzipped or not.
#![no_main]

use aegan_lab::data::{read_images, read_labels};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(images) = read_images("file", bytes) {
        let size = images.rows * images.cols * images.channels;
        assert!(size > 0 && images.pixels.len().is_multiple_of(size));
    }
    let _ = read_labels("file", bytes);
});
