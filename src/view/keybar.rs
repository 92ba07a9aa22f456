//! The keys that apply now, at the bottom; a click on one presses it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::keys::KEYS;
use super::{Theme, put};

/// Whether a replay is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaying {
    No,
    Playing,
    Paused,
}

/// The keys of a moment: name and what it does.
#[must_use]
pub fn keys(busy: bool, replaying: Replaying) -> Vec<(&'static str, &'static str)> {
    if replaying != Replaying::No {
        let paused = replaying == Replaying::Paused;
        return vec![
            ("space", if paused { "go on" } else { "pause" }),
            ("→", "one entry"),
            ("+", "faster"),
            ("-", "slower"),
            ("Esc", "stop"),
            ("F1", "help"),
        ];
    }
    let mut keys = vec![("F1", "help")];
    if busy {
        keys.insert(0, ("Esc", "stop"));
    }
    keys.extend(KEYS.iter().map(|k| (k.key, k.label)));
    keys.push(("Ctrl-D", "quit"));
    keys
}

/// Columns of each key on the bar.
fn places<'a>(
    keys: &'a [(&'static str, &'static str)],
) -> impl Iterator<Item = (u16, u16, &'a (&'static str, &'static str))> {
    let mut column = 1;
    keys.iter().map(move |key| {
        let width = u16::try_from(key.0.width() + 1 + key.1.width()).unwrap_or(0);
        let from = column;
        column += width + 2;
        (from, from + width, key)
    })
}

/// Draws the keys that fit whole.
pub fn draw(keys: &[(&'static str, &'static str)], area: Rect, buffer: &mut Buffer, theme: Theme) {
    for (from, to, (key, label)) in places(keys) {
        if to > area.width {
            break;
        }
        let taken = put(buffer, area, (from, 0), key, theme.key());
        put(buffer, area, (from + taken + 1, 0), label, theme.dim());
    }
}

/// The key at a column of the bar.
#[must_use]
pub fn hit(keys: &[(&'static str, &'static str)], column: u16) -> Option<&'static str> {
    places(keys)
        .find(|(from, to, _)| (*from..*to).contains(&column))
        .map(|(_, _, key)| key.0)
}
