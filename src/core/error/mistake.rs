//! What is wrong with a text, and where.

use std::fmt;
use std::ops::Range;

use super::Error;

/// Columns of the text that are shown around a mistake.
const SHOWN: usize = 70;

/// A mistake in a text: of a network, or an expression. It is shown as a sentence, the text, and a mark under the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong and what would do, as a sentence without its full stop.
    pub why: String,
    /// Bytes of the text that it is about, always on the boundaries of characters.
    pub span: Range<usize>,
    /// A line of the text around the place, and the columns of it that are marked.
    excerpt: Option<(String, Range<usize>)>,
}

impl Mistake {
    /// At these bytes of a text.
    #[must_use]
    pub fn new(why: impl Into<String>, span: Range<usize>) -> Self {
        let why = why.into();
        Self {
            why,
            span,
            excerpt: None,
        }
    }

    /// The same with the place shown in `text`.
    #[must_use]
    pub fn within(mut self, text: &str) -> Self {
        let len = text.len();
        let (start, end) = (self.span.start.min(len), self.span.end.min(len));
        let columns = |part: &str| part.chars().count();
        let whole: Vec<char> = text.chars().map(shown).collect();
        let first = columns(text.get(..start).unwrap_or(""));
        // At the end of a text the place after it is marked.
        let marked = columns(text.get(start..end).unwrap_or("")).max(1);
        let from = if whole.len() <= SHOWN || first + marked <= SHOWN {
            0
        } else {
            first.saturating_sub(SHOWN / 4)
        };
        let to = (from + SHOWN).min(whole.len());
        let (before, after) = (from > 0, to < whole.len());
        let mut line = String::new();
        line.extend(before.then_some('…'));
        line.extend(whole.get(from..to).unwrap_or_default());
        line.extend(after.then_some('…'));
        let at = first - from + usize::from(before);
        self.excerpt = Some((
            line,
            at..at + marked.min(SHOWN + 1 - (first - from).min(SHOWN)),
        ));
        self
    }

    /// The same for the person at the prompt.
    #[must_use]
    pub fn error(&self) -> Error {
        Error::new(self.to_string())
    }
}

/// A character that takes one column, and that no terminal obeys.
fn shown(c: char) -> char {
    match c {
        c if c.is_whitespace() => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)?;
        if let Some((line, marked)) = &self.excerpt {
            let marks = "^".repeat(marked.len());
            write!(f, "\n  {line}\n  {}{marks}", " ".repeat(marked.start))?;
        }
        Ok(())
    }
}
