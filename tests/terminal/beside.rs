//! Two runs beside each other on a screen: both at once where there is room, in turn where there is not.

use crate::support::emulated::{Terminal, command};
use crate::support::screen::LAB;

/// A lab with two branches that are compared.
fn lab(home: &std::path::Path, columns: u16, rows: u16) -> Terminal {
    let mut lab = command(LAB, &[], "xterm-256color");
    lab.env("HOME", home);
    lab.env("XDG_STATE_HOME", home);
    lab.cwd(home);
    let mut lab = Terminal::start(lab, columns, rows);
    lab.shows("lab>");
    lab.type_in(
        "build gan gen=dense r1=1 batch=4; step 12; goto 6; set lr 0.01; step 4; diff main\r",
    );
    lab
}

/// What is to be seen of each.
const SHOWN: [&str; 6] = [
    "d_loss",
    "g_loss",
    "real 0│",
    "fake 0│",
    "what D says · accuracy",
    "samples of the same noise",
];

#[test]
fn both_stand_side_by_side_on_a_large_screen() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = lab(home.path(), 120, 40);
    let screen = lab.until("both runs", |s, _| {
        let heads = s
            .lines()
            .any(|row| row.contains(" b2 · step 10 ─") && row.contains(" main · step 12 ─"));
        heads && SHOWN.iter().all(|text| s.matches(text).count() >= 2) && !s.contains("Esc stop")
    });
    // The table is in the log, and nothing covers the two.
    assert!(screen.contains("weights  "), "{screen}");
    assert!(screen.contains("set lr 0.01 · step 4"), "{screen}");
    // Who trains on sees the run itself.
    lab.type_in("step 1\r");
    lab.until("the run", |s, _| {
        s.contains("fixed noise · step 11") && !s.contains(" main · step 12 ─")
    });
    lab.type_in("\x1b6");
    lab.shows(" main · step 12 ─");
    lab.type_in("\x1b");
    lab.until("the run", |s, _| !s.contains(" main · step 12 ─"));
    lab.type_in("\x04\x04");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn on_a_small_screen_they_are_seen_in_turn() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = lab(home.path(), 80, 24);
    let all = |s: &str| SHOWN.iter().all(|text| s.contains(text));
    let first = lab.until("the first", |s, _| {
        s.contains("1/2 · b2 · step 10 ─") && s.contains("Alt-6 other run") && all(s)
    });
    assert!(first.contains("6 diff"), "{first}");
    lab.type_in("\x1b6");
    lab.until("the second", |s, _| {
        s.contains("2/2 · main · step 12 ─") && all(s)
    });
    lab.type_in("\x1b6");
    lab.shows("1/2 · b2");
    // The table has the whole screen there.
    lab.type_in("\x1b5");
    lab.until("the table", |s, _| {
        s.contains("lines since they parted") && s.contains("weights  ")
    });
    lab.type_in("\x04\x04");
    assert_eq!(lab.end().0, 0);
}
