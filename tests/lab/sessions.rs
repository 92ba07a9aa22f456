//! The shipped sessions: their scripts still hold, their records play without computing, and
//! computing them again gives the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use aegan_lab::event::control::Control;
use aegan_lab::lab::Device;
use aegan_lab::language::execute;
use aegan_lab::session::Session;
use aegan_lab::shell::Shell;
use aegan_lab::shell::shipped::LESSONS;

fn lab(arguments: &[&str]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_aegan-lab"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (text, output.status.code())
}

fn shipped(extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sessions");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    found.sort();
    // Each lesson is a script and its record.
    assert_eq!(found.len(), LESSONS.len(), "{found:?}");
    found
}

#[test]
fn scripts_hold_what_they_expect() {
    // Whatever the seed: CONTRIBUTING.md says how to look at eight. A lesson that is walked goes on where a check fails.
    let seeds = std::env::var("SEEDS").map_or(1, |seeds| seeds.parse().unwrap());
    for path in shipped("lab") {
        for seed in 1..=seeds {
            let seed = format!("{seed}");
            let (text, status) = lab(&["--seed", &seed, "run", path.to_str().unwrap()]);
            let path = path.display();
            assert_eq!(status, Some(0), "{path}, seed {seed}:\n{text}");
        }
    }
}

#[test]
fn records_play_and_are_the_same_when_computed_again() {
    for path in shipped("ron") {
        let (text, status) = lab(&["replay", path.to_str().unwrap()]);
        assert_eq!(status, Some(0), "{}:\n{text}", path.display());
        assert!(
            text.contains("> build ") && text.contains("> step "),
            "{text}"
        );
        // The discriminator of pairs jumps to and fro there from the third step on: on another instruction
        // set it is another run soon after the first, and nothing of it can be compared.
        let recorded = Session::read(&path).unwrap().instruction_set;
        if path.ends_with("10-translation.ron") && !Device::default().repeats(&recorded) {
            continue;
        }
        let (text, status) = lab(&["replay", path.to_str().unwrap(), "--verify"]);
        assert_eq!(status, Some(0), "{}:\n{text}", path.display());
        assert!(text.contains("the same: "), "{text}");
    }
}

#[test]
fn a_batch_that_was_walked_in_part_is_in_the_record_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let (saved, path) = (folder.path().join("b.ron"), path.to_str().unwrap());
    let walked = format!(
        "build gan gen=dense batch=8; next update; save {}; step 2; next; set lr 0.001",
        saved.display()
    );
    // What is refused has finished the batch nonetheless.
    let refused = "build ae batch=8; next batch; set lr 1000000; next nothing";
    for lines in [walked.as_str(), refused] {
        let mut shell = Shell::new("digits", 1, Control::default()).unwrap();
        for line in lines.split("; ") {
            let _ = execute(&mut shell, line, &mut |_| {});
        }
        let last = format!("step 1; export session {path}");
        execute(&mut shell, &last, &mut |_| {}).unwrap();
        let (text, status) = lab(&["replay", path, "--verify"]);
        assert_eq!(status, Some(0), "{lines}: {text}");
    }
}

#[test]
fn a_record_that_differs_is_told_with_status_3() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let path = path.to_str().unwrap();
    let (text, status) = lab(&[
        "-c",
        &format!("build ae batch=8; step 3; export session {path}"),
    ]);
    assert_eq!(status, Some(0), "{text}");
    let record = std::fs::read_to_string(path).unwrap();
    std::fs::write(path, record.replace("\"step 3\"", "\"step 2\"")).unwrap();
    let (text, status) = lab(&["replay", path, "--verify"]);
    assert_eq!(status, Some(3), "{text}");
    assert!(text.contains("differs: after 'step 2'"), "{text}");
}

#[test]
fn exit_statuses_and_json_are_as_promised() {
    assert_eq!(lab(&["-c", "smaple 9"]).1, Some(1));
    assert_eq!(lab(&["--threads", "0"]).1, Some(2));
    assert_eq!(lab(&["run", "no/such.lab"]).1, Some(2));
    let (text, status) = lab(&[
        "--format",
        "json",
        "-c",
        "build gan batch=8; step 2; expect step == 3",
    ]);
    assert_eq!(status, Some(1));
    let events: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let named = |name: &str| events.iter().find(|e| e["event"] == name).unwrap();
    assert_eq!(named("stepped")["steps"], 2);
    assert!(named("stepped")["series"]["d_loss"].is_number());
    assert_eq!(named("error")["line"], 1);
    assert!(
        named("error")["message"]
            .as_str()
            .unwrap()
            .contains("step is 2")
    );
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    use std::process::Stdio;
    let mut child = Command::new(env!("CARGO_BIN_EXE_aegan-lab"))
        .args(["-c", "help; help; nets; data; help"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A record of a machine with another instruction set, as far as `verify` can tell.
fn from_elsewhere(path: &str) -> String {
    let record = std::fs::read_to_string(path).unwrap();
    let (before, rest) = record.split_once("instruction_set: \"").unwrap();
    let (_, after) = rest.split_once('"').unwrap();
    format!("{before}instruction_set: \"elsewhere\"{after}")
}

#[test]
fn a_record_from_another_machine_passes_and_one_of_another_run_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let path = path.to_str().unwrap();
    let commands = "build gan batch=16; step 120; set lr_d 0.0003; step 60";
    let (text, status) = lab(&[
        "--data",
        "ring",
        "-c",
        &format!("{commands}; export session {path}"),
    ]);
    assert_eq!(status, Some(0), "{text}");
    let record = from_elsewhere(path);
    let verify = |record: &str| {
        std::fs::write(path, record).unwrap();
        lab(&["--data", "ring", "replay", path, "--verify"])
    };
    let (text, status) = verify(&record);
    assert_eq!(status, Some(0), "{text}");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "elsewhere",
        "first 8 steps",
        "standard deviations",
        "the same: 4",
    ] {
        assert!(text.contains(said), "no '{said}' in: {text}");
    }
    for (what, was, is) in [
        ("another seed", "seed: 1,", "seed: 2,"),
        (
            "another rate",
            "build gan batch=16",
            "build gan batch=16 lr_d=0.002",
        ),
        ("another batch", "build gan batch=16", "build gan batch=17"),
        (
            "another objective",
            "build gan batch=16",
            "build gan batch=16 loss=minimax",
        ),
        ("another rate later", "set lr_d 0.0003", "set lr_d 0.1"),
    ] {
        assert!(record.contains(was), "{what}: no '{was}' in the record");
        let (text, status) = verify(&record.replace(was, is));
        assert_eq!(status, Some(3), "{what}: {text}");
        assert!(text.contains("differs: after"), "{what}: {text}");
    }
}
