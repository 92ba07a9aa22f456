//! Completions, above the prompt.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

use super::{Theme, put};
use crate::language::Suggestion;

/// The most rows that a popup takes.
const MOST: usize = 16;

/// Draws the suggestions with their lower left corner above `(x, y)`; `chosen` is lit and in sight.
pub fn draw(
    suggestions: &[Suggestion],
    chosen: Option<usize>,
    (x, y): (u16, u16),
    buffer: &mut Buffer,
    theme: Theme,
) {
    let screen = buffer.area;
    let rows = suggestions.len().min(MOST).min(usize::from(y - screen.y));
    if rows == 0 {
        return;
    }
    let from = chosen.map_or(0, |c| (c + 1).saturating_sub(rows));
    let shown = &suggestions[from..from + rows];
    let words = shown.iter().map(|s| s.text.width()).max().unwrap_or(0);
    let abouts = shown.iter().map(|s| s.about.width()).max().unwrap_or(0);
    let gap = if abouts > 0 { 2 } else { 0 };
    let width = u16::try_from(words + gap + abouts + 2)
        .unwrap_or(u16::MAX)
        .min(screen.width);
    let x = x.min(screen.right().saturating_sub(width));
    let height = u16::try_from(rows).unwrap_or(0);
    let area = Rect::new(x, y - height, width, height);
    Clear.render(area, buffer);
    for (row, (i, suggestion)) in (0_u16..).zip((from..).zip(shown)) {
        let lit = chosen == Some(i);
        let style = if lit { theme.selected() } else { theme.text() };
        let blank = " ".repeat(width.into());
        put(
            buffer,
            area,
            (0, row),
            &blank,
            if lit { style } else { theme.text() },
        );
        put(buffer, area, (1, row), &suggestion.text, style);
        let about = u16::try_from(1 + words + gap).unwrap_or(u16::MAX);
        let faint = if lit { style } else { theme.dim() };
        put(buffer, area, (about, row), &suggestion.about, faint);
    }
}
