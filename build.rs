//! What makes the program smaller: the records of the lessons and its own addresses are packed.

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::{Compression, write::ZlibEncoder};

fn main() -> Result<(), Box<dyn Error>> {
    for input in ["build.rs", "sessions"] {
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
