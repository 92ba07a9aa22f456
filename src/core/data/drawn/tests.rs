//! Drawings: their text, their points, and that no text runs away.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

use proptest::prelude::*;

use super::drawing::{CLASSES, EDGE, SIDE};
use super::{Drawing, described, is_drawing, load};
use crate::data::Item;

/// A drawing in which these cells have these classes.
fn with(cells: &[(usize, usize, u8)]) -> Drawing {
    let mut drawing = Drawing::default();
    for &(column, row, class) in cells {
        drawing.set(column, row, class);
    }
    drawing
}

/// Two bars: class 1 at the top left, class 3 at the bottom right.
fn bars() -> Drawing {
    let top = (0..10).map(|column| (column, 0, 1));
    let bottom = (30..40).map(|column| (column, 39, 3));
    with(&top.chain(bottom).collect::<Vec<_>>())
}

#[test]
fn a_drawing_is_a_short_text() {
    let text = bars().to_string();
    assert_eq!(text, "drawn 40x40 10A1580.10C");
    assert_eq!(Drawing::read(&text), Ok(bars()));
    // Spaces stand where one wants them, and a number is never necessary.
    assert_eq!(
        Drawing::read(" drawn  40x40  AAAAA 5A 1579. .10C "),
        Ok(bars())
    );
    assert_eq!(Drawing::default().to_string(), "drawn 40x40 1600.");
    assert_eq!(
        described(&text),
        Ok("points all over 20 cells, in 2 classes".into())
    );
    assert_eq!(
        described("drawn 40x40 10B1590."),
        Ok("points all over 10 cells".into())
    );
    // The longest: no cell is like the one before it.
    let cells = (0..SIDE * SIDE).map(|i| (i % SIDE, i / SIDE, (i % 9) as u8 + 1));
    let longest = with(&cells.collect::<Vec<_>>()).to_string();
    assert!(longest.len() < 2000 && Drawing::read(&longest).is_ok());
}

#[test]
fn points_are_all_over_the_drawn_cells() {
    let data = load(&bars().to_string()).unwrap();
    assert_eq!(
        (data.item, data.train.len(), data.held_out.len()),
        (Item::Point, 10_000, 1_000)
    );
    assert_eq!(data.classes, ["1", "3"]);
    let side = 2.0 * EDGE / SIDE as f32;
    let mut of_first = 0;
    for i in 0..data.train.len() {
        let [x, y] = data.train.point(i).unwrap();
        let first = data.train.labels()[i] == 0;
        of_first += usize::from(first);
        let (left, bottom) = if first {
            (-EDGE, EDGE - side)
        } else {
            (EDGE - 10.0 * side, -EDGE)
        };
        assert!(
            (left..=left + 10.0 * side).contains(&x) && (bottom..=bottom + side).contains(&y),
            "{x}, {y} of class {}",
            data.train.labels()[i]
        );
    }
    assert!((4800..5200).contains(&of_first), "{of_first}");
    // One class is none, whichever it is.
    let one = load("drawn 40x40 800.20B780.").unwrap();
    assert!(one.classes.is_empty() && one.train.labels().is_empty());
}

#[test]
fn the_points_are_those_of_the_drawing() {
    let digest = |text: &str| load(text).unwrap().digest;
    let text = bars().to_string();
    assert_eq!(digest(&text), digest("drawn 40x40 5A5A 1580. 10C"));
    assert_ne!(digest(&text), digest("drawn 40x40 9A1581.10C"));
    // On every machine: a session finds them again by this.
    assert!(
        digest(&text).starts_with("fbe3d2b3f4ed"),
        "{}",
        digest(&text)
    );
}

