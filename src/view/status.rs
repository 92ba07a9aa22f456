//! The line at the top: what is built, on what, how far it is and how fast it goes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::{State, Theme, put};
use crate::lab::event::Progress;

/// Draws the status.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let mut column = put(buffer, area, (1, 0), "aegan-lab", theme.title()) + 1;
    let what = state.built.as_ref().map_or_else(
        || "  no experiment yet: 'build gan'".to_owned(),
        |b| {
            format!(
                "  {} on {} · seed {} · {}",
                b.recipe, b.data, b.seed, b.device
            )
        },
    );
    column += put(buffer, area, (column, 0), &what, theme.text());
    let right = right(state);
    let width = u16::try_from(right.width()).unwrap_or(u16::MAX);
    if column + width + 2 <= area.width {
        put(
            buffer,
            area,
            (area.width - width - 1, 0),
            &right,
            theme.number(),
        );
    } else {
        // Where there is no room for both, how far it is wins.
        let from = area.width.saturating_sub(width + 2);
        put(
            buffer,
            area,
            (from, 0),
            &format!("  {right} "),
            theme.number(),
        );
    }
}

/// `step 1240  152/s  ETA 0:09  ▓▓▓▓░░░░░░`.
fn right(state: &State) -> String {
    if state.built.is_none() && state.progress.is_none() {
        return String::new();
    }
    let mut text = format!("step {}", state.step);
    if let Some(progress) = &state.progress {
        text.push_str(&flight(progress));
    }
    text
}

fn flight(progress: &Progress) -> String {
    let mut text = format!("  {:.0}/s", progress.rate);
    if let Some(seconds) = progress.eta_seconds {
        let seconds = seconds.max(0.0) as u64;
        text.push_str(&if seconds >= 3600 {
            format!(
                "  ETA {}:{:02}:{:02}",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60
            )
        } else {
            format!("  ETA {}:{:02}", seconds / 60, seconds % 60)
        });
    }
    if let Some(of) = progress.of {
        let full = (10 * progress.done / of.max(1)).min(10);
        let full = usize::try_from(full).unwrap_or(10);
        text.push_str("  ");
        text.push_str(&"▓".repeat(full));
        text.push_str(&"░".repeat(10 - full));
    } else {
        text.push_str("  running");
    }
    text
}
