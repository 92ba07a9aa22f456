//! The line prompt as a person meets it: history, completion, hints, Ctrl-C, Ctrl-D, dumb terminals.
#![cfg(unix)]

use std::path::Path;

use crate::support::emulated::{Terminal, command};
use crate::support::screen::{LAB, last_mark};

const UP: &str = "\x1b[A";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";

fn start(home: &Path, term: &str, arguments: &[&str], columns: u16, rows: u16) -> Terminal {
    let mut all = vec!["--plain", "--data", "ring"];
    all.extend(arguments);
    let mut command = command(LAB, &all, term);
    command.cwd(home);
    command.env("HOME", home);
    Terminal::start(command, columns, rows)
}

#[test]
fn history_is_kept_from_one_lab_to_the_next() {
    let home = tempfile::tempdir().unwrap();
    let mut first = start(home.path(), "xterm-256color", &[], 80, 24);
    first.shows("lab>");
    first.enter("help quit");
    first.shows("leave the lab");
    first.press(CTRL_D);
    assert_eq!(first.end().0, 0);
    let mut second = start(home.path(), "xterm-256color", &[], 80, 24);
    second.shows("lab>");
    second.type_in(UP);
    second.shows("lab> help quit");
    second.type_in("\r");
    second.shows("leave the lab");
    second.enter("quit");
    assert_eq!(second.end().0, 0);
}

#[test]
fn tab_completes_and_a_grey_hint_says_what_may_follow() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = start(home.path(), "xterm-256color", &[], 80, 24);
    lab.shows("lab>");
    lab.type_in("bui");
    // The only word that fits is shown before it is typed.
    lab.shows("lab> build");
    lab.type_in("\t");
    lab.type_in(" ga\t batch=4\r");
    lab.shows("gan on ring");
    lab.shows("gan>");
    lab.type_in("s\t\t");
    lab.until("all commands with s", |screen, _| {
        let found = ["sample", "show", "set", "step", "save", "source"];
        let lines = screen.split("gan>").nth(1).unwrap_or("");
        found.iter().all(|word| lines.contains(word))
    });
    lab.type_in(CTRL_C);
    lab.enter("smaple");
    lab.shows("did you mean 'sample'?");
    lab.press(CTRL_D);
    assert_eq!(lab.end().0, 0);
}

#[test]
fn ctrl_c_stops_a_run_keeps_its_steps_and_the_lab_goes_on() {
    let home = tempfile::tempdir().unwrap();
    for term in ["xterm-256color", "dumb"] {
        let mut lab = start(home.path(), term, &[], 80, 24);
        lab.shows("lab>");
        lab.enter("build gan batch=4");
        lab.shows("ledger");
        lab.enter("run");
        let journals = home.path().join(".local/state/aegan-lab/journals");
        while last_mark(&journals) < 3 {
            std::thread::yield_now();
        }
        lab.type_in(CTRL_C);
        lab.shows("at step");
        lab.enter("expect step > 2");
        lab.shows("as expected: step > 2");
        // The stop was for the run, not for what comes after it.
        lab.enter("step 4");
        // Not the end of the run's own count, such as "214 steps in".
        lab.shows("\n4 steps in");
        lab.enter("quit!");
        assert_eq!(lab.end().0, 0, "{term}");
    }
}

#[test]
fn lines_typed_ahead_all_run() {
    let home = tempfile::tempdir().unwrap();
    for term in ["xterm-256color", "dumb"] {
        let mut lab = start(home.path(), term, &[], 80, 24);
        lab.shows("lab>");
        lab.type_in("build gan batch=4\rstep 4\rexpect step == 4\rquit!\r");
        let (status, bytes) = lab.end();
        assert_eq!(status, 0, "{term}");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("as expected: step == 4"), "{term}: {text}");
    }
}

#[test]
fn ctrl_c_on_a_line_forgets_the_line_and_ctrl_d_leaves() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = start(home.path(), "xterm", &[], 80, 24);
    lab.shows("lab>");
    lab.type_in("note never");
    lab.shows("note never");
    lab.type_in(CTRL_C);
    lab.until("a new prompt", |screen, _| {
        screen.matches("lab>").count() == 2
    });
    lab.shows("Ctrl-D or 'quit' leaves the lab");
    lab.enter("help quit");
    lab.shows("leave the lab");
    lab.press(CTRL_D);
    let (status, bytes) = lab.end();
    assert_eq!(status, 0);
    assert!(!String::from_utf8_lossy(&bytes).contains("\nnever"));
}

#[test]
fn a_dumb_terminal_gets_no_escapes() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = start(home.path(), "dumb", &[], 80, 24);
    lab.shows("lab>");
    lab.enter("build gan batch=4; step 2; disc; sample 2");
    lab.shows("what Dx says");
    lab.enter("help step");
    lab.shows("d_steps updates");
    lab.press(CTRL_D);
    lab.shows("not saved");
    lab.press(CTRL_D);
    let (status, bytes) = lab.end();
    assert_eq!(status, 0);
    assert!(
        !bytes.contains(&0x1b),
        "{}",
        String::from_utf8_lossy(&bytes)
    );
}

#[test]
fn a_tiny_screen_is_no_reason_to_fail() {
    let home = tempfile::tempdir().unwrap();
    for (columns, rows) in [(10, 3), (20, 2)] {
        let mut lab = start(home.path(), "xterm-256color", &[], columns, rows);
        let lines = [
            "data digits; build aegan batch=2 latent=2; step 2; sample 3; disc 2; recon 2",
            "next; show net; show ledger; plot; interp 2; help; save here.ron; replay here.ron",
            "data ring; build gan batch=2; step 1; disc; sample",
        ];
        for (at, line) in lines.into_iter().enumerate() {
            lab.enter(&format!("{line}; expect step > 0"));
            let held = |bytes: &[u8]| bytes.windows(11).filter(|w| w == b"as expected").count();
            lab.until(line, |_, bytes| held(bytes) > at);
        }
        lab.enter("quit!");
        let (status, bytes) = lab.end();
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(status, 0, "{text}");
        assert!(
            !text.contains("panicked") && !text.contains("error:"),
            "{text}"
        );
        assert!(home.path().join("here.ron").is_file());
        std::fs::remove_file(home.path().join("here.ron")).unwrap();
    }
}
