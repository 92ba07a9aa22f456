//! The page of F1: keys, and all commands.

use crate::language;
use crate::view::{KEYS, PANES, Pager};

/// Keys that are short for no line.
const OTHERS: [(&str, &str); 8] = [
    ("Tab", "complete; again: walk through what fits"),
    ("↑ ↓", "lines typed before that begin the same"),
    ("Ctrl-R", "search them"),
    ("→", "take the grey hint"),
    ("PgUp PgDn", "scroll the log; so does the wheel"),
    ("Esc, Ctrl-C", "clear the line, or stop the work in flight"),
    ("Ctrl-Z", "back to the shell for a while"),
    ("Ctrl-D", "quit"),
];

/// The page, from its top.
pub fn page() -> Pager {
    let mut lines = vec![
        "Keys, on an empty prompt each is short for a line:".to_owned(),
        String::new(),
    ];
    lines.extend(KEYS.iter().map(|k| format!("  {:<12} {}", k.key, k.line)));
    let panes: Vec<_> = PANES.iter().map(|pane| pane.name).collect();
    let tabs = (format!("Alt-1 … {}", panes.len()), panes.join(", "));
    lines.push(format!("  {:<12} {}", tabs.0, tabs.1));
    lines.extend(OTHERS.map(|(key, what)| format!("  {key:<12} {what}")));
    lines.extend([String::new(), "Commands:".to_owned(), String::new()]);
    // Help of everything always is.
    let all = language::help(None).unwrap_or_default();
    lines.extend(all.lines().map(|line| format!("  {line}")));
    Pager {
        title: "help".into(),
        lines,
        top: 0,
    }
}
