//! Journals, checkpoints on the way, and what a kill leaves.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use aegan_lab::event::Event;
use aegan_lab::language::execute;
use aegan_lab::session;
use aegan_lab::shell::Shell;

use crate::support::typed::{digest, folder, over, run, trainer};

fn kept(place: &Path) -> Shell {
    let mut lab = over("ring");
    lab.keep_journals(place.join("journals"), false);
    lab
}

/// The files in a folder that end so.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).into_iter().flatten().flatten();
    all.map(|file| file.path())
        .filter(|path| path.to_str().unwrap().ends_with(end))
        .collect()
}

fn journal(place: &Path) -> PathBuf {
    let found = files(&place.join("journals"), ".journal");
    let [journal] = &found[..] else {
        panic!("{found:?}");
    };
    journal.clone()
}

#[test]
fn a_lost_lab_comes_back_from_a_checkpoint_of_its_own() {
    let (folder, file) = folder();
    let place = folder.path();
    let mut lab = kept(place);
    lab.checkpoint_every(Duration::ZERO);
    run(&mut lab, "build gan batch=4; step 6; set lr 0.001; step 3");
    lab.checkpoint_every(Duration::MAX);
    run(&mut lab, "step 2; step 4 d");
    let wanted = digest(&mut lab);
    // A lab that is killed ends like this.
    drop(lab);
    assert_eq!(files(&place.join("journals"), ".safetensors").len(), 1);
    let load = format!("load '{}'", journal(place).display());
    let mut lab = kept(place);
    let said = format!("{:?}", run(&mut lab, &load));
    assert!(said.contains("kept at step 9"), "{said}");
    assert!(!said.contains("differs from the record"), "{said}");
    assert_eq!(
        (trainer(&mut lab).state().step, digest(&mut lab)),
        (15, wanted)
    );
    run(
        &mut lab,
        &format!("save '{0}'; verify '{0}'", file("a.ron")),
    );
    lab.finish();
    // What was lost is saved: nothing is left of it.
    assert!(files(&place.join("journals"), "").is_empty());
}

#[test]
fn a_lab_that_is_lost_within_a_command_goes_on_within_it() {
    let (folder, file) = folder();
    let place = folder.path();
    let mut lab = kept(place);
    run(
        &mut lab,
        &format!(
            "build gan batch=4; step 1; save '{}' every=4",
            file("a.ron")
        ),
    );
    let mut saves = 0;
    let step = std::panic::AssertUnwindSafe(|| {
        execute(&mut lab, "step 100", &mut |event| {
            saves += usize::from(matches!(event, Event::Saved { .. }));
            assert!(saves < 2, "the power goes");
        })
    });
    std::panic::catch_unwind(step).unwrap_err();
    drop(lab);
    let journal = journal(place);
    let mut text = fs::read_to_string(&journal).unwrap();
    text += "Step(10)\nStep(11)\nSte";
    fs::write(&journal, text).unwrap();
    let mut lab = kept(place);
    let said = format!(
        "{:?}",
        run(&mut lab, &format!("load '{}'", journal.display()))
    );
    assert!(said.contains("kept at step 9"), "{said}");
    let mut whole = over("ring");
    run(&mut whole, "build gan batch=4; step 11");
    assert_eq!(
        (trainer(&mut lab).state().step, digest(&mut lab)),
        (11, digest(&mut whole))
    );
    // What was saved on the way is a session like any other.
    let mut saved = over("ring");
    run(
        &mut saved,
        &format!(
            "load '{0}'; expect step == 9; verify '{0}'; step 2",
            file("a.ron")
        ),
    );
    assert_eq!(digest(&mut saved), digest(&mut whole));
    // A stranger's journal opens no file elsewhere.
    let copy = file("copy.journal");
    fs::copy(&journal, &copy).unwrap();
    let said = format!("{:?}", run(&mut kept(place), &format!("load '{copy}'")));
    assert!(said.contains("no weights were saved"), "{said}");
}

#[test]
fn saves_on_the_way_are_as_many_as_were_asked_for() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(
        &mut lab,
        &format!("build gan batch=4; save '{}' every=3", file("a.ron")),
    );
    let saves = |events: Vec<Event>| {
        let saved = |event: &&Event| matches!(event, Event::Saved { .. });
        events.iter().filter(saved).count()
    };
    assert_eq!(saves(run(&mut lab, "step 2; step 5")), 2);
    assert_eq!(saves(run(&mut lab, "save every=0; step 9")), 1);
    run(&mut lab, "save every=2");
    // Another run is another matter.
    assert_eq!(saves(run(&mut lab, "build gan batch=4; step 9")), 0);
}

#[test]
fn a_journal_of_what_is_saved_is_not_offered() {
    let (folder, file) = folder();
    let place = folder.path();
    let journals = place.join("journals");
    for (line, needed) in [
        ("build gan batch=4", false),
        ("build gan batch=4; step 2; save 'X'; sample 3", false),
        ("build gan batch=4; step 2; save 'X'; step 1", true),
        (
            "build gan batch=4; step 2; save 'X'; build ae batch=4; step 1",
            true,
        ),
        (
            "build gan batch=4; step 2; save 'X'; build ae batch=4",
            false,
        ),
        ("build gan batch=4; step 2", true),
    ] {
        let line = line.replace('X', &file("a.ron!"));
        let mut lab = kept(place);
        run(&mut lab, &line);
        // It is not looked at while its lab lives.
        assert!(session::clear_away(&journals).is_empty());
        drop(lab);
        assert_eq!(
            session::clear_away(&journals).len(),
            usize::from(needed),
            "{line}"
        );
        assert_eq!(files(&journals, "").len(), usize::from(needed), "{line}");
        for file in files(&journals, "") {
            fs::remove_file(file).unwrap();
        }
    }
}

#[test]
fn a_journal_that_stopped_is_told_of_and_gone_at_a_clean_end() {
    let (folder, _file) = folder();
    let place = folder.path();
    // No file may grow beyond a few kB.
    let script = "build gan batch=4\nstep 3000\nnote more";
    let output = Command::new("sh")
        .current_dir(place)
        .env("HOME", place)
        .args(["-c", "trap '' XFSZ; ulimit -f 24; exec \"$@\"", "sh"])
        .args([
            env!("CARGO_BIN_EXE_aegan-lab"),
            "--data",
            "ring",
            "-c",
            script,
        ])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    let told = "the lab goes on without a crash journal";
    assert_eq!(text.matches(told).count(), 1, "{text}");
    let journals = place.join(".local/state/aegan-lab/journals");
    assert!(journals.is_dir());
    assert_eq!(files(&journals, ""), Vec::<PathBuf>::new());
}
