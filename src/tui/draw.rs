//! One frame: every view in its place.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::app::App;
use super::layout::lay_out;
use crate::view::{self, Line};

/// Draws everything; gives the place of the cursor, and the rows in which the person reads and types: what matters
/// most where a frame comes in pieces.
pub fn draw(app: &mut App<'_>, screen: Rect, buffer: &mut Buffer) -> (Position, Vec<u16>) {
    let terms = app.state.ledger.as_ref().map_or(0, |l| l.terms.len());
    let places = lay_out(screen, app.state.tab, terms, app.bar().is_some());
    app.state.log.rewrap(places.log.width);
    let theme = app.theme;
    if app.draws() {
        view::keybar(&app.keys(), places.keys, buffer, theme);
        let above = Rect {
            height: screen.height - places.keys.height,
            ..screen
        };
        app.paint(above, buffer);
        view::plain(buffer, theme);
        app.places = Some(places);
        // The canvas has a cursor of its own, which is half a cell.
        let corner = (screen.right().max(1) - 1, screen.bottom().max(1) - 1);
        return (corner.into(), screen.rows().map(|row| row.y).collect());
    }
    let prompt = app.prompt();
    let hint = if app.finds() {
        String::new()
    } else {
        app.hint()
    };
    view::status(&app.state, places.status, buffer, theme);
    if let Some(tabs) = places.tabs {
        view::tabs(&app.state, tabs, buffer, theme);
    }
    for (pane, area) in &places.panes {
        (pane.draw)(&app.state, *area, buffer, theme);
    }
    view::log(&app.state, places.log, buffer, theme);
    if let Some(bar) = app.bar() {
        view::timeline(bar, places.timeline, buffer, theme);
    }
    view::keybar(&app.keys(), places.keys, buffer, theme);
    let line = Line {
        name: &prompt,
        text: app.editor.text(),
        cursor: app.editor.cursor(),
        hint: &hint,
    };
    let cursor = view::prompt(line, places.prompt, buffer, theme);
    if let Some(pager) = &app.pager {
        // No taller than it has to be: what stands above it stays in sight.
        let all = places.prompt.y - screen.y;
        let height = u16::try_from(pager.lines.len() + 2).unwrap_or(all).min(all);
        let page = Rect {
            y: places.prompt.y - height,
            height,
            ..screen
        };
        view::pager(pager, page, buffer, theme);
    }
    if let Some(popup) = &app.editor.popup {
        let word = prompt.chars().count() + 1 + popup.start;
        let at = (
            places.prompt.x + u16::try_from(word).unwrap_or(0),
            places.prompt.y,
        );
        view::popup(&popup.suggestions, popup.chosen, at, buffer, theme);
    }
    if let Some(notice) = &app.notice {
        let above = Rect {
            height: places.prompt.y - screen.y,
            ..screen
        };
        view::notice(notice, above, buffer, theme);
    }
    view::plain(buffer, theme);
    // The newest line of the log is its last one.
    let rows = [places.prompt, places.status, places.timeline, places.keys].into_iter();
    let rows = rows.flat_map(Rect::rows).chain(places.log.rows().rev());
    let mut first: Vec<u16> = Vec::new();
    for row in rows {
        if !first.contains(&row.y) {
            first.push(row.y);
        }
    }
    app.places = Some(places);
    (cursor.into(), first)
}
