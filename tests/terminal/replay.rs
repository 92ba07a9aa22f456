//! Replays and lessons on the screen: pausing, going back and forth, the end, and what is typed beside them.

use std::path::Path;
use std::process::Command;

use crate::support::emulated::{Terminal, command};
use crate::support::screen::LAB;

/// The lab on a terminal of 80 columns and 24 rows, with a home of its own.
fn lab(home: &Path, arguments: &[&str]) -> Terminal {
    let mut lab = command(LAB, arguments, "xterm-256color");
    lab.env("HOME", home);
    lab.env("XDG_STATE_HOME", home);
    lab.cwd(home);
    Terminal::start(lab, 80, 24)
}

/// A home with a short session `a.ron`.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let lines = "build gan gen=dense batch=4; note look here first; next update; step 40; sample 2; note the last words; export session a.ron";
    let made = Command::new(LAB)
        .args(["-c", lines])
        .current_dir(home.path())
        .env("HOME", home.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    home
}

#[test]
fn one_moves_within_a_replay_and_it_stays_at_its_end() {
    let home = home();
    let mut lab = lab(home.path(), &["replay", "a.ron"]);
    lab.until("the keys of a replay", |s, _| {
        s.contains("← → entry") && s.contains("Esc leave") && s.contains("F1 help")
    });
    lab.type_in("\x1b[H");
    lab.until("a pause at the first entry", |s, _| {
        s.contains("1/6 · step 0") && s.contains("space go on")
    });
    lab.type_in("\x1b[C");
    lab.until("the note", |s, _| {
        s.contains("2/6") && s.contains("look here first")
    });
    lab.type_in("\x1b[6~");
    lab.until("the end", |s, _| {
        s.contains("6/6 · the end · step 40") && s.contains("the last words")
    });
    lab.type_in("\x1b[D");
    lab.until("the samples", |s, _| {
        s.contains("5/6 · step 40") && s.contains("samples") && !s.contains("the last words")
    });
    lab.type_in("\x1b[5~");
    lab.until("the beginning", |s, _| {
        s.contains("1/6 · step 0") && !s.contains("look here")
    });
    lab.type_in("/");
    lab.shows("find>");
    lab.type_in("LAST words\r");
    lab.until("what was looked for", |s, _| {
        s.contains("6/6") && s.contains("the last words") && s.contains("replay>")
    });
    lab.type_in("step 5\r");
    lab.shows("'step 5' is not run");
    lab.type_in("\x1bOR");
    lab.shows("'step 100' is not run");
    lab.type_in("\x1bOP");
    lab.shows("keys of a replay");
    lab.type_in("\x1b");
    lab.until("the page is closed", |s, _| !s.contains("keys of a replay"));
    lab.type_in("q");
    lab.shows("the replay is over");
    lab.type_in("build ae gen=dense\r");
    lab.shows("ae>");
    lab.type_in("\x04");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn training_is_seen_on_its_way_and_a_pause_holds_within_it() {
    let home = home();
    let mut lab = lab(home.path(), &["replay", "a.ron", "--speed", "0.125"]);
    lab.shows("replay>");
    lab.type_in("\x1b[H");
    lab.shows("1/6");
    lab.type_in("\x1b[C\x1b[C");
    lab.shows("3/6 · step 0");
    lab.type_in(" ");
    lab.until("steps on their way", |s, _| {
        s.contains("4/6") && s.contains("▓░")
    });
    lab.type_in(" ");
    lab.until("a pause", |s, _| {
        s.contains("space go on") && s.contains("▓░")
    });
    // It is left from within the entry, too.
    lab.type_in("\x04");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn a_replay_plays_to_its_end_by_itself_and_again() {
    let home = home();
    let mut lab = lab(home.path(), &["replay", "a.ron", "--speed", "100"]);
    lab.shows("6/6 · the end");
    lab.shows("space again");
    lab.type_in(" \x1b[H");
    lab.shows("1/6");
    lab.type_in("\x1b");
    lab.shows("the replay is over");
    lab.type_in("\x04");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn a_lesson_is_offered_at_the_first_start_and_goes_on_with_space() {
    let home = tempfile::tempdir().unwrap();
    let mut first = lab(home.path(), &[]);
    first.shows("'lesson 1' shows how it works");
    first.type_in("lesson gan\r");
    first.shows("lesson 4 · 2/16 · space goes on");
    first.shows("space go on");
    first.type_in(" ");
    first.shows("lesson 4 · 6/16");
    first.type_in("\x04\x04");
    assert_eq!(first.end().0, 0);
    let mut second = lab(home.path(), &[]);
    second.shows("lab>");
    second.shows("F1 helps");
    assert!(!second.screen().contents().contains("New here?"));
    second.type_in("\x04");
    assert_eq!(second.end().0, 0);
}
