//! How long a stranger's texts and lists may be, and texts without what would command a terminal.

use crate::error::{Error, Result, plain};

/// Bytes in a name or a line.
pub(super) const WORD: usize = 1 << 16;
/// Bytes in a text of many lines.
const TEXT: usize = 1 << 22;
/// Steps.
const STEPS: u64 = 1 << 48;
/// Seconds: thirty years.
const SECONDS: f32 = 1e9;

/// Points, rows, entries.
pub(super) const MANY: usize = 1 << 20;
/// Pictures in a gallery, its columns, series, terms, phases.
pub(super) const SOME: usize = 1 << 14;
/// Columns of a table, networks, bins, sides of an item.
pub(super) const FEW: usize = 1 << 8;
/// Items in one bin: bins of this size add up within 32 bits.
pub(super) const BIN: u32 = 1 << 23;
/// How far the plane reaches.
pub(super) const FAR: f32 = 1e12;

pub(super) fn words<'a>(words: impl IntoIterator<Item = &'a mut String>) -> Result<()> {
    words.into_iter().try_for_each(word)
}

/// Cleans a name or a line; a new line in it is a control character like the others.
pub(super) fn word(word: &mut String) -> Result<()> {
    at_most("bytes in a line", word.len(), WORD)?;
    if word.chars().any(char::is_control) {
        *word = plain(word).replace('\n', "\u{fffd}");
    }
    Ok(())
}

/// Cleans a text of many lines.
pub(super) fn text(text: &mut String) -> Result<()> {
    at_most("bytes in a text", text.len(), TEXT)?;
    if text.chars().any(|c| c != '\n' && c.is_control()) {
        *text = plain(text);
    }
    Ok(())
}

pub(super) fn at_most(what: &str, count: usize, most: usize) -> Result<()> {
    if count > most {
        return Err(Error::new(format!(
            "{what}: {count} are too many to be true; at most {most} are read"
        )));
    }
    Ok(())
}

pub(super) fn steps(steps: u64) -> Result<()> {
    if steps > STEPS {
        return Err(Error::new(format!("{steps} steps are too many to be true")));
    }
    Ok(())
}

pub(super) fn time(what: &str, seconds: f32) -> Result<()> {
    if !(0.0..=SECONDS).contains(&seconds) {
        return Err(Error::new(format!(
            "it {what} {seconds} s, which is not a valid time"
        )));
    }
    Ok(())
}
