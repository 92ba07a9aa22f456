//! Asks `cargo check` about many types at once.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use aegan_lab::nets::Role;
use serde_json::Value;

use super::faults::{FAULTS, Fault};
use super::{Network, PLACES};

/// What rustc finds wrong with each of the networks; nothing where it accepts it.
pub fn rustc(networks: &[Network]) -> Vec<BTreeSet<String>> {
    let folder = tempfile::tempdir().unwrap();
    let source = source(networks);
    std::fs::create_dir(folder.path().join("src")).unwrap();
    std::fs::write(folder.path().join("src/lib.rs"), &source).unwrap();
    let manifest =
        "[package]\nname = \"drawn\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    std::fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    let messages = check(folder.path());
    let first = source.lines().take_while(|l| !l.contains(NETWORK)).count();
    let mut found = vec![BTreeSet::new(); networks.len()];
    for message in messages.lines() {
        let message: Value = serde_json::from_str(message).unwrap();
        let message = &message["message"];
        if message["level"] != "error" || message["spans"][0].is_null() {
            continue;
        }
        let line = line(&message["spans"][0]).unwrap_or_else(|| panic!("{message}"));
        found[line - 1 - first].insert(said(message));
    }
    found
}

/// What a line with a network begins with.
const NETWORK: &str = "const _: () = {";

/// One line a network.
fn source(networks: &[Network]) -> String {
    let mut source = "#![allow(dead_code, unused_imports)]\nuse aegan_lab::layers::*;\n".to_owned();
    for (at, place) in PLACES.iter().enumerate() {
        let sizes = place.sizes();
        writeln!(source, "const SIZES{at}: Sizes = {sizes:?};").unwrap();
    }
    // Layers that state what they take and give.
    source += "struct Takes<L, T>(L, T);
impl<T: Item, L: Spec<In = T>> Spec for Takes<L, T> {
    type In = T;
    type Out = L::Out;
    const PLAIN: Plain<'static> = L::PLAIN;
}
struct Gives<L, T>(L, T);
impl<T: Item, L: Spec<Out = T>> Spec for Gives<L, T> {
    type In = L::In;
    type Out = T;
    const PLAIN: Plain<'static> = L::PLAIN;
}
const fn is<L: Spec<In = I, Out = O>, I: Item, O: Item>() {}
";
    for network in networks {
        let item = if network.points() {
            "Flat<P>"
        } else {
            "Image<H, W, C>"
        };
        let ends = match network.role {
            Role::Encoder => format!("{item}, Flat<Z>"),
            Role::Generator => format!("Flat<Z>, {item}"),
            Role::CodeDiscriminator => "Flat<Z>, Flat<N<1>>".to_owned(),
            Role::Discriminator | Role::PairDiscriminator => format!("{item}, Flat<N<1>>"),
        };
        let (typed, place) = (&network.typed, network.place);
        writeln!(
            source,
            "{NETWORK} type L = {typed}; is::<L, {ends}>(); aegan_lab::fits!(L, SIZES{place}); }};"
        )
        .unwrap();
    }
    source
}

/// The messages of `cargo check` on a package without dependencies, which is given the library that this test is
/// linked with: nothing is built again.
fn check(package: &Path) -> String {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().unwrap();
    let library = library(folder, &test);
    let flags = [
        "--cap-lints=allow".to_owned(),
        format!("--extern=aegan_lab={}", library.display()),
        format!("-Ldependency={}", folder.display()),
    ];
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--message-format=json"])
        .current_dir(package)
        .env("CARGO_TARGET_DIR", package.join("target"))
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("could not compile `drawn`"), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The newest library that is not newer than this test.
fn library(folder: &Path, test: &Path) -> PathBuf {
    let age = |path: &Path| path.metadata().and_then(|of| of.modified()).unwrap();
    let own = age(test);
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let is = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        let ours = name.is_some_and(|name| name.starts_with("libaegan_lab-"));
        ours && path.extension().is_some_and(|of| of == "rlib") && age(path) <= own
    };
    let newest = files.filter(is).max_by_key(|path| age(path));
    newest.unwrap_or_else(|| panic!("no library in {}", folder.display()))
}

/// The line of the crate that a message is about, however many macros lie between.
fn line(span: &Value) -> Option<usize> {
    if span["file_name"] == "src/lib.rs" {
        return usize::try_from(span["line_start"].as_u64()?).ok();
    }
    line(span["expansion"].get("span")?)
}

/// What a message says, and who demands it.
fn said(message: &Value) -> String {
    let text = message["message"].as_str().unwrap().to_owned();
    let notes = message["children"].as_array().unwrap().iter();
    let notes = notes.filter_map(|note| note["message"].as_str());
    let demands = |note: &&str| note.starts_with("required for `");
    match notes.clone().find(demands) {
        Some(note) if text.starts_with("type mismatch") => format!("{text} {note}"),
        _ => text,
    }
}

/// The kind of what rustc says.
pub fn of_rustc(said: &str) -> Option<Fault> {
    let is = |wanted: &[&str]| wanted.iter().any(|words| said.contains(words));
    // What is demanded of an output reads alike: who demands it comes first.
    let first = [Fault::Between, Fault::Stated, Fault::Residual].into_iter();
    let all = first.chain(FAULTS.iter().map(|(fault, ..)| *fault));
    let words = |fault: Fault| FAULTS.iter().find(|(of, ..)| *of == fault).map(|of| of.2);
    let mut all = all.filter(|fault| words(*fault).is_some_and(is));
    all.next()
}

/// The kind of what the prompt says.
pub fn of_prompt(said: &str) -> Option<Fault> {
    let is = |(_, words, _): &&(Fault, &[&str], &[&str])| words.iter().any(|w| said.contains(w));
    FAULTS.iter().find(is).map(|(fault, ..)| *fault)
}
