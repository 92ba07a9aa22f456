//! The view of the ledger: each term with its weight, its value, and the norm of its gradient in each network.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pane::{Corner, Pane};
use super::{State, Theme, framed, put};
use crate::lab::history::WINDOW;
use crate::transcript::number;

pub(super) const PANE: Pane = Pane {
    name: "ledger",
    draw,
    corner: Some(Corner::BottomLeft),
};

/// Draws the ledger.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let Some(ledger) = &state.ledger else {
        let inner = framed("ledger", area, buffer, theme);
        put(
            buffer,
            inner,
            (1, 0),
            "'build gan' starts a run",
            theme.dim(),
        );
        return;
    };
    let title = format!("ledger · step {} · means of {WINDOW}", ledger.step);
    let inner = framed(&title, area, buffer, theme);
    // Where norms were asked for and there is no room for all, they are worth more than formulas.
    let norms = ledger.terms.iter().any(|t| !t.norms.is_empty());
    let wide = if norms && inner.width < 78 { 0 } else { 22 };
    for (row, term) in (0_u16..).zip(&ledger.terms) {
        let on = term.weight != 0.0;
        let style = if on { theme.text() } else { theme.dim() };
        let name = if on { theme.key() } else { theme.dim() };
        put(buffer, inner, (0, row), &term.name, name);
        if wide > 0 {
            put(buffer, inner, (11, row), &term.formula, style);
        }
        let weight = if on {
            format!("×{}", term.weight)
        } else {
            "off".to_owned()
        };
        put(buffer, inner, (11 + wide, row), &weight, style);
        let value = term.value.filter(|_| on).map_or("–".to_owned(), number);
        put(buffer, inner, (18 + wide, row), &value, theme.number());
        let norms: Vec<_> = term
            .norms
            .iter()
            .map(|(net, norm)| format!("∇{net} {}", number(*norm)))
            .collect();
        put(
            buffer,
            inner,
            (26 + wide, row),
            &norms.join("  "),
            theme.dim(),
        );
    }
    let used = u16::try_from(ledger.terms.len()).unwrap_or(u16::MAX);
    if inner.height > used.saturating_add(1) {
        let hint = "'term NAME WEIGHT' changes a weight, 0 turns a term off";
        put(buffer, inner, (0, used + 1), hint, theme.dim());
    }
}
