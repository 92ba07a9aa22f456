//! Scripts with checked transcripts, whichever way they come in.
//!
//! `UPDATE=1 cargo test --test lab scripts::` writes the transcripts anew. What is compared:
//! - words exactly, wherever lines are broken;
//! - whole numbers exactly; numbers with a point within 2 %, or 0.006 near zero;
//! - pictures and charts glyph by glyph, of which one in ten may differ;
//! - not at all: times and rates, the device, digests. They stand as `…` in the transcripts.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts")
}

/// A folder of its own for a script, with what it finds beside it.
pub fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for file in fs::read_dir(folder().join("beside")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), place.path().join(file.file_name())).unwrap();
    }
    place
}

pub fn lab(place: &Path, arguments: &[&str], input: Option<&str>) -> (String, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aegan-lab"))
        .current_dir(place)
        .args(arguments)
        .env_clear()
        .env("LANG", "C.UTF-8")
        .env("HOME", place)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.unwrap_or("").as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    // Of what fails there is one line more, beside the transcript.
    let failed = arguments.contains(&"text") || !arguments.contains(&"--format");
    let errors = String::from_utf8(output.stderr).unwrap();
    let lines = usize::from(failed && output.status.code() == Some(1));
    assert_eq!(errors.lines().count(), lines, "{errors}");
    // Where the script lies is nobody's business here.
    let errors = errors.rsplit('/').next().unwrap_or_default();
    (
        String::from_utf8(output.stdout).unwrap() + errors,
        output.status.code(),
    )
}

/// What stands between two blanks, in a form that can be compared.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Word(String),
    Whole(String),
    Point(f64),
    Masked,
}

fn parts(token: &str, into: &mut Vec<Part>) {
    let mut rest = token;
    while !rest.is_empty() {
        let end = |of: &dyn Fn(char) -> bool| rest.find(|c| !of(c)).unwrap_or(rest.len());
        let digits = end(&|c| c.is_ascii_digit() || c == '.');
        let found = if rest.starts_with(|c: char| c.is_ascii_digit()) {
            let number = &rest[..digits];
            into.push(match number.parse() {
                Ok(value) if number.contains('.') => Part::Point(value),
                _ => Part::Whole(number.to_owned()),
            });
            digits
        } else if rest.starts_with('…') {
            into.push(Part::Masked);
            '…'.len_utf8()
        } else {
            let word = end(&|c| !c.is_ascii_digit() && c != '…').max(1);
            into.push(Part::Word(rest[..word].to_owned()));
            word
        };
        rest = &rest[found..];
    }
}

/// Block elements, braille and lines: what pictures and charts are made of.
fn is_glyph(c: char) -> bool {
    ('\u{2500}'..='\u{259f}').contains(&c)
        || ('\u{2800}'..='\u{28ff}').contains(&c)
        || ('\u{1fb00}'..='\u{1fbff}').contains(&c)
}

/// Leaves out what differs from run to run and from machine to machine.
fn mask(transcript: &str) -> String {
    let lines = transcript.lines().map(|line| {
        let tokens: Vec<&str> = line.split(' ').collect();
        let mut masked: Vec<String> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let next = tokens.get(at + 1).copied();
            let before = at.checked_sub(1).map_or("", |at| tokens[at]);
            let number = token.starts_with(|c: char| c.is_ascii_digit());
            let digest =
                token.len() >= 12 && token.chars().all(|c| c.is_ascii_hexdigit() || c == '…');
            let device = before == "cpu" || token.starts_with('×') && tokens.contains(&"cpu");
            if digest || device || number && (next == Some("s") || token.ends_with("/s")) {
                masked.push("…".to_owned());
            } else {
                masked.push((*token).to_owned());
            }
        }
        masked.join(" ").trim_end().to_owned() + "\n"
    });
    lines.collect()
}

/// Fails with the first thing that differs.
fn compare(name: &str, expected: &str, found: &str) {
    let take = |text: &str| {
        let mut all = Vec::new();
        let mut glyphs = String::new();
        for token in text.split_whitespace() {
            if token.chars().any(is_glyph) {
                glyphs.extend(token.chars().filter(|c| is_glyph(*c)));
            } else {
                parts(token, &mut all);
            }
        }
        (all, glyphs)
    };
    let fresh = "if that is right: UPDATE=1 cargo test --test lab scripts::";
    let ((a, art_a), (b, art_b)) = (take(expected), take(found));
    for (at, (was, is)) in a.iter().zip(&b).enumerate() {
        let same = match (was, is) {
            (Part::Point(x), Part::Point(y)) => (x - y).abs() <= (x.abs() * 0.02).max(0.006),
            (was, is) => was == is,
        };
        let around = &a[at.saturating_sub(6)..at];
        assert!(
            same,
            "{name}: {was:?} became {is:?} after {around:?}; {fresh}\n{found}"
        );
    }
    assert_eq!(
        a.len(),
        b.len(),
        "{name} ends early or late; {fresh}\n{found}"
    );
    // Blanks are left out: an edge that moves shifts what follows by a glyph or two.
    let (before, now) = (art_a.chars().count(), art_b.chars().count());
    let differ = before.abs_diff(now)
        + art_a
            .chars()
            .zip(art_b.chars())
            .filter(|(x, y)| x != y)
            .count();
    let alike = before.abs_diff(now) * 10 <= before && (before != now || differ * 10 <= before);
    assert!(alike, "{name}: the pictures differ; {fresh}\n{found}");
}

