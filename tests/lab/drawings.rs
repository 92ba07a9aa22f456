//! Data that are drawn: a line with their text, labels where there are classes, and sessions that find them again.

use std::fs;
use std::process::Command;

use crate::support::typed::{digest, over, refused, run};
use aegan_lab::event::Event;
use aegan_lab::language::{Drawing, complete, hint};

/// A ring of class 1 over a bar of class 3.
fn ring() -> String {
    let mut drawing = Drawing::default();
    for i in 0..100_u8 {
        let (sine, cosine) = (f32::from(i) / 100.0 * std::f32::consts::TAU).sin_cos();
        let at = |along: f32| (20.0 + 12.0 * along) as usize;
        drawing.set(at(cosine), at(sine), 1);
        drawing.set(usize::from(i), 38, 3);
    }
    drawing.to_string()
}

fn said(events: &[Event]) -> String {
    let said = events.iter().filter_map(|event| match event {
        Event::Said { text } => Some(text.as_str()),
        _ => None,
    });
    said.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_drawing_is_in_the_session_as_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let session = folder.path().join("s.ron");
    let text = ring();
    let mut shell = over("digits");
    let events = run(&mut shell, &format!("data \"{text}\""));
    let told = said(&events);
    assert!(
        told.contains("'build gan labels=yes' makes a GAN"),
        "{told}"
    );
    // Nobody reads all of its name.
    assert!(
        !told.contains(&text) && told.contains("drawn 40x40 "),
        "{told}"
    );
    assert_eq!(
        (&shell.data.name, &shell.data.classes[..]),
        (&text, &["1".to_owned(), "3".into()][..])
    );
    run(
        &mut shell,
        "build gan labels=yes batch=16; step 3; sample 4 of 3",
    );
    run(&mut shell, &format!("save {}", session.display()));
    assert!(fs::read_to_string(&session).unwrap().contains(&text));
    let mut again = over("digits");
    run(&mut again, &format!("verify {}", session.display()));
    run(&mut again, &format!("load {}; step 2", session.display()));
    run(&mut shell, "step 2");
    assert_eq!(digest(&mut again), digest(&mut shell));
    assert_eq!(again.data.digest, shell.data.digest);
    // Other data, and back.
    run(&mut shell, "data ring");
    let told = said(&run(&mut shell, "undo"));
    assert_eq!(shell.data.name, text);
    assert!(
        told.contains("the data are 'drawn 40x40 ") && told.len() < 120,
        "{told}"
    );
    run(&mut shell, "back 2; eval 50");
}

#[test]
fn one_class_is_none() {
    let mut shell = over("digits");
    let told = said(&run(&mut shell, "data 'drawn 40x40 800.30B770.'"));
    assert!(told.contains("'build gan' makes a GAN"), "{told}");
    run(&mut shell, "build gan batch=16; step 2");
    let why = refused(&mut shell, "build gan labels=yes");
    assert!(
        why.contains("but 'drawn 40x40 800.30B770.' has none"),
        "{why}"
    );
}

#[test]
fn what_is_no_drawing_says_where() {
    let mut shell = over("digits");
    for (line, part) in [
        ("data drawn", "a drawing begins with 'drawn 40x40'"),
        ("data \"drawn 40x40 7x\"", "'x' is no cell"),
        (
            "data \"drawn 40x40 7x\"",
            "\n  drawn 40x40 7x\n               ^",
        ),
        (
            "data \"drawn 40x40 1600.\"",
            "no cell is drawn; a drawing has at least 8",
        ),
        ("data \"drawn 40x40 3A1597.\"", "only 3 cells are drawn"),
        (
            "data \"drawn 40x40 9A1591.\" size=8",
            "are points, which have no size",
        ),
        ("data drawn 40x40", "'40x40' is not an option for 'drawn'"),
        (
            "data draw",
            "'data draw' needs the full screen; anywhere else a drawing can be given as data \"drawn 40x40 ...\"",
        ),
        ("canvas", "did you mean 'data'?"),
    ] {
        let why = refused(&mut shell, line);
        assert!(why.contains(part), "{line}: {why}");
    }
    assert_eq!(shell.data.name, "digits");
    for (line, part) in [
        (
            "data \"drawn 40x40 9A1591.\"",
            " -> points all over 9 cells",
        ),
        (
            "data \"drawn 40x40 9A9B",
            "these are 18 of 40 times 40 cells; 1582 are missing",
        ),
    ] {
        let shown = hint(line).unwrap_or_default();
        assert!(shown.contains(part), "{line}: {shown}");
    }
    let words = complete("data ", 5).suggestions;
    assert!(
        words
            .iter()
            .any(|word| word.text == "draw" && !word.about.is_empty())
    );
}

/// A file that a stranger wrote says nothing to the terminal.
#[test]
fn a_hostile_drawing_commands_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let session = folder.path().join("s.ron");
    let mut shell = over("digits");
    let line = "data 'drawn 40x40 9A1591.'; build gan batch=4; step 1";
    run(&mut shell, &format!("{line}; save {}", session.display()));
    let text = fs::read_to_string(&session).unwrap();
    let hostile = text.replace(
        "drawn 40x40 9A1591.",
        "drawn 40x40 9A\\u{1b}[2J\\u{9b}1m1591.",
    );
    assert_ne!(text, hostile);
    fs::write(&session, hostile).unwrap();
    for command in ["load", "verify"] {
        let mut shell = over("digits");
        let why = refused(&mut shell, &format!("{command} {}", session.display()));
        assert!(why.contains("is not here"), "{why}");
        assert!(!why.contains(['\u{1b}', '\u{9b}']), "{why:?}");
    }
}

#[test]
fn a_drawing_is_given_from_outside() {
    let lab = |arguments: &[&str]| {
        let home = tempfile::tempdir().unwrap();
        let mut lab = Command::new(env!("CARGO_BIN_EXE_aegan-lab"));
        lab.env("HOME", home.path())
            .env("XDG_STATE_HOME", home.path());
        let out = lab.args(arguments).output().unwrap();
        let text = String::from_utf8_lossy(&out.stdout) + String::from_utf8_lossy(&out.stderr);
        (out.status.code(), text.into_owned())
    };
    let (code, text) = lab(&["--data", &ring(), "-c", "build gan batch=4; step 2"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("gan on drawn 40x40 "), "{text}");
    let (code, text) = lab(&["-c", "data draw"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("'data draw' needs the full screen"), "{text}");
    let (code, text) = lab(&["--data", "drawn 40x40 1600.", "-c", "build gan"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("no cell is drawn"), "{text}");
}
