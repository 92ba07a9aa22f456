//! Every lesson on a screen of 80 columns and 24 rows, from note to note with the space bar.

use aegan_lab::language::lines;
use aegan_lab::shell::shipped::LESSONS;

use crate::support::emulated::{Terminal, command};
use crate::support::screen::LAB;

/// Reads on until the screen has a text and the lab waits: an answer that is longer than the screen has pages.
fn reads_to(lab: &mut Terminal, text: &str) {
    loop {
        let there = |s: &str| s.contains(text) && !s.contains("Esc stop");
        let pages = |s: &str| s.contains("PgUp PgDn scroll") && !s.contains(text);
        let screen = lab.until(text, |s, _| there(s) || pages(s));
        if there(&screen) {
            return;
        }
        lab.type_in("\x1b[6~");
        lab.until("the next page", |s, _| s != screen);
    }
}

#[test]
fn every_lesson_is_walked_to_its_end() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = command(LAB, &["--threads", "1"], "xterm-256color");
    lab.env("HOME", home.path());
    lab.env("XDG_STATE_HOME", home.path());
    lab.cwd(home.path());
    let mut lab = Terminal::start(lab, 80, 24);
    lab.shows("lab>");
    for lesson in LESSONS {
        let lines = lines(lesson.script).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let lines: Vec<_> = lines.collect();
        let (number, of) = (lesson.number(), lines.len());
        lab.type_in(&format!("lesson {number}\r"));
        let notes = (1..of).filter(|at| lines[at - 1].starts_with("note"));
        for (stop, at) in notes.enumerate() {
            let position = format!("lesson {number} · {at}/{of} · space goes on");
            reads_to(&mut lab, &position);
            if (number, stop) == (4, 1) {
                // What one tries is left behind; Esc asks before it leaves the lesson itself.
                lab.type_in("set lr 0.02; step 3\r");
                reads_to(&mut lab, "3 steps in");
                lab.type_in("\x1b");
                lab.shows("leave the lesson? Esc again leaves it");
            }
            lab.type_in(" ");
        }
        reads_to(&mut lab, &format!("lesson {number} is finished"));
        if number == 4 {
            lab.type_in("branches\r");
            reads_to(&mut lab, "└ b2");
        }
    }
    lab.type_in("lesson 1\r");
    reads_to(&mut lab, "lesson 1 · 2/");
    lab.type_in("\x1b");
    lab.shows("leave the lesson?");
    lab.type_in("\x1b");
    lab.shows("lesson 1 is left");
    lab.type_in("\x04\x04");
    assert_eq!(lab.end().0, 0);
}
