//! Ends that nobody asked for: a kill in the middle of a save, a signal in the middle of a run, a
//! line that drops. What was done is still there.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::support::emulated::{Terminal, command};
use crate::support::screen::{LAB, last_mark};

fn lab(place: &Path, arguments: &[&str]) -> Command {
    // Whoever runs the tests may ignore signals, as a background job and 'nohup' do; what they run would, too.
    let mut command = Command::new("env");
    command
        .args(["--default-signal=HUP,INT,TERM", LAB])
        .current_dir(place)
        .args(["--data", "ring"])
        .args(arguments)
        .env_clear()
        .env("HOME", place)
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn ran(place: &Path, commands: &str) -> Output {
    lab(place, &["-c", commands]).output().unwrap()
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Names in a folder that end so.
fn named(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|file| file.unwrap().path())
        .filter(|path| path.to_str().unwrap().ends_with(end))
        .collect();
    found.sort();
    found
}

#[test]
fn a_kill_in_the_middle_of_a_save_leaves_a_whole_session() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let script = place.join("saves.lab");
    let saves = "step 1\nsave a.ron\n".repeat(3000);
    fs::write(&script, format!("build gan batch=2 latent=2\n{saves}")).unwrap();
    let mut steps = std::collections::BTreeSet::new();
    let mut torn = 0;
    for round in 0..12_u64 {
        let mut child = lab(place, &["--format", "json", "run", "saves.lab"])
            .spawn()
            .unwrap();
        // It saves without a pause; the moment of the kill is some time after some save.
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut saves = 0;
        while saves < 1 + round % 4 {
            let line = lines.next().unwrap().unwrap();
            saves += u64::from(line.contains("\"event\":\"saved\""));
        }
        std::thread::sleep(Duration::from_micros(round * 997 % 7919));
        child.kill().unwrap();
        child.wait().unwrap();
        torn += named(place, "")
            .iter()
            .filter(|p| p.to_str().unwrap().contains(".aegan-"))
            .count();
        let output = ran(place, "load a.ron; expect step > 0; show session");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "round {round}:\n{text}");
        let loaded = text.split("loaded a.ron · step ").nth(1).unwrap();
        steps.insert(loaded.split(' ').next().unwrap().to_owned());
        // The start after it has found what the kill left.
        let record = fs::read_to_string(place.join("a.ron")).unwrap();
        for left in named(place, "") {
            let name = left.file_name().unwrap().to_str().unwrap();
            assert!(!name.contains(".aegan-"), "round {round}: {name}");
            let weights = name.ends_with(".safetensors");
            assert!(!weights || record.contains(name), "round {round}: {name}");
        }
    }
    // Whether a kill came in the middle is chance; that kills came at different times is not.
    assert!(steps.len() > 1, "{steps:?}");
    println!("12 kills, {torn} in the middle of a write; steps loaded: {steps:?}");
}

#[test]
fn an_interrupt_ends_a_script_with_130_and_its_steps_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    for (name, status) in [("INT", 130), ("TERM", 130), ("HUP", 130)] {
        let mut child = lab(
            folder.path(),
            &[
                "--format",
                "json",
                "-c",
                "build gan batch=4\nrun\nnote never",
            ],
        )
        .spawn()
        .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut seen = lines.by_ref().map(Result::unwrap);
        assert!(seen.any(|line| line.contains("\"event\":\"progress\"")));
        signal(&child, name);
        let rest: Vec<String> = seen.collect();
        assert_eq!(
            child.wait().unwrap().code(),
            Some(status),
            "{name}: {rest:?}"
        );
        let last: serde_json::Value = serde_json::from_str(rest.last().unwrap()).unwrap();
        assert_eq!(last["event"], "stepped", "{name}: {rest:?}");
        assert_eq!(last["interrupted"], true);
        let steps = last["steps"].as_u64().unwrap();
        assert!(steps > 0);
        // What it had done is not lost: the journal has it, and another script goes on with it.
        let left = journals(folder.path());
        let [journal] = &left[..] else {
            panic!("{name}: {left:?}");
        };
        let went_on = ran(
            folder.path(),
            &format!("load '{}'; expect step == {steps}", journal.display()),
        );
        assert!(went_on.status.success(), "{name}: {went_on:?}");
        fs::remove_file(journal).unwrap();
    }
}

/// The prompt in a terminal, at home in `place`.
fn prompt(place: &Path) -> Terminal {
    let mut command = command(LAB, &["--plain", "--data", "ring"], "xterm-256color");
    command.cwd(place);
    command.env("HOME", place);
    let terminal = Terminal::start(command, 200, 40);
    terminal.shows("Ctrl-D leaves");
    terminal
}

