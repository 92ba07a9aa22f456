//! How a session looks as text: one fact a line, long lists filled into paragraphs.

use ron::ser::PrettyConfig;

use super::Session;
use super::scan::ron_options;
use crate::error::{Error, Result};

/// Lines longer than this are folded.
const WIDTH: usize = 100;

const INDENT: &str = "    ";

/// What stands above the session.
const HEAD: &str = "\
// A session of aegan-lab: what happened, what was shown, and how the weights changed.
// See it again:           aegan-lab replay THIS_FILE
// Compute and compare it: aegan-lab replay THIS_FILE --verify
#![enable(implicit_some, unwrap_variant_newtypes)]
";

/// The text of a session file.
pub(super) fn text(session: &Session) -> Result<String> {
    // Session, entries, entry, events: an event is one line, and folded if that is too long.
    let config = PrettyConfig::new()
        .depth_limit(4)
        .indentor(INDENT)
        .new_line("\n");
    let pretty = ron_options()
        .to_string_pretty(session, config)
        .map_err(|error| Error::new(format!("the session cannot be written as text: {error}")))?;
    let mut text = String::from(HEAD);
    for line in pretty.lines() {
        if line.len() <= WIDTH {
            text.push_str(line);
        } else {
            let item = line.trim_start();
            let depth = (line.len() - item.len()) / INDENT.len();
            match item.strip_suffix(',') {
                Some(item) => {
                    fold(item, depth, &mut text);
                    text.push(',');
                }
                None => fold(item, depth, &mut text),
            }
        }
        text.push('\n');
    }
    Ok(text)
}

/// Writes `item` on one line if it fits, or else what its outermost brackets hold as a paragraph of
/// its own, one level deeper; without a new line at the end.
fn fold(item: &str, depth: usize, text: &mut String) {
    let margin = INDENT.repeat(depth);
    text.push_str(&margin);
    let Some(parts) = split(item).filter(|_| !fits(item, depth)) else {
        text.push_str(item);
        return;
    };
    text.push_str(parts.head);
    text.push('\n');
    let mut line = String::new();
    for part in parts.inner {
        if !line.is_empty() && !fits(&format!("{line} {part}"), depth + 1) {
            flush(&mut line, depth + 1, text);
        }
        if fits(part, depth + 1) {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(part);
            line.push(',');
        } else {
            flush(&mut line, depth + 1, text);
            fold(part, depth + 1, text);
            text.push_str(",\n");
        }
    }
    flush(&mut line, depth + 1, text);
    text.push_str(&margin);
    text.push_str(parts.tail);
}

/// Whether `item` and a comma stay within the width.
fn fits(item: &str, depth: usize) -> bool {
    depth * INDENT.len() + item.len() < WIDTH
}

fn flush(line: &mut String, depth: usize, text: &mut String) {
    if !line.is_empty() {
        text.push_str(&INDENT.repeat(depth));
        text.push_str(line);
        text.push('\n');
        line.clear();
    }
}

/// `curves: [a, b]` as `curves: [`, `a` and `b`, `]`.
struct Parts<'a> {
    head: &'a str,
    inner: Vec<&'a str>,
    tail: &'a str,
}

/// Takes an item apart at its outermost brackets; nothing if it does not end with them.
fn split(item: &str) -> Option<Parts<'_>> {
    let mut depth = 0_usize;
    let mut begin = 0;
    let mut inner = Vec::new();
    let mut head = "";
    let mut bytes = item.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                // To the end of the text; what follows a backslash does not end it.
                while let Some((_, byte)) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => drop(bytes.next()),
                        _ => {}
                    }
                }
            }
            b'(' | b'[' | b'{' => {
                depth += 1;
                if depth == 1 {
                    head = &item[..=at];
                    begin = at + 1;
                }
            }
            b',' if depth == 1 => {
                inner.push(item[begin..at].trim());
                begin = at + 1;
            }
            b')' | b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    inner.push(item[begin..at].trim());
                    inner.retain(|part| !part.is_empty());
                    let tail = &item[at..];
                    return (tail.len() == 1).then_some(Parts { head, inner, tail });
                }
            }
            _ => {}
        }
    }
    None
}
