//! From a text to tokens, each with its place.

use std::ops::Range;

use super::Mistake;

/// A word, a number or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `conv`, `k5`.
    Word,
    /// `16`, `0.2`.
    Number,
    /// One of `H W C P Z K`.
    Size,
    /// `x` between the sides of a shape.
    Times,
    /// `->`.
    Gives,
    Bar,
    Comma,
    Star,
    Slash,
    Open,
    Close,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
}

/// Whether an upper-case letter is a size of the data, the code or the classes.
fn is_size(c: char) -> bool {
    matches!(c, 'H' | 'W' | 'C' | 'P' | 'Z' | 'K')
}

/// The tokens of a text.
///
/// # Errors
/// Where the text has a character that means nothing here.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Mistake> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let after = rest[c.len_utf8()..].chars().next();
        let run = |fits: &dyn Fn(char) -> bool| rest.find(|c| !fits(c)).unwrap_or(rest.len());
        let (kind, len) = match c {
            c if blank(c) => {
                at += c.len_utf8();
                continue;
            }
            '-' if after == Some('>') => (Kind::Gives, 2),
            '→' => (Kind::Gives, c.len_utf8()),
            '|' => (Kind::Bar, 1),
            ',' => (Kind::Comma, 1),
            '*' | '·' => (Kind::Star, c.len_utf8()),
            '/' => (Kind::Slash, 1),
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            '×' => (Kind::Times, c.len_utf8()),
            // In `7x7`, `HxW` and `H x W`; no word of the language begins so.
            'x' if after.is_none_or(|c| !(c.is_ascii_lowercase() || c == '_')) => (Kind::Times, 1),
            '0'..='9' | '.' => (Kind::Number, run(&|c| c.is_ascii_digit() || c == '.')),
            c if is_size(c) && after.is_none_or(|c| c == 'x' || !word(c)) => (Kind::Size, 1),
            c if word(c) => (Kind::Word, run(&word)),
            c => {
                let shown = c.escape_default();
                return Err(Mistake::new(
                    format!("'{shown}' means nothing in a network"),
                    at..at + c.len_utf8(),
                ));
            }
        };
        let span = at..at + len;
        found.push(Token { kind, span });
        at += len;
    }
    Ok(found)
}

/// Whether a character stands between words.
pub(super) fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