fn journals(place: &Path) -> Vec<PathBuf> {
    named(&place.join(".local/state/aegan-lab/journals"), ".journal")
}

#[test]
fn a_dropped_line_in_the_middle_of_a_run_loses_nothing_and_the_next_lab_offers_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let mut terminal = prompt(place);
    terminal.enter("build gan batch=4");
    terminal.shows("ledger · step 0");
    terminal.enter("step 3");
    terminal.shows("3 steps in");
    terminal.enter("run");
    terminal.until("progress", |screen, _| {
        screen.contains("/s · d_") || screen.contains("/s ·")
    });
    let kept = journals(place);
    assert_eq!(kept.len(), 1, "{kept:?}");
    let folder = place.join(".local/state/aegan-lab/journals");
    while last_mark(&folder) < 20 {
        std::thread::yield_now();
    }
    terminal.hang_up();
    let steps = last_mark(&folder);
    assert!(steps >= 20);

    let mut terminal = prompt(place);
    // The offer is there at once, or after the first line if the lab was slow to look.
    terminal.enter("help quit");
    terminal.shows("leave the lab");
    let screen = terminal.shows("a lab ended without saving");
    assert!(screen.contains("'load"), "{screen}");
    terminal.enter(&format!("load \"{}\"", kept[0].display()));
    terminal.shows(&format!("step {steps} · weights"));
    terminal.enter(&format!("expect step == {steps}"));
    terminal.shows("as expected");
    terminal.enter("save kept.ron");
    terminal.shows("saved kept.ron");
    terminal.enter("verify kept.ron");
    terminal.shows("bit for bit");
    terminal.enter("quit");
    assert_eq!(terminal.end().0, 0);
    // What was saved is lost no more.
    assert!(journals(place).is_empty());
}

#[test]
fn a_kill_leaves_a_journal_and_a_clean_end_leaves_none() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let mut terminal = prompt(place);
    terminal.enter("build gan batch=4; step 5");
    terminal.shows("5 steps in");
    assert_eq!(journals(place).len(), 1);
    terminal.enter("quit!");
    assert_eq!(terminal.end().0, 0);
    assert!(journals(place).is_empty());

    let mut terminal = prompt(place);
    terminal.enter("build gan batch=4; step 5");
    terminal.shows("5 steps in");
    let status = Command::new("kill")
        .args(["-KILL", &terminal.pid().to_string()])
        .status();
    assert!(status.unwrap().success());
    terminal.end();
    let kept = journals(place);
    let output = ran(
        place,
        &format!("load '{}'; expect step == 5", kept[0].display()),
    );
    assert!(output.status.success(), "{output:?}");
    // A line that was being written when the power went is left out.
    let text = fs::read_to_string(&kept[0]).unwrap();
    // How much of the second line stands there depends on when the kill came.
    let built = text.find("\nBegan(").unwrap();
    let cut_at = |cut: usize| {
        let cut = (0..=cut).rev().find(|at| text.is_char_boundary(*at));
        fs::write(place.join("cut.journal"), &text[..cut.unwrap()]).unwrap();
        let output = ran(place, "load cut.journal; expect step <= 5");
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), said)
    };
    for cut in [text.len() - 1, text.len() - 30, built + 3, built + 1] {
        let (code, said) = cut_at(cut);
        assert_eq!(code, Some(0), "{cut}: {said}");
    }
    // Where even the first line is torn there is no run, which is a sentence.
    let (code, said) = cut_at(built - 9);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the session builds nothing"), "{said}");
}

#[test]
fn a_lost_lab_is_offered_until_its_own_work_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let mut terminal = prompt(place);
    terminal.enter("build gan batch=4; step 5");
    terminal.shows("5 steps in");
    let status = Command::new("kill")
        .args(["-KILL", &terminal.pid().to_string()])
        .status();
    assert!(status.unwrap().success());
    drop(terminal);
    let left = journals(place);
    let [journal] = &left[..] else {
        panic!("{left:?}");
    };
    // What was saved is not what was lost.
    for other in [
        "data moons; build gan batch=4; step 1; save other.ron",
        "load other.ron; step 1; save more.ron",
    ] {
        let output = ran(place, &format!("load '{}'; {other}", journal.display()));
        assert!(output.status.success(), "{output:?}");
        assert_eq!(journals(place), left);
    }
    let output = ran(
        place,
        &format!("load '{}'; save mine.ron", journal.display()),
    );
    assert!(output.status.success(), "{output:?}");
    assert!(journals(place).is_empty());
}
