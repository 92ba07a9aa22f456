//! The log, at the bottom of the screen or on all of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::lines::Kind;
use super::pane::Pane;
use super::{State, Theme, put};

pub(super) const PANE: Pane = Pane {
    name: "log",
    draw,
    corner: None,
};

/// Draws the newest lines, or those that were scrolled to, above the bottom of the area.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let log = &state.log;
    let height = usize::from(area.height);
    let end = log.lines.len() - log.back.min(log.lines.len());
    let from = end.saturating_sub(height);
    for (row, (kind, line)) in (0_u16..).zip(log.lines.range(from..end)) {
        let style = match kind {
            Kind::Typed => theme.key(),
            Kind::Answer => theme.text(),
            Kind::Failure => theme.error(),
        };
        put(buffer, area, (0, row), line, style);
    }
    if log.back > 0 {
        let text = format!(" {} more below · PgDn ", log.back);
        let width = u16::try_from(text.len()).unwrap_or(0);
        let at = (
            area.width.saturating_sub(width),
            area.height.saturating_sub(1),
        );
        put(buffer, area, at, &text, theme.selected());
    }
}
