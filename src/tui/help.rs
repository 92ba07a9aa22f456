//! The page of F1: what `help` says.

use crate::language;
use crate::view::Pager;

/// The page, from its top.
pub fn page() -> Pager {
    // Help on everything always is.
    let text = language::help(None).unwrap_or_default();
    Pager {
        title: "help".into(),
        lines: text.lines().map(str::to_owned).collect(),
        top: 0,
    }
}
