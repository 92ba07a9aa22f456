//! `data draw`: a canvas on the screen, with keys and the mouse, and the line that it enters.

use std::path::Path;

use crate::support::emulated::{Terminal, command};
use crate::support::screen::LAB;

const RIGHT: &str = "\x1b[C";
const DOWN: &str = "\x1b[B";

fn lab(home: &Path, set: &[(&str, &str)], arguments: &[&str]) -> Terminal {
    let mut lab = command(LAB, arguments, "xterm-256color");
    lab.env("HOME", home);
    lab.env("XDG_STATE_HOME", home);
    lab.cwd(home);
    for (key, value) in set {
        lab.env(key, value);
    }
    let lab = Terminal::start(lab, 80, 24);
    lab.shows("lab>");
    lab
}

/// A mouse that does this at a column and a row, from 1: the canvas begins at column 21 and row 3.
fn mouse(what: u8, column: u16, row: u16, end: char) -> String {
    format!("\x1b[<{what};{column};{row}{end}")
}

/// Presses a button at a cell of the screen, moves to others, and lets go.
fn stroke(button: u8, cells: &[(u16, u16)]) -> String {
    let (first, last) = (cells[0], cells[cells.len() - 1]);
    let mut bytes = mouse(button, first.0, first.1, 'M');
    for cell in &cells[1..] {
        bytes += &mouse(button + 32, cell.0, cell.1, 'M');
    }
    bytes + &mouse(button, last.0, last.1, 'm')
}

/// The last time that the mouse was taken or released.
fn mouse_is_taken(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.rfind("?1002h") > text.rfind("?1002l")
}

#[test]
fn a_drawing_of_keys_and_mouse_is_learned_and_saved() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = lab(home.path(), &[], &[]);
    // The canvas has the mouse, whoever has it otherwise.
    lab.type_in("mouse off\r");
    lab.until("no mouse", |_, bytes| !mouse_is_taken(bytes));
    lab.type_in("data draw\r");
    lab.shows("class 1 · brush 1 · pen up · cells drawn: 0");
    lab.until("the mouse", |_, bytes| mouse_is_taken(bytes));
    // Nothing is no drawing.
    lab.type_in("\r");
    lab.shows("no cell is drawn; a drawing has at least 8 cells");
    // Three to the right and two down, where the pen is down.
    lab.type_in(&format!(" {RIGHT}{RIGHT}{RIGHT}{DOWN}{DOWN}"));
    lab.shows("pen down · cells drawn: 6");
    lab.until("half blocks", |s, _| s.contains("▀▀▀█"));
    // Another class, with a fast mouse: 21 columns of two cells, without a hole.
    lab.type_in(" 3");
    lab.type_in(&stroke(0, &[(21, 5), (41, 5)]));
    lab.shows("class 3 · brush 1 · pen up · cells drawn: 48");
    lab.shows(&"█".repeat(20));
    // The right button erases half of it; a stroke is undone as a whole.
    lab.type_in(&stroke(2, &[(21, 5), (30, 5)]));
    lab.shows("cells drawn: 28");
    lab.type_in("u");
    lab.shows("cells drawn: 48");
    lab.type_in("+e ");
    lab.shows("brush 2 · eraser down");
    lab.type_in(" -u\r");
    let screen = lab.until("the data", |s, _| {
        s.contains("'build gan labels=yes' makes a GAN for it, and 'run' trains it")
    });
    assert!(
        screen.contains("3 ") && screen.contains("drawn 40x40 "),
        "{screen}"
    );
    lab.until("no mouse", |_, bytes| !mouse_is_taken(bytes));
    lab.type_in("build gan labels=yes batch=16\r");
    lab.shows("gan>");
    lab.type_in("step 5\r");
    lab.shows("at step 5");
    lab.type_in("save a.ron\r");
    lab.shows("saved");
    // It begins where the data are; a click on the bar leaves.
    lab.type_in("data draw\r");
    lab.shows("cells drawn: 48");
    lab.type_in(&stroke(0, &[(75, 24)]));
    lab.shows("gan>");
    lab.type_in("quit\r");
    assert_eq!(lab.end().0, 0);
    let record = std::fs::read_to_string(home.path().join("a.ron")).unwrap();
    assert!(record.contains("name: \"drawn 40x40 "), "{record}");
}

#[test]
fn what_is_left_on_the_canvas_is_there_again() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = lab(home.path(), &[], &[]);
    lab.type_in("data draw\r");
    lab.shows("cells drawn: 0");
    lab.type_in(&stroke(0, &[(30, 10), (30, 14)]));
    lab.shows("cells drawn: 10");
    // Text from the clipboard is nothing to draw.
    lab.type_in("\x1b[200~quit\n\x1b[201~");
    lab.type_in("\x1b");
    lab.until("the digits again", |s, _| {
        s.contains("real · digits") && s.contains("lab>")
    });
    lab.type_in("data draw\r");
    lab.shows("cells drawn: 10");
    lab.type_in("c");
    lab.shows("cells drawn: 0");
    // A window that is too small says so, and what was drawn stays.
    lab.type_in("u");
    lab.shows("cells drawn: 10");
    lab.resize(40, 20);
    lab.shows("the canvas needs 42x23; Esc leaves");
    lab.resize(120, 40);
    lab.shows("cells drawn: 10");
    lab.type_in("\x03");
    lab.shows("lab>");
    lab.type_in("data draw; note no\r");
    lab.until("a refusal", |s, _| {
        s.contains("'data draw' stands alone on its line") && !s.contains("brush")
    });
    lab.type_in("quit\r");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn classes_are_told_apart_without_colours() {
    let home = tempfile::tempdir().unwrap();
    let draw = |lab: &mut Terminal| {
        lab.type_in("data draw\r");
        lab.shows("cells drawn: 0");
        lab.type_in(&stroke(0, &[(30, 10), (33, 10)]));
        lab.type_in("7");
        lab.type_in(&stroke(0, &[(34, 10), (37, 10)]));
        // The upper half of one more.
        lab.type_in(&format!("{RIGHT} "));
    };
    let mut plain = lab(home.path(), &[("NO_COLOR", "1")], &[]);
    draw(&mut plain);
    let screen = plain.until("digits", |s, _| s.contains("11117777▀"));
    assert!(screen.contains("> 7  9"), "{screen}");
    plain.type_in(&format!(" {RIGHT}"));
    plain.until("half a cell", |s, _| s.contains("11117777⁷▀"));
    plain.type_in("\x1b");
    plain.shows("lab>");
    plain.type_in("quit\r");
    assert_eq!(plain.end().0, 0);
    let mut letters = lab(home.path(), &[], &["--art", "ascii"]);
    draw(&mut letters);
    let screen = letters.until("digits", |s, _| s.contains("11117777^"));
    assert!(screen.is_ascii(), "{screen}");
    letters.type_in("\r");
    letters.until("the data", |s, _| s.contains("labels=yes"));
    letters.type_in("quit\r");
    assert_eq!(letters.end().0, 0);
}
