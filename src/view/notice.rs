//! A warning above the prompt, drawn over everything else, so it cannot scroll away.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use super::{Theme, put};
use crate::event::Event;
use crate::transcript;

/// Draws the text in the last rows of the area.
pub fn draw(text: &str, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let said = Event::Said { text: text.into() };
    let lines = transcript::lines(&said, usize::from(area.width.saturating_sub(2)).max(18));
    let height = u16::try_from(lines.len())
        .unwrap_or(area.height)
        .min(area.height);
    let place = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    Clear.render(place, buffer);
    for (row, line) in (0..height).zip(&lines) {
        put(buffer, place, (2, row), line, theme.error());
    }
}
