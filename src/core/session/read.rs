//! Reading a session file, which is a stranger's: bounded, looked through, and cleaned.

use std::borrow::Cow;
use std::path::Path;

use super::format::{FORMAT, SESSION_LIMIT, Session};
use super::{sanitise, scan};
use crate::error::{Error, Result};
use crate::file::read_bounded;

impl Session {
    /// Reads a session file.
    ///
    /// # Errors
    /// A sentence, when the file is missing, too long, cut off, of a newer version, no session, or
    /// claims what no session holds.
    pub fn read(path: &Path) -> Result<Self> {
        let name = format!("'{}'", path.display());
        let content = read_bounded(path, SESSION_LIMIT)?;
        let text = text_of(&content, &name)?;
        Self::parse_named(text, &name)
    }

    /// Reads a session from text.
    ///
    /// # Errors
    /// As [`Session::read`].
    pub fn parse(text: &str) -> Result<Self> {
        Self::parse_named(text, "the session")
    }

    fn parse_named(text: &str, name: &str) -> Result<Self> {
        // The mark that some editors begin a file with says nothing.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = &spaced(text);
        let scan = scan::scan(text).map_err(|why| Error::new(format!("{name} {why}")))?;
        if let Some(cut) = scan.cut_off {
            return Err(cut_off(name, &cut));
        }
        if scan.format.is_none() {
            return Err(Error::new(format!(
                "{name} is not a session: it does not begin with '(format: {FORMAT},'"
            )));
        }
        let mut session: Self = scan::ron_options()
            .from_str(text)
            .map_err(|error| unparsable(name, &error))?;
        sanitise::session(&mut session).map_err(|why| Error::new(format!("{name}: {why}")))?;
        Ok(session)
    }
}

/// The text with plain spaces between its words where web pages and editors put others; what stands in quotes is left.
fn spaced(text: &str) -> Cow<'_, str> {
    if !text.contains('\u{a0}') {
        return Cow::Borrowed(text);
    }
    let (mut quoted, mut escaped) = (false, false);
    let plain = text.chars().map(|c| {
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        if c == '\u{a0}' && !quoted { ' ' } else { c }
    });
    Cow::Owned(plain.collect())
}

/// The bytes as text, or where they stop being any.
fn text_of<'a>(content: &'a [u8], name: &str) -> Result<&'a str> {
    std::str::from_utf8(content).map_err(|error| {
        let line = scan::line_at(content, error.valid_up_to());
        // No length: the last character is not wrong, only unfinished.
        if error.error_len().is_none() {
            cut_off(name, &format!("it ends at line {line}, within a character"))
        } else {
            Error::new(format!(
                "{name} is not a session: line {line} is not UTF-8 text"
            ))
        }
    })
}

fn cut_off(name: &str, how: &str) -> Error {
    Error::new(format!(
        "{name} is cut off: {how}; copy the whole file again"
    ))
}

/// What RON found wrong, and where; a stranger's words in it are kept short.
pub(super) fn unparsable(name: &str, error: &ron::error::SpannedError) -> Error {
    const SHOWN: usize = 300;
    let at = error.span.start;
    let what: String = error.code.to_string().chars().take(SHOWN).collect();
    Error::new(format!(
        "{name} is not a session: line {}, column {}: {what}",
        at.line, at.col
    ))
}
