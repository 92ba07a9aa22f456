//! The tabs of a screen with room for one pane at a time.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pane::{Corner, Pane};
use super::{PANES, State, Theme, put};

/// The panes that have something to show, or say how they come to it.
fn shown(state: &State) -> impl Iterator<Item = (usize, &'static Pane)> {
    let compared = state.compared.is_some();
    let all = PANES.iter().enumerate();
    all.filter(move |(_, pane)| compared || pane.corner != Some(Corner::Whole))
}

/// Where each tab stands: first column, one past the last.
fn places(state: &State) -> impl Iterator<Item = (u16, u16, usize, &'static Pane)> {
    let mut column = 1;
    shown(state).map(move |(i, pane)| {
        let from = column;
        // A digit, a space, the name, a space on both sides.
        let width = u16::try_from(pane.name.len()).unwrap_or(0) + 4;
        column += width;
        (from, from + width, i, pane)
    })
}

/// Draws the tabs on one row.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer, theme: Theme) {
    for (from, _, i, pane) in places(state) {
        let style = if pane.name == state.tab {
            theme.selected()
        } else {
            theme.dim()
        };
        let text = format!(" {} {} ", i + 1, pane.name);
        put(buffer, area, (from, 0), &text, style);
    }
    let hint = format!("Alt-1 … {}", shown(state).count());
    let width = 9;
    if let Some((_, end, ..)) = places(state).last()
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

/// The place among the panes of the one whose tab stands at a column.
#[must_use]
pub fn hit(state: &State, column: u16) -> Option<usize> {
    places(state)
        .find(|(from, to, ..)| (*from..*to).contains(&column))
        .map(|(_, _, place, _)| place)
}
