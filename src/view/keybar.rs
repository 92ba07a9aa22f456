//! The keys that apply now, at the bottom; a click on one presses it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::{Theme, put};
use crate::language::KEYS;

/// Keys that always apply.
const HELP: (&str, &str) = ("F1", "help");
const QUIT: (&str, &str) = ("Ctrl-D", "quit");

/// Whether a replay is in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaying {
    No,
    Playing,
    Paused,
    /// It is over.
    Ended,
}

/// The keys that apply now, each with what it does; the last one leaves, and is always shown.
#[must_use]
pub fn keys(busy: bool, replaying: Replaying) -> Vec<(&'static str, &'static str)> {
    let space = match replaying {
        Replaying::No => None,
        Replaying::Playing => Some("pause"),
        Replaying::Paused => Some("go on"),
        Replaying::Ended => Some("again"),
    };
    if let Some(space) = space {
        return vec![
            ("space", space),
            ("← →", "entry"),
            ("/", "find"),
            ("+ -", "speed"),
            HELP,
            QUIT,
            ("Esc", "leave"),
        ];
    }
    let mut keys = vec![HELP];
    if busy {
        keys.insert(0, ("Esc", "stop"));
    }
    let lines = KEYS.iter().filter(|key| !key.label.is_empty());
    keys.extend(lines.map(|key| (key.key, key.label)));
    keys.push(QUIT);
    keys
}

/// The keys that fit completely into so many columns, each with its first column and one past its last; if not all fit,
/// the last one takes precedence over those before it.
fn places<'a>(
    keys: &'a [(&'static str, &'static str)],
    width: u16,
) -> impl Iterator<Item = (u16, u16, &'a (&'static str, &'static str))> {
    let taken =
        |key: &(&str, &str)| u16::try_from(key.0.width() + 1 + key.1.width()).unwrap_or(u16::MAX);
    let last = keys.last().map_or(0, taken);
    let mut column = 1_u16;
    keys.iter().enumerate().filter_map(move |(at, key)| {
        let (from, to) = (column, column.saturating_add(taken(key)));
        let leaves = at + 1 == keys.len();
        let room = if leaves { 0 } else { last.saturating_add(2) };
        let fits = to.saturating_add(room) <= width;
        if fits {
            column = to.saturating_add(2);
        }
        fits.then_some((from, to, key))
    })
}

/// Draws the keys that fit completely.
pub fn draw(keys: &[(&'static str, &'static str)], area: Rect, buffer: &mut Buffer, theme: Theme) {
    for (from, _, (key, label)) in places(keys, area.width) {
        let taken = put(buffer, area, (from, 0), key, theme.key());
        put(buffer, area, (from + taken + 1, 0), label, theme.dim());
    }
}

/// The key at a column of a bar of so many columns.
#[must_use]
pub fn hit(keys: &[(&'static str, &'static str)], width: u16, column: u16) -> Option<&'static str> {
    places(keys, width)
        .find(|(from, to, _)| (*from..*to).contains(&column))
        .map(|(_, _, key)| key.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_to_leave_is_shown_on_a_bar_of_any_width() {
        for (keys, leaves) in [
            (keys(false, Replaying::No), "Ctrl-D"),
            (keys(true, Replaying::No), "Ctrl-D"),
            (keys(true, Replaying::Playing), "Esc"),
        ] {
            for width in [14, 20, 40, 80, 200] {
                let shown: Vec<_> = places(&keys, width).collect();
                let Some((from, to, (key, _))) = shown.last() else {
                    panic!("no key on {width} columns");
                };
                assert_eq!((*key, hit(&keys, width, *from)), (leaves, Some(leaves)));
                assert!(*to <= width, "{width}");
            }
            assert_eq!(places(&keys, 200).count(), keys.len());
        }
    }
}
