//! Bad input through the real program: a sentence each, nothing lost, no panic.
//!
//! What the readers themselves refuse is tested beside them (`src/core/data/tests/hostile.rs`), and words
//! at the prompt in `tests/lab/run.rs`; here are strangers' files and places that take nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use aegan_lab::session::{Session, recover};

fn lab(place: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aegan-lab"));
    command
        .current_dir(place)
        .env_clear()
        .env("HOME", place)
        // No journal can be kept there: what a command leaves behind is its own.
        .env("XDG_STATE_HOME", "/dev/null")
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::null());
    command
}

/// What the program says to these commands, on one line; it must not panic.
fn said(place: &Path, arguments: &[&str], status: i32) -> String {
    let output = lab(place).args(arguments).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {text}");
    assert!(!text.contains("panicked"), "{arguments:?}: {text}");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A small session, and the folder that it is in.
fn session() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let commands = "build gan batch=2 latent=2; step 2; disc 1; note Hello; save a.ron";
    said(folder.path(), &["-c", commands], 0);
    let text = fs::read_to_string(folder.path().join("a.ron")).unwrap();
    (folder, text)
}

#[test]
fn strangers_sessions_are_refused_with_a_sentence() {
    let (folder, text) = session();
    let place = folder.path();
    let half = text.len() / 2;
    let picture = text.find("width: 28, height: 28").unwrap();
    let wide = format!(
        "{}width: 16384, height: 1024{}",
        &text[..picture],
        &text[picture + 21..]
    );
    let many = text.replace(
        "entries: [",
        &format!(
            "entries: [{}",
            "(line:\"note\",at:0,seconds:0,step:0,digest:None,events:[]),".repeat(300)
        ),
    );
    assert!(Session::parse(&many).is_ok(), "many entries are no harm");
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("cut off", text.as_bytes()[..half].to_vec(), "is cut off"),
        (
            "cut within its head",
            text.as_bytes()[..300].to_vec(),
            "is cut off",
        ),
        ("empty", Vec::new(), "is cut off"),
        (
            "newer",
            text.replace("format: 1,", "format: 3,").into_bytes(),
            "has format 3, and this program reads formats up to 2",
        ),
        (
            "absurdly new",
            text.replace("format: 1,", "format: 99999999999999999999999,")
                .into_bytes(),
            "its format is",
        ),
        (
            "absurd step",
            text.replace("step: 2,", "step: 18446744073709551615,")
                .into_bytes(),
            "too many to be true",
        ),
        ("absurd pictures", wide.into_bytes(), "line"),
        (
            "a bomb of pictures",
            text.replace(
                "entries: [",
                &format!(
                    "entries: [{}",
                    "(width:16384,height:1024,channels:1,pixels:\"\"),".repeat(70)
                ),
            )
            .into_bytes(),
            "more pictures than can be unpacked",
        ),
        (
            "negative time",
            text.replacen("at: 0.0", "at: -1e30", 1).into_bytes(),
            "which is not a valid time",
        ),
        (
            "deep",
            format!("(format: 1, x: {}", "[".repeat(100_000)).into_bytes(),
            "nested deeper",
        ),
        ("no text", vec![0xff, 0xfe, 0, 1], "not UTF-8"),
        (
            "another file",
            b"[package]\nname = 'x'\n".to_vec(),
            "not a session",
        ),
        (
            "a path",
            text.replace("file: \"a.", "file: \"../a.").into_bytes(),
            "not the bare name",
        ),
        (
            "no recipe",
            text.replace("build gan", "build vqgan").into_bytes(),
            "no recipe 'vqgan'",
        ),
    ];
    for (what, content, sentence) in cases {
        fs::write(place.join("b.ron"), &content).unwrap();
        // A replay needs no recipe and no weights, the others do.
        let commands: &[&str] = match what {
            "no recipe" => &["verify"],
            "a path" => &["load"],
            _ => &["load", "replay", "verify"],
        };
        for command in commands {
            let line = format!("{command} b.ron");
            // What cannot be computed again is not what was recorded.
            let status = if (what, *command) == ("no recipe", "verify") {
                3
            } else {
                1
            };
            let found = said(place, &["-c", &format!("build ae batch=2; {line}")], status);
            assert!(found.contains(sentence), "{what}, {command}: {found}");
            assert!(
                found.len() < 2000,
                "{what}: {} bytes of excuse",
                found.len()
            );
        }
    }
}

#[test]
fn a_strangers_session_runs_no_command_behind_another() {
    let (folder, text) = session();
    let place = folder.path();
    let hidden = text.replace("line: \"step 2\"", "line: \"step 2; export grid x.png\"");
    assert_ne!(text, hidden);
    let weights = &hidden[hidden.find("checkpoint:").unwrap()..hidden.find("entries:").unwrap()];
    let weightless = hidden.replace(weights, "checkpoint: None,\n    ");
    fs::write(place.join("b.ron"), weightless).unwrap();
    for arguments in [&["replay", "b.ron", "--verify"][..], &["-c", "load b.ron"]] {
        let said = said(place, arguments, 1);
        assert!(
            said.contains("an entry of a session is one command"),
            "{said}"
        );
        assert!(!place.join("x.png").exists());
    }
}

