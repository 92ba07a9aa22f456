//! Tests of the pictures and their drawing, from picture to terminal.

mod fidelity;
mod known;
mod properties;
mod terminal;

use super::Picture;

/// Twelve MNIST digits, 28 x 28.
fn digits() -> Vec<Picture> {
    let file = include_bytes!("../testdata/digits.idx");
    let images = file[16..].chunks_exact(28 * 28);
    images
        .map(|image| Picture::new(28, 28, 1, image.to_vec()).unwrap())
        .collect()
}
