//! The names that an expression may use: variables, constants and functions.

use std::f64::consts::{E, PI, TAU};
use std::fmt;

/// A variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variable {
    X,
    Y,
    /// Distance from the origin.
    R,
    /// Angle, from -π to π, counterclockwise from the positive x axis.
    T,
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::X => "x",
            Self::Y => "y",
            Self::R => "r",
            Self::T => "t",
        })
    }
}

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning {
    Variable(Variable),
    Number(f64),
    One(fn(f64) -> f64),
    Two(fn(f64, f64) -> f64),
}

use Meaning::{Number, One, Two};

const NAMES: [(&str, Meaning); 34] = [
    ("x", Meaning::Variable(Variable::X)),
    ("y", Meaning::Variable(Variable::Y)),
    ("r", Meaning::Variable(Variable::R)),
    ("t", Meaning::Variable(Variable::T)),
    ("pi", Number(PI)),
    ("tau", Number(TAU)),
    ("e", Number(E)),
    ("sin", One(libm::sin)),
    ("cos", One(libm::cos)),
    ("tan", One(libm::tan)),
    ("asin", One(libm::asin)),
    ("acos", One(libm::acos)),
    ("atan", One(libm::atan)),
    ("sinh", One(libm::sinh)),
    ("cosh", One(libm::cosh)),
    ("tanh", One(libm::tanh)),
    ("exp", One(libm::exp)),
    ("ln", One(libm::log)),
    ("log", One(libm::log)),
    ("log10", One(libm::log10)),
    ("sqrt", One(libm::sqrt)),
    ("cbrt", One(libm::cbrt)),
    ("abs", One(libm::fabs)),
    ("sign", One(sign)),
    ("floor", One(libm::floor)),
    ("ceil", One(libm::ceil)),
    ("round", One(libm::round)),
    ("gauss", One(gauss)),
    ("min", Two(libm::fmin)),
    ("max", Two(libm::fmax)),
    ("atan2", Two(libm::atan2)),
    ("hypot", Two(libm::hypot)),
    ("pow", Two(libm::pow)),
    ("mod", Two(modulo)),
];

/// -1, 0 or 1.
fn sign(value: f64) -> f64 {
    if value == 0.0 {
        0.0
    } else {
        libm::copysign(1.0, value)
    }
}

/// The bell curve, 1 at 0.
fn gauss(value: f64) -> f64 {
    libm::exp(-value * value / 2.0)
}

/// What is left of `a` over multiples of `b`, of the sign of `b`.
fn modulo(a: f64, b: f64) -> f64 {
    a - b * libm::floor(a / b)
}

/// What a name stands for, if anything.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    let found = NAMES.iter().find(|(known, _)| *known == name);
    found.map(|(_, meaning)| *meaning)
}

/// All names.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    NAMES.iter().map(|(name, _)| *name)
}

/// Whether a text calls one of the functions.
pub(super) fn calls(text: &str) -> bool {
    let function = |meaning: Option<Meaning>| matches!(meaning, Some(One(_) | Two(_)));
    let before = |at: usize| {
        let text = text[..at].trim_end();
        let name = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        &text[name.len()..]
    };
    let mut open = text.match_indices('(');
    open.any(|(at, _)| function(meaning(before(at))))
}
