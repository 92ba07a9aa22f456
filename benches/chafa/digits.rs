//! The first images of an IDX file.

use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use aegan_lab::art::Picture;
use flate2::read::GzDecoder;

/// Bytes before the first image: the magic number and three sizes.
const HEADER: usize = 16;
const SIDE: usize = 28;

pub fn read(directory: &Path, count: usize) -> Result<Vec<Picture>, Box<dyn Error>> {
    let plain = directory.join("train-images-idx3-ubyte");
    let source: Box<dyn Read> = if plain.exists() {
        Box::new(File::open(plain)?)
    } else {
        Box::new(GzDecoder::new(File::open(plain.with_extension("gz"))?))
    };
    let wanted = HEADER + count * SIDE * SIDE;
    let mut bytes = Vec::new();
    source.take(wanted as u64).read_to_end(&mut bytes)?;
    if bytes.len() < wanted {
        return Err(format!("the file has fewer than {count} images of {SIDE}×{SIDE}").into());
    }
    let images = bytes[HEADER..].chunks_exact(SIDE * SIDE);
    let pictures = images.map(|image| Picture::new(SIDE, SIDE, 1, image.to_vec()));
    Ok(pictures.collect::<Result<_, _>>()?)
}
