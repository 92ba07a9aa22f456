//! One picture on cells of a screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::Theme;
use crate::art::{self, Blitter, Colour, Picture};

/// The blitter for a picture of so many pixels a column: half blocks at half size would lose every
/// second column, quadrants keep them.
fn blitter(theme: &Theme, picture: &Picture, columns: u16) -> Blitter {
    if theme.art.blitter == Blitter::Half && usize::from(columns) < picture.width() {
        Blitter::Quadrant
    } else {
        theme.art.blitter
    }
}

/// Draws all of a picture over all of an area.
pub fn draw(picture: &Picture, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let area = area.intersection(buffer.area);
    let cells = art::draw(
        picture,
        area.width.into(),
        area.height.into(),
        blitter(theme, picture, area.width),
        theme.art.depth,
    );
    for (y, line) in (area.y..).zip(cells.lines()) {
        for (x, drawn) in (area.x..).zip(line) {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.set_char(drawn.glyph)
                    .set_fg(colour(drawn.fg))
                    .set_bg(colour(drawn.bg));
            }
        }
    }
}

fn colour(colour: Colour) -> Color {
    match colour {
        Colour::Default => Color::Reset,
        Colour::Rgb(r, g, b) => Color::Rgb(r, g, b),
        Colour::Indexed(i) => Color::Indexed(i),
    }
}
