//! The timeline as a bar on one row: what was done on the branch, where the run stands, where one looks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::{Theme, put};
use crate::event::{MarkKind, Outline};
use crate::order::sort_by_key;

/// The keys that move along it, where there is room to say so.
const KEYS: &str = "← →";
/// From this width on there is room for names.
const WIDE: u16 = 50;
/// Columns of a name, at most.
const NAME: usize = 14;
/// The least columns for which a bar is worth its row.
const LEAST: u16 = 8;

/// A bar.
#[derive(Debug, Clone, Copy)]
pub struct Bar<'a> {
    pub outline: &'a Outline,
    /// Where the run stands, and its last step: further than the outline says, while it trains.
    pub step: u64,
    pub last: u64,
    /// The step that is looked at, if it is another one.
    pub looks_at: Option<u64>,
}

/// What stands on a row, from left to right.
struct Row {
    left: String,
    /// First column of the bar, and how many it has.
    from: u16,
    width: u16,
    right: String,
    keys: bool,
}

impl Bar<'_> {
    fn row(&self, width: u16) -> Row {
        let wide = width >= WIDE;
        let name: String = self.outline.branch.chars().take(NAME).collect();
        let left = if wide {
            format!(" {name} 0 ")
        } else {
            String::from(" 0 ")
        };
        let right = format!(" {} ", self.last);
        let columns = |text: &str| u16::try_from(text.width()).unwrap_or(u16::MAX);
        let keys = if wide { columns(KEYS) + 1 } else { 0 };
        let from = columns(&left);
        let taken = from.saturating_add(columns(&right)).saturating_add(keys);
        Row {
            from,
            width: width.saturating_sub(taken),
            left,
            right,
            keys: wide,
        }
    }

    /// The column of a step on a bar of so many columns.
    fn column(&self, step: u64, width: u16) -> u16 {
        let (step, last) = (
            u128::from(step.min(self.last)),
            u128::from(self.last.max(1)),
        );
        let most = u128::from(width.saturating_sub(1));
        let column = (2 * step * most + last) / (2 * last);
        u16::try_from(column).unwrap_or(u16::MAX)
    }
}

/// How a mark is drawn.
fn sign(kind: MarkKind, theme: Theme) -> (&'static str, Style) {
    match kind {
        MarkKind::Change => ("▲", theme.fake()),
        MarkKind::Note => ("◆", theme.key()),
        MarkKind::Fork => ("┳", theme.number()),
        MarkKind::Break => ("■", theme.error()),
    }
}

/// Draws the bar.
pub fn draw(bar: Bar<'_>, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let row = bar.row(area.width);
    if row.width < LEAST {
        return;
    }
    put(buffer, area, (0, 0), &row.left, theme.dim());
    let track = Rect {
        x: area.x + row.from,
        width: row.width,
        ..area
    };
    let here = bar.column(bar.step, row.width);
    let line = |column: u16| {
        if column <= here {
            ("━", theme.real())
        } else {
            ("─", theme.dim())
        }
    };
    for column in 0..row.width {
        let (glyph, style) = line(column);
        put(buffer, track, (column, 0), glyph, style);
    }
    for step in bar.outline.snapshots.iter().filter(|s| **s <= bar.last) {
        let column = bar.column(*step, row.width);
        put(buffer, track, (column, 0), "┿", line(column).1);
    }
    // Of several in one column the one that says most is seen.
    let mut marks: Vec<_> = bar.outline.marks.iter().collect();
    sort_by_key(&mut marks, |mark| mark.kind);
    for mark in marks.into_iter().filter(|mark| mark.step <= bar.last) {
        let (glyph, style) = sign(mark.kind, theme);
        let column = bar.column(mark.step, row.width);
        put(buffer, track, (column, 0), glyph, style);
    }
    put(buffer, track, (here, 0), "●", theme.title());
    if let Some(step) = bar.looks_at {
        let column = bar.column(step, row.width);
        put(buffer, track, (column, 0), "○", theme.selected());
    }
    let right = row.from + row.width;
    let taken = put(buffer, area, (right, 0), &row.right, theme.dim());
    if row.keys {
        put(buffer, area, (right + taken, 0), KEYS, theme.key());
    }
}

