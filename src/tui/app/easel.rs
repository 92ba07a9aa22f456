//! What the screen keeps of the canvas.

use ratatui::layout::Rect;

use crate::tui::sketch::{Cell, Sketch};

/// A canvas; what is on it stays there while it is closed.
#[derive(Default)]
pub(super) struct Easel {
    pub(super) open: bool,
    pub(super) sketch: Sketch,
    /// Why the drawing is not used.
    pub(super) wrong: Option<String>,
    /// Where its cells stood when they were last drawn.
    pub(super) place: Option<Rect>,
    /// What the mouse draws, and the cell where it was last.
    pub(super) held: Option<(u8, Cell)>,
}
