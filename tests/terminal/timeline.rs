//! The timeline on the screen: keys and the mouse move along it, the run follows, and the record has ordinary lines.

use std::path::Path;

use crate::support::emulated::{Terminal, command};
use crate::support::screen::LAB;

const LEFT: &str = "\x1b[D";

/// A lab whose run has a note at step 40 of 50.
fn lab(home: &Path, columns: u16, rows: u16) -> Terminal {
    let mut lab = command(LAB, &[], "xterm-256color");
    lab.env("HOME", home);
    lab.env("XDG_STATE_HOME", home);
    lab.cwd(home);
    let mut lab = Terminal::start(lab, columns, rows);
    lab.shows("lab>");
    lab.type_in("build gan gen=dense batch=4; step 40; note look here; step 10\r");
    lab.until("the bar at the end of the run", |s, _| {
        bar(s).ends_with("● 50 ← →") && !s.contains("Esc stop")
    });
    lab
}

/// The row above the prompt.
fn bar(screen: &str) -> &str {
    let rows: Vec<&str> = screen.lines().collect();
    let prompt = rows.iter().rposition(|row| row.starts_with("gan>"));
    let above = prompt.and_then(|at| at.checked_sub(1));
    above.map_or("", |at| rows[at].trim_end())
}

#[test]
fn keys_on_an_empty_prompt_look_along_the_timeline_and_the_run_follows() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = lab(home.path(), 80, 24);
    let screen = lab.screen().contents();
    assert!(bar(&screen).starts_with(" main 0 ┿"), "{screen}");
    assert!(bar(&screen).contains('◆'), "{screen}");

    // The mark before: what was typed there, and then the run itself.
    lab.type_in("[");
    lab.until("the run at the note", |s, _| {
        s.contains("> goto 40") && s.contains("at step 40 of 50") && bar(s).contains("●─")
    });
    lab.until("its samples", |s, _| s.contains("fixed noise · step 40"));
    lab.type_in("]\r");
    lab.shows("> goto end");
    lab.shows("at step 50");

    // What is done, is done where one looks.
    lab.type_in("[\x1bOS");
    lab.until("samples of then", |s, _| {
        s.contains("> sample 9") && s.contains("fixed noise · step 40")
    });
    // Who stays has gone nowhere.
    lab.type_in(&format!("{LEFT}\x03"));
    lab.type_in("<");
    lab.shows("at step 38 of 50");
    lab.type_in("save a.ron\r");
    lab.shows("saved");
    lab.type_in("quit\r");
    assert_eq!(lab.end().0, 0);
    let record = std::fs::read_to_string(home.path().join("a.ron")).unwrap();
    let lines = record.split("line: \"").skip(1);
    let lines: Vec<_> = lines.filter_map(|line| line.split('"').next()).collect();
    let wanted = [
        "goto 40 in=main",
        "goto 50 in=main",
        "goto 40 in=main",
        "sample 9",
        "goto 38 in=main",
    ];
    assert_eq!(lines[4..], wanted);
}

#[test]
fn the_mouse_takes_hold_of_the_bar() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = lab(home.path(), 80, 24);
    // The bar is on the row above the prompt and the keys, and begins behind ' main 0 '.
    let mouse = |what: u8, column: u16, end: char| format!("\x1b[<{what};{column};22{end}");
    lab.type_in(&mouse(0, 9, 'M'));
    lab.type_in(&mouse(0, 9, 'm'));
    lab.shows("at step 0 of 50");
    // Drawn beyond the end of the bar, on whatever row.
    lab.type_in(&mouse(0, 20, 'M'));
    lab.type_in("\x1b[<32;40;10M\x1b[<32;80;12M\x1b[<0;80;12m");
    lab.until("the end", |s, _| {
        s.contains("> goto end") && bar(s).ends_with("● 50 ← →")
    });
    lab.type_in("quit!\r");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn the_bar_is_there_where_there_is_something_on_it_and_room() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = lab(home.path(), 120, 40);
    lab.type_in("goto 0; set rate 0.01; step 3\r");
    lab.until("a branch", |s, _| {
        bar(s).starts_with(" b2 0 ┳") && bar(s).ends_with("● 3 ← →")
    });
    lab.type_in("help keys\r");
    lab.until("the keys", |s, _| {
        s.contains("look one step along the timeline")
    });
    lab.type_in("\x1b");
    lab.resize(80, 14);
    lab.until("no bar", |s, _| s.contains("gan>") && !s.contains("← →"));
    lab.resize(40, 24);
    lab.until("a bar without names", |s, _| {
        bar(s).starts_with(" 0 ┳") && bar(s).ends_with("● 3")
    });
    lab.resize(80, 24);
    lab.type_in("build ae gen=dense\r");
    lab.until("nothing to show", |s, _| {
        s.contains("ae>") && !s.contains("← →")
    });
    lab.type_in("quit!\r");
    assert_eq!(lab.end().0, 0);
}
