//! Text that is longer than the log's pane, over everything else: help, tables.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use super::{Theme, framed, put};

/// A text that is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    pub title: String,
    pub lines: Vec<String>,
    /// The first visible line.
    pub top: usize,
}

impl Pager {
    /// Moves by `lines`, down if positive, no further than the last page of `height` lines.
    pub fn scroll(&mut self, lines: isize, height: usize) {
        let last = self.lines.len().saturating_sub(height.max(1));
        self.top = self.top.saturating_add_signed(lines).min(last);
    }
}

/// Draws the text over the area.
pub fn draw(pager: &Pager, area: Rect, buffer: &mut Buffer, theme: Theme) {
    Clear.render(area, buffer);
    let inner = framed(&pager.title, area, buffer, theme);
    let top = pager
        .top
        .min(pager.lines.len().saturating_sub(usize::from(inner.height)));
    for (row, line) in (0..inner.height).zip(&pager.lines[top..]) {
        put(buffer, inner, (1, row), line, theme.text());
    }
    let (all, page) = (pager.lines.len(), usize::from(inner.height));
    let hint = if all > page {
        let end = (top + page).min(all);
        format!(
            " {}–{end} of {all} · ↑ ↓ PgUp PgDn scroll · Esc closes ",
            top + 1
        )
    } else {
        " Esc closes ".to_owned()
    };
    let bottom = Rect {
        y: area.bottom().saturating_sub(1),
        height: 1,
        ..area
    };
    put(buffer, bottom, (2, 0), &hint, theme.key());
}