#[test]
fn a_file_that_is_no_session_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::write(place.join("notes.txt"), "mine").unwrap();
    fs::write(place.join("ae.ron"), "mine").unwrap();
    for save in ["save notes.txt", "save", "save ae"] {
        let said = said(place, &["-c", &format!("build ae batch=2; {save}")], 1);
        assert!(said.contains("exists and is not a session"), "{said}");
    }
    for name in ["notes.txt", "ae.ron"] {
        assert_eq!(fs::read_to_string(place.join(name)).unwrap(), "mine");
    }
    // Another run's session is written over where its name is typed.
    said(place, &["-c", "build gan batch=2; save; step 1; save"], 0);
    let refused = said(place, &["-c", "build gan batch=2; save"], 1);
    assert!(
        refused.contains("'gan.ron' holds another session"),
        "{refused}"
    );
    said(place, &["-c", "build gan batch=2; save gan.ron"], 0);
}

#[test]
fn a_script_that_is_too_long_runs_not_even_in_part() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::write(place.join("long.lab"), "note a\n".repeat(200_000)).unwrap();
    let said = said(place, &["-c", "source long.lab"], 1);
    assert!(
        said.contains("is too long") && !said.contains("> note"),
        "{said}"
    );
}

#[test]
fn wrong_hashes_are_told() {
    let (folder, text) = session();
    let place = folder.path();
    let weights = fs::read_dir(place).unwrap().map(|f| f.unwrap().path());
    let weights = weights.filter(|p| p.extension().is_some_and(|e| e == "safetensors"));
    let weights = weights.last().unwrap();
    let mut bytes = fs::read(&weights).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&weights, &bytes).unwrap();
    assert!(said(place, &["-c", "load a.ron"], 1).contains("is not the checkpoint that was saved"));
    fs::write(&weights, &bytes[..last]).unwrap();
    assert!(said(place, &["-c", "load a.ron"], 1).contains("changed or cut off"));
    fs::remove_file(&weights).unwrap();
    assert!(said(place, &["-c", "load a.ron"], 1).contains("there is no file"));
    // The record is whole without the weights; what it says of them cannot be checked any more.
    said(place, &["-c", "replay a.ron"], 0);
    assert!(said(place, &["-c", "verify a.ron"], 3).contains("is not there"));
    let digest = text
        .split("digest: \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    fs::write(place.join("b.ron"), text.replace(digest, &"0".repeat(64))).unwrap();
    let found = said(place, &["-c", "verify b.ron"], 3);
    assert!(
        found.contains("differs: the data 'digits' are not those"),
        "{found}"
    );
}

