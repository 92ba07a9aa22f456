//! The line at the top: what is built, on what, how far it is and how fast it goes.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::{State, Theme, put};
use crate::error::brief;
use crate::event::Progress;
use crate::transcript::clock;

/// Draws the status.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let right = right(state);
    let width = u16::try_from(right.width()).unwrap_or(u16::MAX);
    let column = put(buffer, area, (1, 0), "aegan-lab", theme.title()) + 3;
    let room = usize::from(area.width.saturating_sub(column + width + 3));
    // Where there is no room for all of it, how far it is wins, then what is built.
    if let Some(what) = what(state).into_iter().find(|what| what.width() <= room) {
        put(buffer, area, (column, 0), &what, theme.text());
    }
    let from = area.width.saturating_sub(width + 1);
    put(buffer, area, (from, 0), &right, theme.number());
}

/// What is built, the longest way to say it first.
fn what(state: &State) -> Vec<String> {
    let Some(built) = &state.built else {
        let what = match state.played {
            Some(_) => "replay",
            None => "no run yet: 'build gan'",
        };
        return vec![what.into()];
    };
    let replay = if state.played.is_some() {
        "replay: "
    } else {
        ""
    };
    let short = format!("{replay}{} on {}", built.recipe, brief(&built.data));
    let seeded = format!("{short} · seed {}", built.seed);
    let least = format!("{replay}{}", built.recipe);
    vec![format!("{seeded} · {}", built.device), seeded, short, least]
}

/// `step 1240  152/s  ETA 0:09  ▓▓▓▓░░░░░░`.
fn right(state: &State) -> String {
    let mut played = String::new();
    if let Some(at) = state.played {
        let end = if at.ended { "the end · " } else { "" };
        // Writing to a string does not fail.
        let _ = write!(played, "{}/{} · {end}", at.entry, at.of);
    }
    if state.built.is_none() && state.progress.is_none() {
        return played.trim_end_matches(" · ").to_owned();
    }
    let text = match &state.moved {
        Some(moved) => {
            let exact = if moved.exact { "" } else { "≈" };
            format!(
                "{exact}step {} of {} · {}",
                moved.step, moved.last, moved.branch
            )
        }
        None => format!("step {}", state.step),
    };
    let mut text = played + &text;
    if let Some(progress) = &state.progress {
        text.push_str(&flight(progress));
    }
    if state.queued > 0 {
        // Writing to a string does not fail.
        let _ = write!(text, "  +{} queued", state.queued);
    }
    text
}

fn flight(progress: &Progress) -> String {
    // Work that is no training says what it is; what it has so many of a second are no steps.
    let mut text = if progress.training {
        format!("  {:.0}/s", progress.rate)
    } else {
        format!("  {}", progress.work)
    };
    if let Some(seconds) = progress.eta_seconds {
        text.push_str("  ETA ");
        text.push_str(&clock(seconds));
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