#[test]
fn transcripts_are_as_they_were() {
    let mut checked = 0;
    for file in fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|e| e != "lab") {
            continue;
        }
        let place = place();
        let (text, status) = lab(place.path(), &["run", path.to_str().unwrap()], None);
        let found = format!("{}exit status {}\n", mask(&text), status.unwrap());
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(
            name.contains("failure"),
            status == Some(1),
            "{name}:\n{found}"
        );
        let kept = path.with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&kept, &found).unwrap();
        }
        let expected = fs::read_to_string(&kept).unwrap_or_default();
        compare(&name, &expected, &found);
        checked += 1;
    }
    assert!(checked >= 7, "the scripts are somewhere else");
}

#[test]
fn the_comparison_sees_what_it_should() {
    let differs = |a: &str, b: &str| std::panic::catch_unwind(|| compare("a", a, b)).is_err();
    assert!(!differs("loss 0.501 at step 3", "loss 0.505\nat step 3"));
    assert!(differs("loss 0.501", "loss 0.551"));
    assert!(differs("at step 3", "at step 4"));
    assert!(differs("at step 3", "at step"));
    assert!(!differs("▀▄█▀▄█▀▄█▀▄", "▀▄█▀▄█▀▄█▀█"));
    assert!(differs("▀▄█▀▄█▀▄█▀▄", "██████▀▄█▀▄"));
    let masked = mask("3 steps in 0.06 s · 48/s · cpu avx512 ×2 · digest 0123456789abcdef…");
    assert_eq!(masked, "3 steps in … s · … · cpu … … · digest …\n");
}

#[test]
fn a_script_is_the_same_from_a_file_an_argument_and_standard_input() {
    let file = folder().join("language.lab");
    let script = fs::read_to_string(&file).unwrap();
    let run = |arguments: &[&str], input: Option<&str>| {
        let (text, status) = lab(place().path(), arguments, input);
        assert_eq!(status, Some(0), "{arguments:?}:\n{text}");
        text
    };
    let from_file = run(&["run", file.to_str().unwrap()], None);
    assert!(from_file.contains("> note one; note \"two; still two\""));
    assert_eq!(run(&["run", "-"], Some(&script)), from_file);
    assert_eq!(run(&[], Some(&script)), from_file);
    assert_eq!(run(&["-c", &script], None), from_file);
    let dos = script.replace('\n', "\r\n");
    assert_eq!(run(&[], Some(&dos)), from_file);
}

#[test]
fn every_line_of_json_is_an_event() {
    const KNOWN: [&str; 18] = [
        "said",
        "listing",
        "entered",
        "built",
        "changed",
        "phase",
        "progress",
        "stepped",
        "gallery",
        "plane",
        "scores",
        "ledger",
        "curves",
        "saved",
        "loaded",
        "exported",
        "expected",
        "evaluated",
    ];
    let mut seen = std::collections::BTreeSet::new();
    for name in [
        "gan",
        "session",
        "plane",
        "measured",
        "failure",
        "source_failure",
    ] {
        let place = place();
        let mut file = folder().join(format!("{name}.lab"));
        // The pictures of `eval.lab` take long; an event of points looks the same.
        if name == "measured" {
            file = place.path().join("measured.lab");
            fs::write(
                &file,
                "data ring\nbuild gan batch=16\nstep 5\neval 200\ndoctor",
            )
            .unwrap();
        }
        let arguments = ["--format", "json", "run", file.to_str().unwrap()];
        let (text, status) = lab(place.path(), &arguments, None);
        assert_eq!(status, Some(i32::from(name.contains("failure"))), "{text}");
        for line in text.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let event = value["event"].as_str().unwrap();
            seen.insert(event.to_owned());
            match event {
                "stepped" => {
                    assert!(value["steps"].as_u64() > Some(0) && value["step"].is_u64());
                    let series = value["series"].as_object().unwrap();
                    assert!(series.values().all(serde_json::Value::is_number), "{line}");
                }
                "saved" => {
                    let path = value["path"].as_str().unwrap();
                    assert!(place.path().join(path).is_file(), "{line}");
                    let digest = value["digest"].as_str().unwrap();
                    assert!(digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit()));
                }
                "error" => {
                    assert!(!value["message"].as_str().unwrap().is_empty());
                    let at = if name == "failure" { 6 } else { 3 };
                    assert_eq!(value["line"], at, "{line}");
                    assert_eq!(text.lines().last(), Some(line), "nothing follows a failure");
                }
                other => assert!(KNOWN.contains(&other), "{line}"),
            }
        }
    }
    for event in [
        "stepped",
        "saved",
        "loaded",
        "error",
        "gallery",
        "plane",
        "exported",
        "evaluated",
    ] {
        assert!(seen.contains(event), "no script gives '{event}': {seen:?}");
    }
}
