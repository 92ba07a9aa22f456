//! What makes the program smaller: the records of the lessons, large pictures and its own addresses are packed.

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;

use flate2::{Compression, read::GzDecoder, write::ZlibEncoder};

#[path = "src/data/pixels.rs"]
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
        "src/data/pixels.rs",
        "sessions",
        "assets/fashion",
        "assets/readers",
    ] {
        println!("cargo::rerun-if-changed={input}");
    }
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let out = Path::new(&out);
    for entry in fs::read_dir("sessions")? {
        let record = entry?.path();
        if record.extension().is_some_and(|kind| kind == "ron") {
            let name = record.with_extension("ron.zlib");
            let name = name.file_name().ok_or("a file has a name")?;
            pack_record(&record, &out.join(name))
                .map_err(|error| format!("{}: {error}", record.display()))?;
        }
    }
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
    if is_for_this_machine() {
        if glibc().is_some_and(|version| version >= (2, 36)) {
            println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
        }
        if env::var("PROFILE").is_ok_and(|profile| profile == "release") && links(&FOLD, out) {
            for argument in FOLD {
                println!("cargo::rustc-link-arg-bins={argument}");
            }
        }
    }
    Ok(())
}

fn pack_record(record: &Path, packed: &Path) -> Result<(), Box<dyn Error>> {
    let mut encoder = ZlibEncoder::new(File::create(packed)?, Compression::best());
    encoder.write_all(&fs::read(record)?)?;
    encoder.finish()?;
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

/// Functions that are the same become one, and so do constants. Nothing here compares their addresses.
const FOLD: [&str; 2] = ["-Wl,--icf=all", "-Wl,--ignore-data-address-equality"];

/// Whether the program is for this machine, and linked by its usual linker.
fn is_for_this_machine() -> bool {
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    let target = env::var("TARGET").unwrap_or_default();
    target.ends_with("-linux-gnu")
        && env::var("HOST").is_ok_and(|host| host == target)
        && env::var_os("RUSTC_LINKER").is_none()
}

/// Whether the linker takes these arguments: an empty program is linked with them.
fn links(arguments: &[&str], folder: &Path) -> bool {
    let source = folder.join("empty.rs");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    fs::write(&source, "fn main() {}").is_ok()
        && Command::new(rustc)
            .args(flags.split('\x1f').filter(|flag| !flag.is_empty()))
            .args(
                arguments
                    .iter()
                    .map(|argument| format!("-Clink-arg={argument}")),
            )
            .arg("-o")
            .arg(folder.join("empty"))
            .arg(source)
            .output()
            .is_ok_and(|linked| linked.status.success())
}

/// The version of this machine's glibc, as `getconf` says it: "glibc 2.36". Since that one it reads relocations in their
/// packed form, half a megabyte less; a linker that does not know the form leaves them as they are.
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let said = String::from_utf8(said.ok()?.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
