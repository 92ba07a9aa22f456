//! Numbers at the edge of what can be: batches, sizes of pictures, memory, threads; a sentence each.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the program says when it is run so, on one line, and how it ends.
fn ended(command: &mut Command, place: &Path) -> (String, Option<i32>) {
    let output = command
        .current_dir(place)
        .env_clear()
        .env("HOME", place)
        .env("XDG_STATE_HOME", "/dev/null")
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!text.contains("panicked"), "{text}");
    (text, output.status.code())
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_aegan-lab");

fn lab(place: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    ended(Command::new(PROGRAM).args(arguments), place)
}

/// A folder of so many pictures of so many rows and columns to learn from, and one held out.
fn pictures(place: &Path, name: &str, [count, rows, columns]: [u32; 3]) {
    let folder = place.join(name);
    fs::create_dir(&folder).unwrap();
    for (file, count) in [("train", count), ("t10k", 1)] {
        let header = [2051, count, rows, columns];
        let mut content: Vec<u8> = header.iter().flat_map(|n| n.to_be_bytes()).collect();
        let pixels = (count * rows * columns) as usize;
        content.extend((0..pixels).map(|i| (i * 7 % 256) as u8));
        fs::write(folder.join(format!("{file}-images-idx3-ubyte")), content).unwrap();
    }
}

#[test]
fn batches_of_none_of_one_and_of_too_many() {
    let place = tempfile::tempdir().unwrap();
    pictures(place.path(), "few", [5, 28, 28]);
    let build = "build gan gen=small batch=2";
    for (line, sentence) in [
        (
            "build gan batch=0",
            "batch takes a number from 1 to 4096, not '0'",
        ),
        ("build gan batch=4097", "from 1 to 4096, not '4097'"),
        ("build gan batch=1000000000", "from 1 to 4096"),
        (
            "build gan batch=6",
            "a batch of 6 is larger than the 5 items there are; give 5 or less",
        ),
        (&format!("{build}; set batch 0"), "from 1 to 4096, not '0'"),
        (
            &format!("{build}; set batch 6"),
            "batch=6 is larger than the 5 training items of 'few'",
        ),
    ] {
        let (found, status) = lab(place.path(), &["--data", "few", "-c", line]);
        assert_eq!(status, Some(1), "{line}: {found}");
        assert!(found.contains(sentence), "{line}: {found}");
    }
    // One item, and all items there are, are batches like any other, also to layers that compare them.
    for network in ["small", "small_std", "sn", "dcgan"] {
        let line = format!("build aegan gen={network} batch=1; step 2; set batch 5; step 2");
        let (found, status) = lab(place.path(), &["--data", "few", "-c", &line]);
        assert_eq!(status, Some(0), "{line}: {found}");
        assert!(found.contains("at step 4"), "{line}: {found}");
    }
}

#[test]
fn pictures_of_other_sides_than_those_of_mnist() {
    let place = tempfile::tempdir().unwrap();
    pictures(place.path(), "odd", [5, 30, 20]);
    for (line, seen) in [
        ("build gan batch=2; step 1; sample 1", "at step 1"),
        (
            "build ae gen=dense batch=2 latent=7; step 1; recon 1",
            "latent 7",
        ),
        ("nets", "items of [30, 20, 1]"),
    ] {
        let (found, status) = lab(place.path(), &["--data", "odd", "-c", line]);
        assert_eq!(status, Some(0), "{line}: {found}");
        assert!(found.contains(seen), "{line}: {found}");
    }
    // A run keeps the data it learns from.
    let line = "build ae batch=2; data odd; step 1; recon 1; build ae batch=2";
    let (found, status) = lab(place.path(), &["-c", line]);
    assert_eq!(status, Some(0), "{found}");
    assert!(
        found.contains("ae on digits [28, 28, 1]") && found.contains("ae on odd [30, 20, 1]"),
        "{found}"
    );
}

#[test]
fn a_code_that_memory_has_no_room_for() {
    let place = tempfile::tempdir().unwrap();
    for latent in ["1000000000", "9000000000000000000"] {
        let line = format!("build gan latent={latent}");
        let (found, status) = lab(place.path(), &["-c", &line]);
        assert_eq!(status, Some(1), "{found}");
        let words = found.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = words.split("latent=").last().unwrap();
        let fits = fits
            .strip_suffix(" fits")
            .unwrap_or_else(|| panic!("{words}"));
        assert!(fits.parse::<u64>().unwrap() > 1000, "{words}");
    }
}

/// The program may have three GB, less than such a batch takes.
#[cfg(target_os = "linux")]
#[test]
fn a_batch_that_memory_has_no_room_for() {
    let place = tempfile::tempdir().unwrap();
    let limited = |line: &str| {
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            "ulimit -v 3000000; exec \"$0\" --threads 2 -c \"$1\"",
            PROGRAM,
            line,
        ]);
        ended(&mut shell, place.path())
    };
    for line in [
        "build gan gen=dcgan batch=4096; step 1",
        "build gan gen=dcgan batch=2; step 1; set batch 4096; step 1",
    ] {
        let (found, status) = limited(line);
        assert_eq!(status, Some(1), "{line}: {found}");
        for word in ["a batch of 4096 takes about", "GiB of memory", "has room"] {
            assert!(found.contains(word), "{line}: {found}");
        }
    }
    let (found, status) = limited("build gan gen=dcgan batch=8; step 1");
    assert_eq!(status, Some(0), "{found}");
}

#[test]
fn threads_of_none_and_of_ten_thousand() {
    let place = tempfile::tempdir().unwrap();
    for threads in ["0", "10000", "99999", "two"] {
        let (found, status) = lab(place.path(), &["--threads", threads, "-c", "nets"]);
        assert_eq!(status, Some(2), "{threads}: {found}");
        let named = found.contains(&format!("'{threads}'")) && found.contains("--threads");
        assert!(named, "{threads}: {found}");
    }
    // More threads than cores are slow and right.
    let digest = |threads: &str| {
        let line = "build gan gen=small batch=40; step 2; save a.ron";
        let (found, status) = lab(place.path(), &["--threads", threads, "-c", line]);
        assert_eq!(status, Some(0), "{threads}: {found}");
        let digest = found.split("weights ").nth(1).unwrap();
        digest[..12].to_owned()
    };
    assert_eq!(digest("1"), digest("256"));
}
