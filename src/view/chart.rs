//! The view of one quantity plotted over another, with both axes named.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Theme, framed, put};
use crate::event::Chart;
use crate::transcript::{PLOTTED, Span, along, number};

/// Columns left of the axis, for its ends.
const LEFT: u16 = 6;

/// Draws the lines above their legend, with the name of the axis upwards at the top.
pub fn draw(chart: &Chart, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let title = format!("{} · step {}", chart.title, chart.step);
    let inner = framed(&title, area, buffer, theme);
    let Some(span) = Span::of(chart) else {
        put(buffer, inner, (1, 0), "no values to draw", theme.dim());
        return;
    };
    // The name upwards, three rows of map, the axis, its name, the legend.
    if inner.height < 7 || inner.width < 24 {
        let text = "needs a larger window";
        put(buffer, inner, (1, 0), text, theme.dim());
        return;
    }
    let map = Rect::new(
        inner.x + LEFT + 1,
        inner.y + 1,
        inner.width - LEFT - 1,
        inner.height - 4,
    );
    put(buffer, inner, (0, 0), &chart.up, theme.dim());
    for row in 0..map.height {
        put(buffer, inner, (LEFT, row + 1), "│", theme.dim());
    }
    for (row, value) in [(1, span.up[1]), (map.height, span.up[0])] {
        put(buffer, inner, (0, row), &number(value), theme.dim());
    }
    let below = map.height + 1;
    let axis = format!("└{}", "─".repeat(usize::from(map.width)));
    put(buffer, inner, (LEFT, below), &axis, theme.dim());
    let log = if chart.log { " (log)" } else { "" };
    let [from, to] = span.across.map(number);
    let name = format!("{}{log}", chart.across);
    let wide = usize::from(map.width).saturating_sub(from.len() + to.len());
    let ends = format!("{from}{name:^wide$}{to}");
    put(buffer, inner, (LEFT + 1, below + 1), &ends, theme.dim());
    let mut column = 0;
    for (i, line) in chart.lines.iter().enumerate() {
        let mark = PLOTTED[i % PLOTTED.len()];
        let places: Vec<_> = line.points.iter().filter_map(|p| span.place(*p)).collect();
        let mut dot = |[x, y]: [f32; 2], glyph: char| {
            let across = (x * f32::from(map.width)) as u16;
            let down = ((1.0 - y) * f32::from(map.height)) as u16;
            let at = (
                map.x + across.min(map.width - 1),
                map.y + down.min(map.height - 1),
            );
            if let Some(cell) = buffer.cell_mut(at) {
                cell.set_char(glyph).set_style(theme.curve(i));
            }
        };
        along(&places).into_iter().for_each(|p| dot(p, '·'));
        places.iter().for_each(|p| dot(*p, mark));
        let text = format!("{mark} {}  ", line.name);
        column += put(buffer, inner, (column, below + 2), &text, theme.curve(i));
    }
}
