//! Expressions: what they draw, what is wrong with them, and that no text runs away.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

use proptest::prelude::*;

use super::parse::DEEPEST;
use super::program::At;
use super::shape::{MOST_BYTES, Shape, What};
use super::{described, is_expression, load};
use crate::data::{Dataset, Item};

fn drawn(text: &str) -> Dataset {
    load(text, &mut |_, _| Ok(())).unwrap()
}

fn points(data: &Dataset) -> Vec<[f32; 2]> {
    (0..data.train.len())
        .map(|i| data.train.point(i).unwrap())
        .collect()
}

/// What a text comes to at x = 2, y = 3.
fn value(text: &str) -> f64 {
    let shape = Shape::read(text).unwrap();
    shape.program.value(At::point(2.0, 3.0), &mut Vec::new())
}

#[test]
fn values_are_those_of_the_rules_that_everybody_knows() {
    for (text, wanted) in [
        ("x+y*2", 8.0),
        ("-x^2", -4.0),
        ("2^-x", 0.25),
        ("2^3^x - 500*x/x", 12.0),
        ("2x^2y", f64::NAN),
        ("2x^2 * 3y", 72.0),
        ("(x+1)(y-1)", 6.0),
        ("x - y - 1", -2.0),
        ("12/x/y", 2.0),
        ("--x", 2.0),
        ("x**2 − 1", 3.0),
        ("max(x, y) + min(x, y)", 5.0),
        ("abs(-x) + sign(-y) + floor(x/3)", 1.0),
        ("mod(-x, y)", 1.0),
        ("sqrt(r^2 - x^2)", 3.0),
        ("1e2x + 2e0", 202.0),
        ("1 < x < y", 1.0),
        ("1 < x < y < 3", 0.0),
        ("x > y or x < y and y <= 3", 1.0),
        ("(x > y or x < y) and y < 3", 0.0),
    ] {
        if wanted.is_nan() {
            assert!(Shape::read(text).is_err(), "{text}");
        } else {
            let found = value(text);
            assert!((found - wanted).abs() < 1e-12, "{text}: {found}");
        }
    }
}

#[test]
fn a_curve_a_region_and_a_density_have_their_points() {
    let sine = drawn("y = sin(x)");
    assert_eq!(
        (sine.item, sine.train.len(), sine.held_out.len()),
        (Item::Point, 10_000, 1_000)
    );
    assert!(sine.classes.is_empty());
    // Divided by about 3, and scattered by 0.02.
    let off = |[x, y]: &[f32; 2]| (3.0 * y - (3.0 * x).sin()).abs();
    assert!(points(&sine).iter().all(|point| off(point) < 0.5));
    let mean = points(&sine).iter().map(off).sum::<f32>() / 10_000.0;
    assert!((0.02..0.12).contains(&mean), "{mean}");

    let disc = points(&drawn("x^2 + y^2 < 1"));
    assert!(disc.iter().all(|[x, y]| x.hypot(*y) < 1.001));
    let inner = disc.iter().filter(|[x, y]| x.hypot(*y) < 0.5).count();
    assert!((2300..2700).contains(&inner), "{inner}");

    let bell = drawn("exp(-x^2-y^2)");
    let scale = bell
        .notes
        .iter()
        .find_map(|note| note.split("divided by ").nth(1))
        .unwrap();
    let scale: f32 = scale.split(':').next().unwrap().parse().unwrap();
    let squares = points(&bell)
        .iter()
        .map(|[x, _]| (x * scale).powi(2))
        .sum::<f32>();
    // The variance of a Gaussian whose exponent is -x².
    assert!((squares / 10_000.0 - 0.5).abs() < 0.03, "{squares}");

    let rose = points(&drawn("r = cos(3t)"));
    assert!(rose.iter().all(|[x, y]| x.hypot(*y) < 1.2));
    let left = points(&drawn("x = y^2, -1 < y < 1"));
    assert!(left.iter().all(|[x, y]| (x - y * y).abs() < 0.3));
}

#[test]
fn limits_are_kept_and_said() {
    let data = drawn("x > y, 0 < x < 2*pi, -pi <= y <= 0.5");
    let said = data.notes.join("\n");
    assert!(
        said.contains("x from 0 to 6.283185307179586, y from -3.14"),
        "{said}"
    );
    let data = drawn("y = 1/x, 0 < x < 4, 0 < y < 4");
    assert!(points(&data).iter().all(|[_, y]| *y < 1.1));
    assert!(drawn("y = x").notes[0].contains("drawn from the text with seed 0: x from -3 to 3"));
}

#[test]
fn the_points_are_those_of_the_text() {
    let digest = |text: &str| drawn(text).digest;
    assert_eq!(digest("y = sin(x)"), digest("y = sin(x)"));
    assert_ne!(digest("y = sin(x)"), digest("y = cos(x)"));
    // On every machine: a session finds them again by this.
    for (text, begins) in [
        ("y = sin(x)", "4775db635d47"),
        ("x^2 + y^2 < 1", "4578c179873f"),
        ("exp(-x^2-y^2)", "34f9b19fd4ea"),
    ] {
        assert!(digest(text).starts_with(begins), "{text}: {}", digest(text));
    }
}

