//! The tabs of a screen with room for one pane at a time.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{PANES, Pane, Theme, put};

/// Where each tab stands: first column, one past the last.
fn places() -> impl Iterator<Item = (u16, u16, usize, &'static Pane)> {
    let mut column = 1;
    PANES.iter().enumerate().map(move |(i, pane)| {
        let from = column;
        // A digit, a space, the name, a space on both sides.
        let width = u16::try_from(pane.name.len()).unwrap_or(0) + 4;
        column += width;
        (from, from + width, i, pane)
    })
}

/// Draws the tabs on one row.
pub fn draw(chosen: &str, area: Rect, buffer: &mut Buffer, theme: Theme) {
    for (from, _, i, pane) in places() {
        let style = if pane.name == chosen {
            theme.selected()
        } else {
            theme.dim()
        };
        let text = format!(" {} {} ", i + 1, pane.name);
        put(buffer, area, (from, 0), &text, style);
    }
    let hint = format!("Alt-1 … {}", PANES.len());
    let width = 9;
    if let Some((_, end, ..)) = places().last()
        && end + width + 1 < area.width
    {
        put(
            buffer,
            area,
            (area.width - width - 1, 0),
            &hint,
            theme.dim(),
        );
    }
}

/// The pane whose tab stands at a column.
#[must_use]
pub fn hit(column: u16) -> Option<&'static Pane> {
    places()
        .find(|(from, to, ..)| (*from..*to).contains(&column))
        .map(|(.., pane)| pane)
}
