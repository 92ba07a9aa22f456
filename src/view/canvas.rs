//! The canvas that data are drawn on: two cells of a drawing in each cell of the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

use super::{Theme, framed, put};
use crate::language::Drawing;

/// Columns and rows of the cells on the screen.
const COLUMNS: u16 = Drawing::SIDE as u16;
const ROWS: u16 = COLUMNS / 2;
/// Digits in the upper half of a cell, and in the lower one, for screens without colours.
const UPPER: [char; 9] = ['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
const LOWER: [char; 9] = ['₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
/// Cells between two dots of an empty canvas, across and, of the screen's rows, down.
const DOTS: (u16, u16) = (10, 5);

/// A drawing in progress.
pub struct Canvas<'a> {
    pub drawing: &'a Drawing,
    /// Column and row, from the top left.
    pub cursor: (isize, isize),
    pub class: u8,
    pub brush: usize,
    pub down: bool,
    pub erases: bool,
    /// Why the drawing is not used.
    pub wrong: Option<&'a str>,
}

/// Draws the canvas in the middle of the area; gives the place of its cells, if there is room for them.
pub fn draw(canvas: &Canvas<'_>, area: Rect, buffer: &mut Buffer, theme: Theme) -> Option<Rect> {
    Clear.render(area, buffer);
    let (width, height) = (COLUMNS + 2, ROWS + 2);
    if area.width < width || area.height < height {
        let text = format!("the canvas needs {width}x{}; Esc leaves", height + 1);
        put(buffer, area, (0, 0), &text, theme.error());
        return None;
    }
    let status = u16::from(area.height > height);
    let outer = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + status + (area.height - height - status) / 2,
        width,
        height,
    };
    if status > 0 {
        let (text, style) = match canvas.wrong {
            Some(wrong) => (wrong.to_owned(), theme.error()),
            None => (about(canvas), theme.text()),
        };
        let columns = u16::try_from(text.width()).unwrap_or(u16::MAX);
        let column = area.width.saturating_sub(columns) / 2;
        put(buffer, area, (column, outer.y - 1 - area.y), &text, style);
    }
    let inner = framed("mouse: right erases · arrows move", outer, buffer, theme);
    axes(outer, area, buffer, theme);
    legend(canvas, outer, area, buffer, theme);
    for (row, column) in (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (row, column))) {
        let (glyph, style) = cell(canvas, (column, row), theme);
        if let Some(cell) = buffer.cell_mut((inner.x + column, inner.y + row)) {
            cell.set_char(glyph).set_style(style);
        }
    }
    Some(inner)
}

/// The pen and the drawing in one line.
fn about(canvas: &Canvas<'_>) -> String {
    let pen = if canvas.erases { "eraser" } else { "pen" };
    let down = if canvas.down { "down" } else { "up" };
    let cells = canvas.drawing.drawn();
    let (class, brush) = (canvas.class, canvas.brush);
    format!("class {class} · brush {brush} · {pen} {down} · cells drawn: {cells}")
}

/// What a cell of the screen shows.
fn cell(canvas: &Canvas<'_>, (column, row): (u16, u16), theme: Theme) -> (char, Style) {
    let at = |half: u16| {
        let row = usize::from(2 * row + half);
        let class = canvas.drawing.at(column.into(), row);
        let here = (isize::try_from(column), isize::try_from(row))
            == (Ok(canvas.cursor.0), Ok(canvas.cursor.1));
        (class, here)
    };
    let ((upper, over), (lower, under)) = (at(0), at(1));
    if over || under {
        let other = if over { lower } else { upper };
        let glyph = match (theme.ascii(), over) {
            (true, true) => '^',
            (true, false) => 'v',
            (false, true) => '▀',
            (false, false) => '▄',
        };
        return (glyph, theme.title().bg(colour(other, theme)));
    }
    let class = if upper > 0 { upper } else { lower };
    if class == 0 {
        let dot = column > 0 && row > 0 && column % DOTS.0 == 0 && row % DOTS.1 == 0;
        let dotted = if theme.ascii() { '.' } else { '·' };
        return (if dot { dotted } else { ' ' }, theme.dim());
    }
    let style = theme.class(usize::from(class - 1));
    let digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    let digit = |digits: [char; 9], class: u8| digits[usize::from(class - 1)];
    if theme.ascii() {
        return (digit(digits, class), style);
    }
    if !theme.colour() {
        return match (upper, lower) {
            (upper, 0) => (digit(UPPER, upper), style),
            (0, lower) => (digit(LOWER, lower), style),
            (upper, lower) if upper == lower => (digit(digits, upper), style),
            // Of two classes the upper one.
            (upper, _) => (digit(digits, upper), style.add_modifier(Modifier::REVERSED)),
        };
    }
    match (upper, lower) {
        (0, _) => ('▄', style),
        (_, 0) => ('▀', style),
        (upper, lower) if upper == lower => ('█', style),
        (upper, lower) => (
            '▀',
            theme.class(usize::from(upper - 1)).bg(colour(lower, theme)),
        ),
    }
}

/// The colour of a class; that of the terminal for none.
fn colour(class: u8, theme: Theme) -> Color {
    let class = class.checked_sub(1).map(usize::from);
    let colour = class.and_then(|class| theme.class(class).fg);
    colour.unwrap_or(Color::Reset)
}

/// How far x and y go, on the frame and beside it.
fn axes(outer: Rect, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let (low, high) = (format!("-{}", Drawing::EDGE), Drawing::EDGE.to_string());
    let bottom = outer.height - 1;
    let right = outer.width - 1 - high.len() as u16;
    for (column, text) in [(1, &*low), (outer.width / 2, "0"), (right, &*high)] {
        put(buffer, outer, (column, bottom), text, theme.dim());
    }
    let left = Rect {
        width: outer.x - area.x,
        ..area
    };
    let top = outer.y - area.y;
    for (row, text) in [(1, &*high), (outer.height / 2, "0"), (bottom - 1, &*low)] {
        if let Some(column) = left.width.checked_sub(text.len() as u16 + 1) {
            put(buffer, left, (column, top + row), text, theme.dim());
        }
    }
}

/// The classes that there are, with their cells, beside the frame.
fn legend(canvas: &Canvas<'_>, outer: Rect, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let beside = Rect {
        x: outer.right(),
        width: area.right() - outer.right(),
        y: outer.y,
        height: outer.height,
    };
    if beside.width < 12 {
        return;
    }
    let shown = (1..=Drawing::CLASSES)
        .map(|class| (class, canvas.drawing.count(class)))
        .filter(|(class, cells)| *cells > 0 || *class == canvas.class);
    for (row, (class, cells)) in (1..).zip(shown) {
        let style = theme.class(usize::from(class - 1));
        let chosen = if class == canvas.class { '>' } else { ' ' };
        let text = format!("{chosen} {class}  {cells}");
        put(buffer, beside, (1, row), &text, style);
    }
}
