//! Whoever leaves with steps that are not saved is told once, where they see it.
#![cfg(unix)]

use std::path::Path;

use crate::support::emulated::{Terminal, command};
use crate::support::screen::LAB;

fn start(home: &Path, arguments: &[&str]) -> Terminal {
    let mut all = vec!["--data", "ring"];
    all.extend(arguments);
    let mut command = command(LAB, &all, "xterm-256color");
    command.cwd(home);
    command.env("HOME", home);
    Terminal::start(command, 200, 30)
}

#[test]
fn the_line_prompt_asks_before_steps_go() {
    let home = tempfile::tempdir().unwrap();
    for leave in ["quit\r", "\x04"] {
        let mut lab = start(home.path(), &["--plain"]);
        lab.shows("lab>");
        lab.enter("build gan batch=4; step 3");
        lab.shows("3 steps in");
        lab.press(leave);
        lab.shows("3 steps of 'gan' are not saved");
        lab.enter("expect step == 3");
        lab.shows("as expected");
        lab.press(leave);
        lab.until("the warning again", |screen, _| {
            screen.matches("are not saved").count() == 2
        });
        lab.press(leave);
        assert_eq!(lab.end().0, 0, "{leave:?}");
        // Whoever leaves by choice leaves no journal.
        let journals = home.path().join(".local/state/aegan-lab/journals");
        assert_eq!(std::fs::read_dir(journals).unwrap().count(), 0);
    }
}

#[test]
fn the_warning_of_the_screen_stays_in_sight() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = start(home.path(), &[]);
    lab.type_in("build gan batch=4\rstep 7\r");
    lab.shows("7 steps in");
    // A page of help covers the log, and the log is scrolled back.
    lab.type_in("\x1b[5~\x1b[5~\x1bOP");
    lab.shows("Esc closes");
    lab.type_in("\x04");
    lab.shows("7 steps are not saved");
    lab.type_in("\x04");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn a_lost_lab_has_a_short_name_that_is_completed() {
    let home = tempfile::tempdir().unwrap();
    for steps in [3, 5] {
        let mut lab = start(home.path(), &["--plain"]);
        lab.shows("lab>");
        lab.enter(&format!("build gan batch=4; step {steps}"));
        lab.shows(&format!("{steps} steps in"));
        let killed = std::process::Command::new("kill")
            .args(["-KILL", &lab.pid().to_string()])
            .status();
        assert!(killed.unwrap().success());
        drop(lab);
    }
    let mut lab = start(home.path(), &["--plain"]);
    lab.shows("(gan on ring, step 5); 'load lost' continues it");
    lab.shows("'load lost2'");
    lab.press("load lo\t\r");
    lab.enter("expect step == 5");
    lab.shows("as expected: step == 5");
    lab.enter("load lost2; expect step == 3");
    lab.shows("as expected: step == 3");
    lab.enter("quit");
    assert_eq!(lab.end().0, 0);
}
