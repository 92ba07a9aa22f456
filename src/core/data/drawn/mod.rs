//! Points from a drawing: cells of the plane, each empty or of one of nine classes.
//!
//! The points are a function of the drawing alone, and the drawing has a short text: a session stores the text, and
//! finds the same points by it anywhere.

mod drawing;
mod points;
mod text;

use super::labels::Labels;
use super::parts::{Content, Raw};
use super::{Dataset, parts};
use crate::error::{Mistake, Result};
pub use drawing::Drawing;
use drawing::{EDGE, SIDE};
pub use text::is_drawing;

/// What the text of a drawing draws, in a few words.
///
/// # Errors
/// What is wrong with it, and where.
pub fn described(text: &str) -> std::result::Result<String, Mistake> {
    let drawing = Drawing::read(text)?;
    Ok(match drawing.classes().len() {
        0 | 1 => format!("points all over {} cells", drawing.drawn()),
        classes => format!(
            "points all over {} cells, in {classes} classes",
            drawing.drawn()
        ),
    })
}

/// The points of a drawing, 10,000 to learn from and 1,000 held out; with labels, if it has more than one class.
///
/// # Errors
/// A sentence with the place that is wrong, or that too little is drawn.
pub(super) fn load(text: &str) -> Result<Dataset> {
    let drawing = Drawing::read(text).map_err(|mistake| mistake.within(text).error())?;
    drawing.check()?;
    let classes = drawing.classes();
    let [train, held_out] = points::of(&drawing).map(|(points, labels)| Raw {
        content: Content::Points(points),
        labels: if classes.len() > 1 {
            Labels::Numbers(labels)
        } else {
            Labels::None
        },
    });
    let notes = vec![format!(
        "points all over {} of {SIDE}×{SIDE} cells, drawn from the text with seed 0: x and y from -{EDGE} to {EDGE}",
        drawing.drawn()
    )];
    parts::dataset(text, train, Some(held_out), Vec::new(), notes)
}

#[cfg(test)]
mod tests;
