//! What makes the program smaller: large pictures and the weights of the classifiers are packed.

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use flate2::{Compression, read::GzDecoder, write::ZlibEncoder};

#[path = "data/pixels.rs"]
mod pixels;

use pixels::{Chance, Coder, pass};

/// Files of pictures that are read seldom.
const PICTURES: [&str; 2] = [
    "fashion/train-images-idx3-ubyte.gz",
    "fashion/t10k-images-idx3-ubyte.gz",
];

/// The header of IDX files of pictures.
const HEADER: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    for input in [
        "build.rs",
        "data/pixels.rs",
        "assets/fashion",
        "assets/readers",
    ] {
        println!("cargo::rerun-if-changed={input}");
    }
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let out = Path::new(&out);
    for name in ["digits", "fashion"] {
        let weights = Path::new("assets/readers").join(format!("{name}.safetensors"));
        pack_weights(&weights, &out.join(format!("{name}.safetensors.zlib")))
            .map_err(|error| format!("{}: {error}", weights.display()))?;
    }
    fs::create_dir_all(out.join("fashion"))?;
    for name in PICTURES {
        let file = Path::new("assets").join(name);
        pack_pictures(&file, &out.join(format!("{name}.packed")))
            .map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

/// The first bytes of all words of four, then the second, the third and the fourth: exponents of weights are alike.
fn pack_weights(weights: &Path, packed: &Path) -> Result<(), Box<dyn Error>> {
    let content = fs::read(weights)?;
    if content.len() % 4 != 0 {
        return Err("it is not made of words of four bytes".into());
    }
    let mut encoder = ZlibEncoder::new(File::create(packed)?, Compression::best());
    for place in 0..4 {
        let bytes: Vec<u8> = content.iter().skip(place).step_by(4).copied().collect();
        encoder.write_all(&bytes)?;
    }
    encoder.finish()?;
    Ok(())
}

/// The header of an IDX file as it is, then the code of its pixels.
fn pack_pictures(file: &Path, packed: &Path) -> Result<(), Box<dyn Error>> {
    let mut content = Vec::new();
    GzDecoder::new(File::open(file)?).read_to_end(&mut content)?;
    let (header, pixels) = content
        .split_at_mut_checked(HEADER)
        .ok_or("it is no IDX file")?;
    let mut writer = Writer {
        low: 0,
        high: u32::MAX,
        written: header.to_vec(),
    };
    pass(&mut writer, pixels);
    writer.written.extend(writer.high.to_be_bytes());
    fs::write(packed, writer.written)?;
    Ok(())
}

/// Writes bits as an interval, which each of them narrows.
struct Writer {
    low: u32,
    high: u32,
    written: Vec<u8>,
}

impl Coder for Writer {
    fn bit(&mut self, chance: &mut Chance, known: bool) -> bool {
        let middle = chance.divide(self.low, self.high);
        if known {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        chance.learn(known);
        while (self.low ^ self.high) >> 24 == 0 {
            self.written.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 255;
        }
        known
    }
}
