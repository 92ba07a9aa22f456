//! Text as a page of help has it: short lines, and rows of a word with what it is.

use unicode_width::UnicodeWidthStr;

/// Columns of a page: what a terminal of 80 has within a frame.
pub(super) const WIDTH: usize = 76;

/// `text` in lines of at most [`WIDTH`] columns; all but the first are indented by `hang` columns.
pub(super) fn lines(text: &str, hang: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let indent = paragraph.len() - paragraph.trim_start().len();
        let mut line = " ".repeat(indent);
        for word in paragraph.split_whitespace() {
            if !line.trim().is_empty() {
                if line.width() + 1 + word.width() > WIDTH {
                    lines.push(std::mem::replace(&mut line, " ".repeat(hang)));
                } else {
                    line.push(' ');
                }
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// A word, and what it is beside it from column `column` on.
pub(super) fn row(word: &str, about: &str, column: usize) -> String {
    let gap = " ".repeat(column.saturating_sub(2 + word.width()).max(1));
    // A blank that does not break keeps the word where it is.
    let mut text = lines(&format!("{}{about}", " ".repeat(column)), column);
    if let Some(first) = text.first_mut() {
        *first = format!("  {word}{gap}{}", first.trim_start());
    }
    text.join("\n")
}

/// A paragraph.
pub(super) fn paragraph(text: &str) -> String {
    lines(text, 0).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_hangs_beside_its_word_and_no_line_is_too_long() {
        let text = row("word", &"é twelve ".repeat(20), 12);
        assert!(text.starts_with("  word      é twelve"), "{text}");
        assert!(text.lines().count() > 2);
        assert!(
            text.lines()
                .skip(1)
                .all(|line| line.starts_with(&" ".repeat(12)))
        );
        assert!(text.lines().all(|line| line.width() <= WIDTH), "{text}");
        assert_eq!(paragraph("one\n\n  two"), "one\n\n  two");
    }
}
