//! Points from an expression: a curve (`y = sin(x)`), a region (`x^2 + y^2 < 1`) or a density (`exp(-x^2 - y^2)`).
//!
//! The points are a function of the text alone, and the mathematical functions are those of the `libm` crate on every
//! machine: a session stores the text, and finds the same points by it anywhere. A text is read into a list of steps
//! with a stack of a known depth, so that neither reading nor computing can run away.

mod draw;
mod names;
mod parse;
mod program;
mod shape;
mod token;

use super::labels::Labels;
use super::parts::{Content, Raw};
use super::{Dataset, Tell, parts};
use crate::error::{Mistake, Result};
pub use names::names;
use shape::Shape;

/// What starts a path.
const OF_PATHS: [&str; 4] = ["/", "./", "../", "~"];

/// Whether a text that names no data is an expression, right or wrong: it compares, calls a known function, or can be
/// read and computes something.
#[must_use]
pub fn is_expression(text: &str) -> bool {
    let text = text.trim();
    if OF_PATHS.iter().any(|begins| text.starts_with(begins)) {
        return false;
    }
    text.contains(['=', '<', '>'])
        || names::calls(text)
        || text.contains(['+', '-', '*', '/', '^']) && Shape::read(text).is_ok()
}

/// What a text draws, in a few words.
///
/// # Errors
/// What is wrong with it, and where.
pub fn described(text: &str) -> std::result::Result<&'static str, Mistake> {
    Shape::read(text).map(|shape| shape.about())
}

/// The points of an expression, 10,000 to learn from and 1,000 held out.
///
/// # Errors
/// A sentence with the place that is wrong, or that there are no such points; or what `tell` says.
pub(super) fn load(text: &str, tell: Tell) -> Result<Dataset> {
    let shape = Shape::read(text).map_err(|mistake| mistake.within(text).error())?;
    let (train, held_out) = draw::points(&shape, tell)?;
    let raw = |points| Raw {
        content: Content::Points(points),
        labels: Labels::None,
    };
    let notes = vec![shape.note()];
    parts::dataset(text, raw(train), Some(raw(held_out)), Vec::new(), notes)
}

#[cfg(test)]
mod tests;
