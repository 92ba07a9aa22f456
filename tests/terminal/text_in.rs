//! Text as it comes in: files and pastes from other systems, two labs that share a history.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::emulated::{Terminal, command};
use crate::support::screen::LAB;

const CTRL_D: &str = "\x04";

/// Lines as they come from elsewhere: a mark at the beginning, ends of DOS, tabs, blanks at the end and blanks that
/// do not break.
const FOREIGN: &str = "\u{feff}build\u{a0}gan batch=4\t\r\n\r\n\u{200b}# a comment\r\n\tstep\t2 \u{a0}\r\nexpect step == 2\u{2003}\r\n";

fn lab(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_aegan-lab"))
        .args(["--data", "ring"])
        .args(arguments)
        .current_dir(home)
        .env_clear()
        .env("HOME", home)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn start(home: &Path, arguments: &[&str]) -> Terminal {
    let mut command = command(LAB, arguments, "xterm-256color");
    command.args(["--data", "ring"]);
    command.cwd(home);
    command.env("HOME", home);
    Terminal::start(command, 80, 24)
}

#[test]
fn lines_from_elsewhere_are_lines_wherever_they_come_in() {
    let home = tempfile::tempdir().unwrap();
    let place = |name: &str| home.path().join(name);
    fs::write(place("a.lab"), FOREIGN).unwrap();
    fs::write(place("mac.lab"), FOREIGN.replace("\r\n", "\r")).unwrap();
    for arguments in [
        &["run", "a.lab"][..],
        &["run", "mac.lab"],
        &["-c", FOREIGN],
        &["-c", "source a.lab"],
    ] {
        let output = lab(home.path(), arguments);
        let text = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {text}{errors}");
        assert!(text.contains("as expected: step == 2"), "{text}");
    }
    // A session that an editor has marked is read as it was.
    let saved = lab(
        home.path(),
        &["-c", "build gan batch=4; step 2; save s.ron"],
    );
    assert!(saved.status.success());
    let text = fs::read_to_string(place("s.ron")).unwrap();
    fs::write(
        place("s.ron"),
        format!("\u{feff}{}", text.replace('\n', "\r\n")),
    )
    .unwrap();
    for line in [
        "load s.ron; expect step == 2",
        "verify s.ron",
        "replay s.ron",
    ] {
        let output = lab(home.path(), &["-c", line]);
        assert!(output.status.success(), "{line}: {output:?}");
    }
}

#[test]
fn a_paste_of_several_lines_is_several_lines() {
    let home = tempfile::tempdir().unwrap();
    let pasted = FOREIGN.replace("\r\n", "\r");
    let mut plain = start(home.path(), &["--plain"]);
    plain.shows("lab>");
    plain.type_in(&format!("\x1b[200~{}\x1b[201~\r", pasted.trim_end()));
    plain.shows("as expected: step == 2");
    // The steps are not saved: whoever leaves is asked once.
    plain.press(CTRL_D);
    plain.shows("are not saved");
    plain.press(CTRL_D);
    assert_eq!(plain.end().0, 0);
    let mut screen = start(home.path(), &[]);
    screen.shows("lab>");
    screen.type_in(&format!("\x1b[200~{pasted}\x1b[201~"));
    screen.shows("as expected: step == 2");
    screen.type_in("quit\rquit\r");
    assert_eq!(screen.end().0, 0);
    // Each line is one in the history, too.
    let history = fs::read_to_string(home.path().join(".local/state/aegan-lab/history")).unwrap();
    assert!(
        history.lines().any(|line| line == "expect step == 2"),
        "{history}"
    );
}

#[test]
fn two_labs_add_to_one_history() {
    let home = tempfile::tempdir().unwrap();
    let mut labs = [true, true, false].map(|plain| {
        let arguments = if plain { &["--plain"][..] } else { &[] };
        (plain, start(home.path(), arguments))
    });
    for (_, lab) in &labs {
        lab.shows("lab>");
    }
    for what in ["lab", "again"] {
        for (i, (plain, lab)) in labs.iter_mut().enumerate() {
            let text = format!("{what} {i}");
            let line = format!("help {text}");
            if *plain {
                lab.enter(&line);
            } else {
                // Keys are named below the prompt of the full screen, and it takes a line at any time.
                lab.type_in(&format!("{line}\r"));
            }
            // The line and its answer: the line alone may not be in the history yet.
            lab.until(&format!("the answer '{text}'"), |screen, _| {
                screen.matches(&text).count() >= 2
            });
        }
    }
    for (plain, mut lab) in labs {
        if plain {
            lab.press(CTRL_D);
        } else {
            lab.type_in(CTRL_D);
        }
        assert_eq!(lab.end().0, 0);
    }
    let history = fs::read_to_string(home.path().join(".local/state/aegan-lab/history")).unwrap();
    let mut lines: Vec<&str> = history
        .lines()
        .filter(|line| line.starts_with("help"))
        .collect();
    // A prompt shows a line as it is typed, which is before the history has it.
    lines.sort_unstable();
    let wanted = [
        "help again 0",
        "help again 1",
        "help again 2",
        "help lab 0",
        "help lab 1",
        "help lab 2",
    ];
    assert_eq!(lines, wanted);
}