#[test]
fn a_mistake_is_a_sentence_with_its_place() {
    for (text, why, marked) in [
        ("y = sin(z)", "'z' is not known", "z"),
        ("y = sine(x)", "did you mean 'sin'?", "sine"),
        ("y = sin x", "sin is a function: write sin(x)", "sin"),
        ("y = sin(x", "this '(' is never closed", "("),
        (
            "y = sin(x))",
            "does not belong to what stands before it",
            ")",
        ),
        ("y = max(x)", "max takes two numbers, as in max(x, y)", ")"),
        ("y = sin(x, x)", "sin takes one number", ","),
        ("y = 2 +", "the expression is not finished", ""),
        ("y = * x", "'*' cannot stand here", "*"),
        ("y = x y", "an operator such as * may be missing", "y"),
        ("y = 1/2x", "an operator such as * may be missing", "x"),
        ("y = 1..2", "does not belong", ".2"),
        ("y = .", "'.' is not a number", "."),
        ("y = 1e999", "'1e999' is not a number", "1e999"),
        ("y = x $ 2", "'$' has no meaning", "$"),
        (
            "y = x + y",
            "y depends on x here, and y cannot be used",
            "x + y",
        ),
        ("y = x < 1", "y is a number, and this compares", "x < 1"),
        ("x^2 + y^2 = 1", "abs(x^2 + y^2 - (1)) < 0.1", "x^2 + y^2"),
        ("2 + 3", "uses neither x nor y", "2 + 3"),
        (
            "(x < 1) + 2",
            "this compares, so it is no number",
            "(x < 1)",
        ),
        (
            "x and y < 1",
            "combine comparisons, and this is a number",
            "x",
        ),
        (
            "y = x, 3 < x < 1",
            "the wrong way round: 3 is not below 1",
            "3 < x < 1",
        ),
        ("y = x, x < 1", "a limit is a number from", "x"),
        ("y = x, 0 < z < 1", "limits are those of x and y", "z"),
        ("y = x, 0 < t < 1", "limits are those of x and y", "t"),
        (
            "y = x, 0 < x",
            "a limit has a number on either side",
            "0 < x",
        ),
        ("y = x, 0 < x < 1e9", "a limit is a number from", "1e9"),
        ("", "not finished", ""),
    ] {
        let mistake = Shape::read(text).unwrap_err();
        assert!(mistake.why.contains(why), "{text}: {}", mistake.why);
        assert_eq!(
            &text[mistake.span.clone()],
            marked,
            "{text}: {}",
            mistake.why
        );
    }
    let said = load("y = sin(z)", &mut |_, _| Ok(()))
        .unwrap_err()
        .to_string();
    assert!(said.ends_with("\n  y = sin(z)\n          ^"), "{said}");
    let long = format!("y = {}", "x+".repeat(MOST_BYTES));
    assert!(
        Shape::read(&long)
            .unwrap_err()
            .why
            .contains("at most 500 bytes")
    );
    for deep in [
        format!(
            "y = {}x{}",
            "(".repeat(DEEPEST + 1),
            ")".repeat(DEEPEST + 1)
        ),
        format!("y = {}x", "-".repeat(DEEPEST + 1)),
        format!("y = x{}", "^x".repeat(DEEPEST + 1)),
        format!("y = {}x", "sin(".repeat(DEEPEST + 1)),
    ] {
        assert!(
            Shape::read(&deep)
                .unwrap_err()
                .why
                .contains("more than 50 deep")
        );
    }
}

#[test]
fn what_has_no_points_says_so() {
    for (text, part) in [
        ("x^2 + y^2 < -1", "hardly a point belongs to the region"),
        ("y = sqrt(-1 - x^2)", "hardly a finite number"),
        ("0*x - 1", "is nowhere above 0"),
        ("sqrt(x - 10)", "is nowhere above 0"),
        ("exp(exp(exp(x^2)))", "grows beyond all numbers"),
    ] {
        let why = load(text, &mut |_, _| Ok(())).unwrap_err().to_string();
        assert!(why.contains(part), "{text}: {why}");
    }
    let mut stop = |_, _| Err(crate::error::Error::new("stopped"));
    assert_eq!(
        load("x^2 + y^2 < -1", &mut stop).unwrap_err().to_string(),
        "stopped"
    );
}

#[test]
fn expressions_are_told_from_names_and_paths() {
    for text in [
        "y = x", "x<y", "sin(q)", "exp (x)", "x*y", "-x", "x/y", "y=sin(x",
    ] {
        assert!(is_expression(text), "{text}");
    }
    for text in [
        "digits",
        "x",
        "digits-rgb",
        "my/pictures (2)",
        "./a=b",
        "../x/y",
        "/x/y",
        "~/x",
        "a+b",
    ] {
        assert!(!is_expression(text), "{text}");
    }
    assert_eq!(described("y = x"), Ok("points along a curve"));
}

proptest! {
    /// Whatever is typed is an expression or a mistake whose place is in the text.
    #[test]
    fn no_text_is_too_much(text in "([xyrt0-9.e+*/^(),<>= -]|sin|max|and|or|π|\u{1f600}){0,40}") {
        match Shape::read(&text) {
            Ok(shape) => {
                let value = shape.program.value(At::point(0.3, -0.7), &mut Vec::new());
                let curve = matches!(shape.what, What::Curve { .. });
                prop_assert!(curve || shape.what == What::Density || [0.0, 1.0].contains(&value));
                prop_assert!(shape.program.0.len() <= 2 * MOST_BYTES);
            }
            Err(mistake) => {
                prop_assert!(text.get(mistake.span.clone()).is_some());
                let said = mistake.within(&text).to_string();
                let escapes = said.contains('\u{1b}');
                prop_assert!(!escapes);
            }
        }
    }
}
