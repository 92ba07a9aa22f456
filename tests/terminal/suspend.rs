//! Ctrl-Z and `fg`, in every state: the screen is drawn again without a key, and everything goes on.
#![cfg(unix)]

use std::path::Path;

use crate::support::pty::{Pty, command};
use crate::support::screen::LAB;

/// A shell with job control.
fn shell(home: &Path) -> Pty {
    let mut terminal = Pty::start(command("bash", &["--norc", "--noprofile", "-i"], home));
    terminal.shows("shell");
    terminal
}

fn lab(arguments: &str) -> String {
    format!("'{LAB}' --threads 1 --data ring {arguments}\r")
}

/// The job is stopped for the `n`th time, and the shell has the terminal back as it was.
fn stopped(terminal: &mut Pty, n: u32) {
    terminal.until("the shell", |screen, _| {
        screen.contains("Stopped") && screen.trim_end().ends_with("shell:")
    });
    // What is typed is echoed: the terminal is no longer raw. No answer of the terminal is typed into the shell.
    terminal.type_in(&format!("echo $((6*7000+{n}))\r"));
    let screen = terminal.shows(&format!("\n4200{n}"));
    assert!(!screen.contains(";1R"), "{screen}");
}

/// Leaves, saying so twice where something is not saved; how the lab ended.
fn leave(terminal: &mut Pty) {
    terminal.type_in("\x15quit\r");
    let back = |screen: &str| screen.trim_end().ends_with("shell:");
    let screen = terminal.until("the end", |screen, _| {
        back(screen) || screen.contains("not saved")
    });
    if !back(&screen) {
        terminal.type_in("quit\r");
        terminal.until("the end", |screen, _| back(screen));
    }
    // The shell's terminal is as it was.
    terminal.type_in("echo ended=$?\r");
    terminal.shows("\nended=0");
}

#[test]
fn the_screen_comes_back_by_itself_as_it_was() {
    let home = tempfile::tempdir().unwrap();
    let lesson = format!("{}/sessions/04-gan.ron", env!("CARGO_MANIFEST_DIR"));
    for (typed, shown) in [
        ("", "gan> "),
        ("run\r", "running"),
        ("half a li", "gan> half a li"),
        ("\x1bOP", "Esc closes"),
        ("s\t", "sample"),
        (&*format!("replay \"{lesson}\"\r"), "gan on digits"),
    ] {
        let mut terminal = shell(home.path());
        terminal.type_in(&lab(""));
        terminal.shows("lab>");
        terminal.type_in("build gan batch=4\r");
        terminal.shows("gan>");
        terminal.type_in(typed);
        terminal.shows(shown);
        for n in 1..=2 {
            terminal.type_in("\x1a");
            stopped(&mut terminal, n);
            terminal.type_in("fg\r");
            terminal.until(shown, |screen, _| {
                screen.contains(shown) && !screen.contains("Stopped")
            });
        }
        // Keys are heard, too.
        terminal.type_in("\x03\x03\x15note here again\r");
        terminal.until("an answer", |screen, _| {
            screen.contains("\n  here again") || screen.contains("\nhere again")
        });
        leave(&mut terminal);
    }
}

#[test]
fn a_stop_and_a_continuation_from_outside_are_like_ctrl_z() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = shell(home.path());
    terminal.type_in(&lab(""));
    terminal.shows("lab>");
    let kill = |signal: &str| {
        let name = Path::new(LAB).file_name().unwrap().to_str().unwrap();
        let child = std::process::Command::new("pgrep")
            .args(["-s", &session(&terminal), name])
            .output()
            .unwrap();
        let pid = String::from_utf8(child.stdout).unwrap();
        let done = std::process::Command::new("kill")
            .args([signal, pid.trim()])
            .status();
        assert!(done.unwrap().success());
    };
    kill("-STOP");
    // An answer of the terminal that was on its way stands before or behind the shell's prompt.
    let asks = |screen: &str| {
        let last = screen.trim_end().lines().last();
        last.is_some_and(|line| line.contains("shell:"))
    };
    let mut shown = terminal.until("the shell", |screen, _| {
        screen.contains("Stopped") && asks(screen)
    });
    let back = |screen: &str| {
        screen.contains("lab>") && screen.contains("aegan-lab") && !screen.contains("Stopped")
    };
    // An answer that was on its way may come to the shell, between any two keys.
    while !back(&shown) {
        let before = shown.matches("shell:").count();
        terminal.type_in("\x15fg\r");
        shown = terminal.until("the screen, or the shell again", |screen, _| {
            back(screen) || screen.matches("shell:").count() > before
        });
    }
    leave(&mut terminal);
}

/// The session that the terminal's leader, the child of `setsid`, has.
fn session(terminal: &Pty) -> String {
    terminal.child.id().to_string()
}

#[test]
fn without_a_shell_ctrl_z_stops_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Pty::start(command(
        LAB,
        &["--threads", "1", "--data", "ring"],
        home.path(),
    ));
    terminal.shows("lab>");
    terminal.type_in("\x1a");
    terminal.type_in("note still here\r");
    terminal.until("an answer", |screen, _| screen.contains("\n  still here"));
    terminal.type_in("\x04");
    assert_eq!(terminal.child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_line_prompt_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = shell(home.path());
    terminal.type_in(&lab("--plain"));
    terminal.shows("lab> ");
    terminal.type_in("build gan batch=4\r");
    terminal.shows("gan> ");
    terminal.type_in("\x1a");
    stopped(&mut terminal, 1);
    terminal.type_in("fg\r");
    terminal.type_in("step 100000000\r");
    terminal.shows("ETA");
    terminal.type_in("\x1a");
    stopped(&mut terminal, 2);
    terminal.type_in("fg\r");
    terminal.until("steps", |screen, _| {
        let after = screen.rsplit("42002").next();
        after.is_some_and(|after| after.contains("ETA"))
    });
    terminal.type_in("\x03");
    terminal.until("the prompt", |screen, _| {
        screen.trim_end().ends_with("gan>")
    });
    terminal.type_in("help quit\r");
    terminal.shows("leave the lab");
    leave(&mut terminal);
}
