//! What a pane of the screen is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{State, Theme};

/// A pane of the screen.
#[derive(Debug)]
pub struct Pane {
    /// The name on its tab. Events open panes by this name.
    pub name: &'static str,
    pub draw: fn(&State, Rect, &mut Buffer, Theme),
    /// Its place on a screen with room for several panes; if none, it is shown only by its tab.
    pub corner: Option<Corner>,
}

/// A place on a screen with room for several panes. If several have the same place, the first one is shown, or the one whose
/// tab is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corner {
    TopLeft,
    /// As high as the ledger needs.
    BottomLeft,
    TopRight,
    BottomRight,
    /// All of it, while its tab is chosen.
    Whole,
}
