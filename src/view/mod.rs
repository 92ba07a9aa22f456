//! What the screen shows, one file per view: each draws a part of the [`State`] into an area of a buffer.
//!
//! Views do not depend on keys and threads; the state depends only on the events that the lab sent.

mod belief;
mod beside;
mod canvas;
mod chart;
mod curves;
mod frames;
mod keybar;
mod ledger;
mod lines;
mod log;
mod notice;
mod pager;
mod pane;
mod panes;
mod picture;
mod pictures;
mod plane;
mod popup;
mod prompt;
mod shared;
mod state;
mod status;
mod tabs;
mod theme;
mod timeline;

pub use beside::{OTHER, in_turn};
pub use canvas::{Canvas, draw as canvas};
pub use frames::Frames;
pub use keybar::{Replaying, draw as keybar, hit as key_at, keys};
pub use lines::Log;
pub use log::draw as log;
pub use notice::draw as notice;
pub use pager::{Pager, draw as pager};
pub use pane::{Corner, Pane};
pub use panes::PANES;
pub use popup::draw as popup;
pub use prompt::{Line, draw as prompt};
pub use state::State;
pub use status::draw as status;
pub use tabs::{draw as tabs, hit as tab_at};
pub use theme::Theme;
pub use timeline::{Bar, draw as timeline, hit as step_at};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, Widget};

/// Draws a frame with a title; returns the area inside.
pub fn framed(title: &str, area: Rect, buffer: &mut Buffer, theme: Theme) -> Rect {
    let block = Block::bordered()
        .border_style(theme.frame())
        .title_style(theme.title())
        .title(format!(" {title} "));
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

/// Writes `text` at a column and row of `area`, cut at its edge; returns the number of columns used.
fn put(buffer: &mut Buffer, area: Rect, at: (u16, u16), text: &str, style: Style) -> u16 {
    let (column, row) = at;
    if row >= area.height || column >= area.width {
        return 0;
    }
    let (x, y) = (area.x + column, area.y + row);
    let left = usize::from(area.width - column);
    let (end, _) = buffer.set_stringn(x, y, text, left, style);
    end - x
}

/// After drawing, replaces characters that an ASCII terminal cannot show.
pub fn plain(buffer: &mut Buffer, theme: Theme) {
    if !theme.ascii() {
        return;
    }
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let symbol = crate::transcript::ascii(cell.symbol());
            cell.set_symbol(&symbol);
        }
    }
}