#[test]
fn a_mistake_is_a_sentence_with_its_place() {
    for (text, why, marked) in [
        ("drawn", "a drawing begins with 'drawn 40x40'", ""),
        ("drawn 30x30 900.", "begins with 'drawn 40x40'", "30x30"),
        (
            "drawn 40x401600.",
            "begins with 'drawn 40x40'",
            "40x401600.",
        ),
        ("40x40 1600.", "begins with 'drawn 40x40'", "40x40"),
        ("", "begins with 'drawn 40x40'", ""),
        ("drawn 40x40", "these are 0 of 40 times 40 cells", ""),
        ("drawn 40x40 1599.", "1 are missing", ""),
        ("drawn 40x40 1599.2A", "1 are left here", "2A"),
        (
            "drawn 40x40 99999999999999999999999A",
            "1600 are left here",
            "99999999999999999999999A",
        ),
        ("drawn 40x40 12 A", "no cell follows this number", "12"),
        ("drawn 40x40 A12", "no cell follows this number", "12"),
        ("drawn 40x40 A0.", "repeated at least once", "0."),
        (
            "drawn 40x40 4J",
            "'J' is no cell; '.' is an empty one, and A to I are classes 1 to 9",
            "J",
        ),
        ("drawn 40x40 é", "'é' is no cell", "é"),
        ("drawn 40x40 \u{1b}[2J", "'\\u{1b}' is no cell", "\u{1b}"),
    ] {
        let mistake = Drawing::read(text).unwrap_err();
        assert!(mistake.why.contains(why), "{text}: {}", mistake.why);
        assert_eq!(&text[mistake.span.clone()], marked, "{text}");
    }
    let long = format!("drawn 40x40 {}", "1.".repeat(3000));
    let why = Drawing::read(&long).unwrap_err().why;
    assert!(why.contains("at most 4096 bytes"), "{why}");
    let said = load("drawn 40x40 7.x").unwrap_err().to_string();
    assert!(
        said.ends_with("\n  drawn 40x40 7.x\n                ^"),
        "{said}"
    );
    for (text, why) in [
        ("drawn 40x40 1600.", "no cell is drawn"),
        (
            "drawn 40x40 A1599.",
            "only 1 cell is drawn; a drawing has at least 8",
        ),
        ("drawn 40x40 7A1593.", "only 7 cells are drawn"),
    ] {
        let said = load(text).unwrap_err().to_string();
        assert!(said.starts_with(why), "{said}");
    }
    assert!(load("drawn 40x40 8A1592.").is_ok());
}

#[test]
fn drawings_are_told_from_names_and_paths() {
    assert!(is_drawing("drawn 40x40") && is_drawing("  drawn") && is_drawing("drawn\tx"));
    assert!(!is_drawing("drawn.csv") && !is_drawing("./drawn 40x40") && !is_drawing(""));
}

proptest! {
    /// Every drawing is its text.
    #[test]
    fn a_text_is_read_as_it_was_written(
        strokes in prop::collection::vec((0..SIDE, 0..SIDE, 1..20_usize, 0..=CLASSES), 0..60)
    ) {
        let mut drawing = Drawing::default();
        for (column, row, length, class) in strokes {
            for along in 0..length {
                drawing.set(column + along, row, class);
            }
        }
        let text = drawing.to_string();
        prop_assert!(is_drawing(&text) && text.len() <= 4096);
        prop_assert_eq!(Drawing::read(&text), Ok(drawing));
    }

    /// Whatever is typed is a drawing or a mistake whose place is in the text.
    #[test]
    fn no_text_is_too_much(text in "(drawn )?(40x40 )?([A-K0-9. ]|\u{1b}\\[|é|\u{1f600}|4096|1590){0,40}") {
        match Drawing::read(&text) {
            Ok(drawing) => prop_assert_eq!(Drawing::read(&drawing.to_string()), Ok(drawing)),
            Err(mistake) => {
                prop_assert!(text.get(mistake.span.clone()).is_some());
                let said = mistake.within(&text).to_string();
                let escapes = said.contains('\u{1b}');
                prop_assert!(!escapes);
            }
        }
    }
}