#[test]
fn escapes_in_a_strangers_session_never_reach_the_terminal() {
    let (folder, text) = session();
    let place = folder.path();
    let evil = "\\u{1b}]0;owned\\u{7}\\u{1b}[2J\\u{9b}31m\\r\\u{202e}";
    for field in [
        "recipe: \"gan",
        "name: \"digits",
        "program: \"aegan",
        "text: \"Hello",
        "line: \"note Hello",
        "title: \"",
    ] {
        let at = text.replace(field, &format!("{field}{evil}"));
        if at == text {
            continue;
        }
        fs::write(place.join("b.ron"), &at).unwrap();
        for arguments in [
            &["replay", "b.ron"][..],
            &["--format", "json", "replay", "b.ron"],
            &["replay", "b.ron", "--verify"],
            &["-c", "load b.ron"],
        ] {
            let output = lab(place).args(arguments).output().unwrap();
            for stream in [output.stdout, output.stderr] {
                let shown = String::from_utf8(stream).unwrap();
                let bad = shown.chars().find(|c| c.is_control() && *c != '\n');
                assert_eq!(bad, None, "{field} {arguments:?}: {shown:?}");
            }
        }
    }
    // Nor do those of a script, or those that come as names.
    fs::write(place.join("red.lab"), "note \u{1b}[31mred\u{7}\n").unwrap();
    for arguments in [
        ["-c", "note \u{1b}[31mred"],
        ["run", "red.lab"],
        ["-c", "source red.lab"],
    ] {
        let found = lab(place).args(arguments).output().unwrap();
        assert_eq!(found.status.code(), Some(0));
        let shown = String::from_utf8(found.stdout).unwrap();
        assert!(!shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
    }
    for name in ["\u{1b}[2Jx", "a\rb"] {
        let output = lab(place)
            .args(["-c", &format!("load '{name}'")])
            .output()
            .unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        let error = shown.lines().skip(1).collect::<String>();
        assert!(!error.contains(['\u{1b}', '\r']), "{error:?}");
    }
}

#[test]
fn a_strangers_journal_is_refused_or_read_as_far_as_it_goes() {
    let (folder, text) = session();
    let journal = folder.path().join("x.journal");
    let read = |content: &str| {
        fs::write(&journal, content).unwrap();
        recover(&journal)
    };
    let body = text.split_once("unwrap_variant_newtypes)]").unwrap().1;
    let head = format!("Lab{}\n", body.trim().replace('\n', " "));
    let whole = read(&head).unwrap();
    assert!(!whole.torn && whole.session.entries.len() == 4, "{whole:?}");
    assert!(read(&format!("{head}Step(3)\nStep(")).unwrap().torn);
    assert_eq!(
        read(&format!("{head}Step(3)\nrubbish\nStep(4)\n"))
            .unwrap()
            .marks,
        1
    );
    for (content, word) in [
        ("", "has no head"),
        ("Step(1)\n", "has no head"),
        (&head.replace("format: 1", "format: 7"), "format 7"),
        ("\u{1b}[2J\n", "not a session"),
    ] {
        let sentence = read(content).unwrap_err().to_string();
        assert!(
            sentence.contains(word) && !sentence.contains('\u{1b}'),
            "{content:?}: {sentence}"
        );
    }
}

#[test]
fn data_that_lie_or_are_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let found = said(place, &["-c", "data ."], 1);
    assert!(found.contains("has no training images"), "{found}");
    let file = place.join("train-images-idx3-ubyte");
    for (header, body, sentence) in [
        ([2051_u32, 60_000, 28, 28], 100_usize, "is cut short"),
        ([2051, u32::MAX, 28, 28], 100, "more than 1 GiB"),
        ([2051, 2, 28, 28], 5000, "is longer than"),
        ([2051, 1, u32::MAX, 1], 4, "sides of 1 to 1024"),
        ([2049, 4, 0, 0], 4, "is not an IDX file of images"),
    ] {
        let mut content: Vec<u8> = header.iter().flat_map(|n| n.to_be_bytes()).collect();
        content.resize(16 + body, 7);
        fs::write(&file, content).unwrap();
        let found = said(
            place,
            &["-c", "build ae batch=2; data .; build ae batch=2"],
            1,
        );
        assert!(found.contains(sentence), "{header:?}: {found}");
        let found = said(place, &["--data", ".", "-c", "build ae"], 1);
        assert!(found.contains(sentence), "--data, {header:?}: {found}");
    }
}

#[test]
fn places_that_take_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    // Nobody writes under /proc, not even root.
    let before = "build gan batch=2 latent=2; step 1";
    for (command, sentence) in [
        ("save /proc/a.ron", "cannot be written"),
        ("export grid /proc/a.png", "cannot be written"),
        ("export samples 2 /proc/a.idx.gz", "cannot be written"),
        ("export session /proc/a.ron", "cannot be written"),
        ("save /dev/null/a.ron", "is not a directory"),
        ("save .", "directory"),
        ("export grid no/such/a.png", "no/such"),
    ] {
        let found = said(place, &["-c", &format!("{before}; {command}")], 1);
        assert!(found.contains(sentence), "{command}: {found}");
    }
    assert_eq!(
        fs::read_dir(place).unwrap().count(),
        0,
        "something was left behind"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_neither_the_old_session_nor_the_lab() {
    let (folder, text) = session();
    let place = folder.path();
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = lab(place)
        .args(["-c", "help; nets"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    // No file may grow beyond 64 kB: the weights do not fit, the journal soon does not.
    let script = "load a.ron\nstep 1\nsave a.ron";
    let status = Command::new("sh")
        .current_dir(place)
        .env("HOME", place)
        // No journal can be kept there: what a command leaves behind is its own.
        .env("XDG_STATE_HOME", "/dev/null")
        .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" run -"])
        .arg(env!("CARGO_BIN_EXE_aegan-lab"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .and_then(|mut child| {
            use std::io::Write;
            child.stdin.take().unwrap().write_all(script.as_bytes())?;
            child.wait_with_output()
        })
        .unwrap();
    let found = String::from_utf8_lossy(&status.stderr).into_owned();
    assert_eq!(status.status.code(), Some(1), "{found}");
    assert!(found.contains("cannot be written"), "{found}");
    assert_eq!(fs::read_to_string(place.join("a.ron")).unwrap(), text);
    said(place, &["-c", "load a.ron; expect step == 2"], 0);
    let left: Vec<_> = fs::read_dir(place)
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
#[cfg(not(feature = "cuda"))]
fn a_gpu_asked_of_a_program_without_cuda_is_told_how_to_get_one() {
    let place = tempfile::tempdir().unwrap();
    let text = said(place.path(), &["--device", "cuda", "-c", "nets"], 2);
    assert!(
        text.contains("built without CUDA") && text.contains("--features cuda"),
        "{text}"
    );
    let text = said(place.path(), &["-c", "show device"], 0);
    for word in ["instruction set", "cores", "threads", "gpu"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}
