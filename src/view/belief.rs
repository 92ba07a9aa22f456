//! The view of what the discriminator believes: histograms of D on real and on generated items, and
//! the items it is most wrong about.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pane::{Corner, Pane};
use super::{State, Theme, framed, picture, put};
use crate::event::{Scored, Scores};

pub(super) const PANE: Pane = Pane {
    name: "disc",
    draw,
    corner: Some(Corner::BottomRight),
};

const LEVELS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws what the discriminator believes.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let title = state.scores.as_ref().map_or_else(
        || "discriminator".to_owned(),
        |scores| format!("what D says · step {}", scores.step),
    );
    let inner = framed(&title, area, buffer, theme);
    let Some(scores) = &state.scores else {
        let has = state
            .built
            .as_ref()
            .is_none_or(|b| b.nets.iter().any(|n| n.role == "Dx" || n.role == "Dxz"));
        let hint = if has {
            "'disc 8' fills this pane; so does training"
        } else {
            "this recipe has no image discriminator"
        };
        put(buffer, inner, (1, 0), hint, theme.dim());
        return;
    };
    let tall = if inner.height >= 16 { 3 } else { 1 };
    let real = (
        scores.real.as_slice(),
        scores.mean_real,
        "real",
        theme.real(),
    );
    let fake = (
        scores.fake.as_slice(),
        scores.mean_fake,
        "fake",
        theme.fake(),
    );
    histogram(real, (tall, None), inner, buffer, theme);
    let below = down(inner, tall);
    histogram(fake, (tall, None), below, buffer, theme);
    let accuracy = format!(
        "accuracy {:.2} on held-out items and samples",
        scores.accuracy
    );
    let below = down(below, tall);
    put(buffer, below, (0, 0), &accuracy, theme.dim());
    mistakes(scores, down(below, 1), buffer, theme);
}

/// The rest of an area below its first rows.
fn down(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}

/// One histogram of D from 0 to 1, `tall` rows high, wider where there is room; the highest bar is of `most` items, or of
/// its own most.
pub(super) fn histogram(
    (counts, mean, name, style): (&[u32], f32, &str, Style),
    (tall, most): (u16, Option<u32>),
    area: Rect,
    buffer: &mut Buffer,
    theme: Theme,
) {
    let own = counts.iter().copied().max().unwrap_or(0);
    let most = most.unwrap_or(own).max(1);
    let bins = u16::try_from(counts.len()).unwrap_or(10);
    let wide = (area.width.saturating_sub(22) / bins.max(1)).clamp(1, 4);
    let last = tall.saturating_sub(1);
    put(buffer, area, (0, last), name, style);
    put(buffer, area, (5, last), "0│", theme.dim());
    for (bin, &count) in (0_u16..).zip(counts) {
        let eighths = (u64::from(count) * 8 * u64::from(tall)).div_ceil(u64::from(most));
        for row in 0..tall {
            let level = eighths.saturating_sub(8 * u64::from(last - row)).min(8);
            let glyph = LEVELS[usize::try_from(level).unwrap_or(8)].repeat(wide.into());
            put(buffer, area, (7 + bin * wide, row), &glyph, style);
        }
    }
    let end = 7 + bins * wide;
    put(buffer, area, (end, last), "│1", theme.dim());
    put(
        buffer,
        area,
        (end + 3, last),
        &format!("mean {mean:.2}"),
        style,
    );
}

/// The items that D is most wrong about, each with its probability as number and bar.
fn mistakes(scores: &Scores, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let Some(first) = scores.shown.first() else {
        return;
    };
    let most = u16::try_from(first.picture.height() / 2)
        .unwrap_or(14)
        .max(1);
    let count = u16::try_from(scores.shown.len()).unwrap_or(u16::MAX);
    let fits = |rows: u16| (area.width + 1) / (2 * rows.max(4) + 1);
    let lines = |rows: u16| count.div_ceil(fits(rows).max(1)) * (rows + 1);
    let Some(rows) = (3..=most)
        .rev()
        .find(|&rows| fits(rows) > 0 && lines(rows) <= area.height)
        .or_else(|| (area.height >= 4).then_some((area.height - 1).min(7)))
        .filter(|&rows| fits(rows) > 0)
    else {
        return;
    };
    let (wide, across) = (2 * rows, fits(rows));
    let cell = wide.max(8);
    for (i, item) in (0_u16..).zip(&scores.shown) {
        let (x, y) = (i % across * (cell + 1), i / across * (rows + 1));
        if y + rows + 1 > area.height || x + wide > area.width {
            break;
        }
        let place = Rect::new(area.x + x, area.y + y, wide, rows);
        picture::draw(&item.picture, place, buffer, theme);
        let style = if item.real {
            theme.real()
        } else {
            theme.fake()
        };
        let caption = Rect::new(place.x, place.bottom(), cell, 1).intersection(area);
        put(buffer, caption, (0, 0), &words(item, cell), style);
    }
}

/// `real .08 ▏`: the bar is D's probability.
fn words(item: &Scored, width: u16) -> String {
    let kind = if item.real { "real" } else { "fake" };
    let number = format!("{:.2}", item.probability);
    let bar = usize::from(width.saturating_sub(10));
    let full = (item.probability.clamp(0.0, 1.0) * bar as f32).round() as usize;
    format!(
        "{kind} {} {}",
        number.trim_start_matches('0'),
        "█".repeat(full)
    )
}
