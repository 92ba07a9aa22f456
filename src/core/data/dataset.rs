//! A data set: what its items are, the training part, and the held-out part.

use super::{Item, Split};
use crate::error::{Error, Result, brief};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Training items, and items held out for measuring.
///
/// Either `classes` is empty and no item has a label, or every training item has one, and every
/// label, of the held-out items too, is an index into `classes`.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// The name or directory that it was loaded from.
    pub name: String,
    /// SHA-256, in hexadecimal, of the decoded content: the same for the same items, however stored.
    pub digest: String,
    /// The kind of item.
    pub item: Item,
    /// A name for each label; empty if there are no labels.
    pub classes: Vec<String>,
    /// The training part; never empty.
    pub train: Split,
    /// The held-out part, which no network learns from.
    pub held_out: Split,
    /// Notes for the user on how it was put together: a few sentences.
    pub notes: Vec<String>,
}

impl Dataset {
    /// Puts a data set together and takes its digest.
    pub(super) fn new(
        name: &str,
        item: Item,
        classes: Vec<String>,
        train: Split,
        held_out: Split,
    ) -> Self {
        Self {
            name: name.to_owned(),
            digest: digest(item, [(&train, &train), (&held_out, &held_out)]),
            item,
            classes,
            train,
            held_out,
            notes: Vec::new(),
        }
    }

    /// The same where the training part stays in its file: the digest is of its labels and of `sample`, the items that
    /// stand for all of them.
    pub(super) fn in_file(
        name: &str,
        item: Item,
        classes: Vec<String>,
        (train, sample): (Split, &Split),
        held_out: Split,
    ) -> Self {
        Self {
            name: name.to_owned(),
            digest: digest(item, [(&train, sample), (&held_out, &held_out)]),
            item,
            classes,
            train,
            held_out,
            notes: Vec::new(),
        }
    }

    /// The same, with notes for the user.
    pub(super) fn with_notes(self, notes: Vec<String>) -> Self {
        Self { notes, ..self }
    }

    /// Its name as one word of a command line: in quotes if necessary.
    #[must_use]
    pub fn word(&self) -> String {
        word(&self.name)
    }

    /// The class that the user means by a name, a part of one, or a number.
    ///
    /// # Errors
    /// A sentence with the classes there are.
    pub fn class(&self, word: &str) -> Result<u8> {
        let names = &self.classes;
        if names.is_empty() {
            return Err(Error::new(format!(
                "'{}' has no classes, so '{word}' is not one",
                brief(&self.name)
            )));
        }
        let wanted = word.to_lowercase();
        let whole = names.iter().position(|name| name.to_lowercase() == wanted);
        // Part of a name will do where it is part of no other.
        let mut parts = (0..names.len()).filter(|&i| names[i].to_lowercase().contains(&wanted));
        let part = parts.next().filter(|_| parts.next().is_none());
        // Names that are numbers are not counted through: 3 is the class of that name, or none.
        let numbered = names.iter().any(|name| name.parse::<usize>().is_ok());
        let number = word.parse().ok().filter(|n| *n < names.len() && !numbered);
        whole
            .or(number)
            .or(part)
            .and_then(|class| u8::try_from(class).ok())
            .ok_or_else(|| {
                let what = format!("class of '{}' called", brief(&self.name));
                Error::unknown(&what, word, names.iter().map(String::as_str))
            })
    }
}

/// A name or a path as one word of a command line: in quotes if necessary.
pub(super) fn word(name: &str) -> String {
    let special = |c: char| c.is_whitespace() || [';', '=', '"', '\'', '#'].contains(&c);
    let quote = if name.contains('"') { '\'' } else { '"' };
    if name.contains(special) {
        format!("{quote}{name}{quote}")
    } else {
        name.to_owned()
    }
}

/// SHA-256 of shape, items and labels, of each part and of the items that are in memory. Every list comes after its length, so that different
/// contents never give the same bytes.
fn digest(item: Item, parts: [(&Split, &Split); 2]) -> String {
    let mut hasher = Sha256::new();
    let shape = item.shape();
    update_length(&mut hasher, shape.len());
    for size in shape {
        update_length(&mut hasher, size);
    }
    for (split, items) in parts {
        update_length(&mut hasher, split.len());
        items.update(&mut hasher);
        update_length(&mut hasher, split.labels().len());
        hasher.update(split.labels());
    }
    hasher
        .finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn update_length(hasher: &mut Sha256, length: usize) {
    hasher.update((length as u64).to_le_bytes());
}
