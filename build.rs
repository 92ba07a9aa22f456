//! Compresses the records of the lessons, which are most of their size: the program carries them packed.

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use flate2::{Compression, write::ZlibEncoder};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=sessions");
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    for entry in fs::read_dir("sessions")? {
        let record = entry?.path();
        if record.extension().is_some_and(|kind| kind == "ron") {
            let name = record.with_extension("ron.zlib");
            let name = name.file_name().ok_or("a file has a name")?;
            pack(&record, &Path::new(&out).join(name))
                .map_err(|error| format!("{}: {error}", record.display()))?;
        }
    }
    Ok(())
}

fn pack(record: &Path, packed: &Path) -> Result<(), Box<dyn Error>> {
    let mut encoder = ZlibEncoder::new(File::create(packed)?, Compression::best());
    encoder.write_all(&fs::read(record)?)?;
    encoder.finish()?;
    Ok(())
}
