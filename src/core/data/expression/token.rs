//! An expression as words: numbers, names and signs.

use std::ops::Range;

use crate::error::Mistake;

/// A word of an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Name(&'a str),
    /// `+ - * / ^ ( ) , < <= > >= =`
    Sign(&'a str),
}

/// Signs; longer ones first, for one begins with the other.
const SIGNS: [(&str, &str); 17] = [
    ("<=", "<="),
    (">=", ">="),
    ("==", "="),
    ("**", "^"),
    ("≤", "<="),
    ("≥", ">="),
    ("−", "-"),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("^", "^"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    ("<", "<"),
    (">", ">"),
];

/// The words of a text, each with its place.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token<'_>, Range<usize>)>, Mistake> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (token, length) = if c.is_ascii_digit() || c == '.' {
            let length = number(rest);
            let value = rest[..length].parse::<f64>().ok();
            let value = value.filter(|value| value.is_finite()).ok_or_else(|| {
                Mistake::new(
                    format!("'{}' is not a number", &rest[..length]),
                    at..at + length,
                )
            })?;
            (Token::Number(value), length)
        } else if c.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            let length = end.unwrap_or(rest.len());
            (Token::Name(&rest[..length]), length)
        } else if c == '=' && !rest.starts_with("==") {
            (Token::Sign("="), 1)
        } else if let Some((typed, sign)) = SIGNS.iter().find(|(typed, _)| rest.starts_with(typed))
        {
            (Token::Sign(sign), typed.len())
        } else {
            return Err(Mistake::new(
                format!("'{c}' has no meaning in an expression"),
                at..at + c.len_utf8(),
            ));
        };
        all.push((token, at..at + length));
        at += length;
    }
    Ok(all)
}

/// How long the number is that a text begins with: digits, a point, and an exponent if it has digits.
fn number(text: &str) -> usize {
    let digits = |from: usize| {
        let rest = &text[from..];
        from + rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len())
    };
    let mut end = digits(0);
    if text[end..].starts_with('.') {
        end = digits(end + 1);
    }
    if text[end..].starts_with(['e', 'E']) {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            return exponent;
        }
    }
    end.max(1)
}
