//! What a pane of the screen is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{State, Theme};

/// A pane of the screen.
#[derive(Debug)]
pub struct Pane {
    /// What its tab says. Events open panes by it.
    pub name: &'static str,
    pub draw: fn(&State, Rect, &mut Buffer, Theme),
    /// Where it stands on a screen with room for several; nowhere: only its tab shows it.
    pub corner: Option<Corner>,
}

/// A place on a screen with room for several panes. Of those with one place the first is shown, or the one whose tab
/// is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corner {
    TopLeft,
    /// As high as the ledger needs.
    BottomLeft,
    TopRight,
    BottomRight,
}
