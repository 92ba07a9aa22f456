//! Where everything stands, for a screen of any size.

use ratatui::layout::{Constraint, Layout, Rect};

use crate::view::{Corner, PANES, Pane};

/// The places of a screen; an area without rows is not drawn.
#[derive(Debug, Clone)]
pub struct Places {
    pub status: Rect,
    /// The row of tabs, where only one pane is shown.
    pub tabs: Option<Rect>,
    pub panes: Vec<(&'static Pane, Rect)>,
    pub log: Rect,
    /// The timeline, where there is one.
    pub timeline: Rect,
    pub prompt: Rect,
    pub keys: Rect,
}

/// From this size on all panes stand side by side.
const WIDE: (u16, u16) = (100, 30);
/// From this height on there is a pane above the log.
const PANE: u16 = 15;

/// Lays a screen out; `tab` is the pane that shows where there is room for one, `terms` the rows that
/// the ledger needs, `timeline` whether there is one.
pub fn lay_out(screen: Rect, tab: &str, terms: usize, timeline: bool) -> Places {
    let none = Rect {
        height: 0,
        ..screen
    };
    let small = screen.height < PANE;
    let [status, middle, timeline, prompt, keys] = Layout::vertical([
        Constraint::Length(u16::from(screen.height >= 5)),
        Constraint::Fill(1),
        Constraint::Length(u16::from(timeline && !small)),
        Constraint::Length(1),
        Constraint::Length(u16::from(screen.height >= 4)),
    ])
    .areas(screen);
    let mut places = Places {
        status,
        tabs: None,
        panes: Vec::new(),
        log: middle,
        timeline,
        prompt,
        keys,
    };
    if small {
        return places;
    }
    if screen.width >= WIDE.0 && screen.height >= WIDE.1 {
        let log = (middle.height / 4).clamp(6, 14);
        let [panes, log] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(log)]).areas(middle);
        places.log = log;
        let chosen = PANES.iter().find(|pane| pane.name == tab);
        if let Some(pane) = chosen.filter(|pane| pane.corner == Some(Corner::Whole)) {
            places.panes = vec![(pane, panes)];
            return places;
        }
        let [left, right] = Layout::horizontal([Constraint::Fill(1); 2]).areas(panes);
        let ledger = u16::try_from(terms.clamp(1, 8) + 4).unwrap_or(12);
        let [pictures, ledger] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(ledger)]).areas(left);
        let [curves, belief] =
            Layout::vertical([Constraint::Fill(2), Constraint::Fill(3)]).areas(right);
        let corners = [
            (Corner::TopLeft, pictures),
            (Corner::BottomLeft, ledger),
            (Corner::TopRight, curves),
            (Corner::BottomRight, belief),
        ];
        let shown = |corner| {
            let mut there = PANES.iter().filter(|pane| pane.corner == Some(corner));
            let chosen = there.clone().find(|pane| pane.name == tab);
            chosen.or(there.next())
        };
        let panes = corners.into_iter();
        let panes = panes.filter_map(|(corner, area)| Some((shown(corner)?, area)));
        places.panes = panes.collect();
        return places;
    }
    let [tabs, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(middle);
    places.tabs = Some(tabs);
    if let Some(pane) = PANES.iter().find(|pane| pane.name == tab && tab != "log") {
        // Of 24 rows: two rows of digits at half size, and three lines of log.
        let log = (rest.height / 6).clamp(3, 8);
        let [area, log] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(log)]).areas(rest);
        places.panes = vec![(pane, area)];
        places.log = log;
    } else {
        places.log = rest;
    }
    if screen.width < 20 {
        places.panes = Vec::new();
        places.tabs = Some(none);
        places.log = middle;
    }
    places
}
