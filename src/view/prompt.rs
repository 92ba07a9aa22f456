//! The line that is being typed: colours of the language, a hint after the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::{Theme, put};
use crate::language::{self, Role};

/// What the prompt shows.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// `gan`, or what is being searched for.
    pub name: &'a str,
    pub text: &'a str,
    /// Columns of the text before the cursor.
    pub cursor: usize,
    /// Grey text after the line.
    pub hint: &'a str,
}

/// Draws the line; gives the place of the cursor.
pub fn draw(line: Line<'_>, area: Rect, buffer: &mut Buffer, theme: Theme) -> (u16, u16) {
    let start = put(
        buffer,
        area,
        (0, 0),
        &format!("{}> ", line.name),
        theme.title(),
    );
    let room = usize::from(area.width.saturating_sub(start + 1));
    // A long line is seen where the cursor is.
    let skipped = line.cursor.saturating_sub(room);
    let text = Rect {
        x: area.x + start,
        width: area.width - start,
        ..area
    };
    let mut column = 0;
    let mut write = |buffer: &mut Buffer, part: &str, style: Style| {
        for c in part.chars() {
            let mut bytes = [0; 4];
            let glyph = c.encode_utf8(&mut bytes);
            if column >= skipped {
                let at = u16::try_from(column - skipped).unwrap_or(u16::MAX);
                put(buffer, text, (at, 0), glyph, style);
            }
            column += glyph.width();
        }
    };
    let mut at = 0;
    for (range, role) in language::highlight(line.text) {
        write(buffer, &line.text[at..range.start], theme.text());
        write(buffer, &line.text[range.clone()], style(role, theme));
        at = range.end;
    }
    write(buffer, &line.text[at..], theme.text());
    // Without colours a hint could not be told from what was typed.
    if theme.colour() {
        write(buffer, line.hint, theme.dim());
    }
    let cursor = u16::try_from(line.cursor - skipped).unwrap_or(u16::MAX);
    let x = (text.x + cursor).min(area.right().saturating_sub(1));
    (x, area.y)
}

fn style(role: Role, theme: Theme) -> Style {
    match role {
        Role::Command => theme.key(),
        Role::Unknown => theme.error(),
        Role::Key => theme.real(),
        Role::Number => theme.number(),
        Role::Operator => theme.title(),
        Role::Word => theme.text(),
        Role::Comment => theme.dim(),
        Role::Mistake => theme.error().add_modifier(Modifier::UNDERLINED),
    }
}
