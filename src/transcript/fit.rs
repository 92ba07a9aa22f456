//! Fits numbers and words into the space there is.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A number with three significant digits.
pub(super) fn number(v: f32) -> String {
    match v.abs() {
        a if a >= 1000.0 => format!("{v:.0}"),
        a if a >= 10.0 => format!("{v:.1}"),
        a if a >= 0.01 || a == 0.0 => format!("{v:.3}"),
        _ => format!("{v:.1e}"),
    }
}

/// Seconds as `0:09` or `2:05:09`; never 0:00, which would say that nothing is left.
pub(super) fn clock(seconds: f32) -> String {
    let seconds = seconds.max(1.0).ceil() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// `text` in at most `width` columns.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        if short.width() + c.width().unwrap_or(0) + 1 > width {
            break;
        }
        short.push(c);
    }
    if width > 0 {
        short.push('…');
    }
    short
}

/// A word in pieces of at most `width` columns, so long paths are shown in full.
fn broken(word: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let room = width.saturating_sub(c.width().unwrap_or(0));
        match pieces.last_mut() {
            Some(piece) if piece.width() <= room => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

/// `text` in lines of at most `width` columns, broken at spaces, and within words that are longer.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        if paragraph.width() <= width {
            lines.push(paragraph.to_owned());
            continue;
        }
        let mut line = String::new();
        for word in paragraph.split(' ').flat_map(|word| broken(word, width)) {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(cut(&std::mem::take(&mut line), width));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        lines.push(cut(&line, width));
    }
    lines
}