/// The step at a column of the row; on that of a mark its own. Left of the bar is its first step, right of it the last.
#[must_use]
pub fn hit(bar: Bar<'_>, width: u16, column: u16) -> u64 {
    let row = bar.row(width);
    let most = u128::from(row.width.saturating_sub(1).max(1));
    let column = column
        .saturating_sub(row.from)
        .min(row.width.saturating_sub(1));
    let mut marks: Vec<_> = bar.outline.marks.iter().collect();
    sort_by_key(&mut marks, |mark| mark.kind);
    let mut there = marks.iter().rev().filter(|mark| mark.step <= bar.last);
    let mark = there.find(|mark| bar.column(mark.step, row.width) == column);
    mark.map_or_else(
        || {
            let step = (2 * u128::from(column) * u128::from(bar.last) + most) / (2 * most);
            u64::try_from(step).unwrap_or(u64::MAX).min(bar.last)
        },
        |mark| mark.step,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::art::{Blitter, Depth, Style as Art};
    use crate::event::Mark;

    fn outline() -> Outline {
        let mark = |step, kind| Mark {
            step,
            kind,
            text: String::new(),
        };
        Outline {
            branch: "main".into(),
            step: 70,
            last: 100,
            snapshots: vec![0, 20, 40, 60, 80, 100],
            marks: vec![
                mark(10, MarkKind::Note),
                mark(30, MarkKind::Change),
                mark(50, MarkKind::Fork),
                mark(50, MarkKind::Change),
                mark(90, MarkKind::Break),
            ],
            ..Outline::default()
        }
    }

    fn bar(outline: &Outline, looks_at: Option<u64>) -> Bar<'_> {
        Bar {
            outline,
            step: outline.step,
            last: outline.last,
            looks_at,
        }
    }

    fn drawn(bar: Bar<'_>, width: u16, blitter: Blitter, depth: Depth) -> (String, Buffer) {
        let art = Art { blitter, depth };
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        draw(bar, area, &mut buffer, Theme { art });
        super::super::plain(&mut buffer, Theme { art });
        let text = buffer
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        (text, buffer)
    }

    #[test]
    fn the_bar_shows_what_is_on_the_branch() {
        let outline = outline();
        for (looks_at, blitter, text) in [
            (
                None,
                Blitter::Half,
                " main 0 ┿━━━◆━━━┿━━━▲━━━┿━━━┳━━━┿━━━●───┿───■───┿ 100 ← → ",
            ),
            (
                Some(60),
                Blitter::Half,
                " main 0 ┿━━━◆━━━┿━━━▲━━━┿━━━┳━━━○━━━●───┿───■───┿ 100 ← → ",
            ),
            (
                None,
                Blitter::Ascii,
                " main 0 :===n===:===^===:===Y===:===@---:---!---: 100 < > ",
            ),
        ] {
            // 41 columns of bar: four for each ten steps.
            let width = u16::try_from(text.width()).unwrap_or(0);
            for depth in [Depth::Truecolour, Depth::Indexed256, Depth::Mono] {
                let (found, _) = drawn(bar(&outline, looks_at), width, blitter, depth);
                assert_eq!(found, text);
            }
        }
    }

    #[test]
    fn a_column_leads_to_the_step_that_is_drawn_there() {
        let outline = outline();
        let all = bar(&outline, None);
        // The bar begins in column 8 and has 41 columns.
        for (column, step) in [
            (8, 0),
            (12, 10),
            (13, 13),
            (28, 50),
            (47, 98),
            (48, 100),
            (0, 0),
            (56, 100),
        ] {
            assert_eq!(hit(all, 58, column), step, "{column}");
        }
        // Many steps of one column, and few of many: what is clicked is where it then stands.
        for last in [1, 7, 1_000_000, u64::MAX] {
            let outline = Outline {
                last,
                ..Outline::default()
            };
            let bar = bar(&outline, None);
            for width in [30, 80, 200] {
                let row = bar.row(width);
                for column in 0..row.width {
                    let step = hit(bar, width, row.from + column);
                    let back = bar.column(step, row.width);
                    assert!(step <= last && (last < 200 || back == column), "{column}");
                }
            }
        }
    }

    #[test]
    fn any_width_is_drawn_and_a_narrow_one_has_the_bar_alone() {
        let outline = outline();
        for width in 0..70 {
            let (text, _) = drawn(bar(&outline, Some(0)), width, Blitter::Half, Depth::Mono);
            assert_eq!(text.contains("main"), width >= WIDE, "{text}");
            assert!(width < 20 || text.contains('●'), "{width}");
        }
    }
}
