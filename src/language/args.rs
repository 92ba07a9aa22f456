//! From a line to words: `;` separates commands, `#` starts a comment, quotes keep spaces.

use super::typed::blank;
use crate::error::{Error, Result};

/// The longest line that is read.
const MOST_BYTES: usize = 64 * 1024;

/// The words of one command after its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Args {
    /// Words without `=`.
    pub words: Vec<String>,
    /// `key=value`, in order.
    pub options: Vec<(String, String)>,
    /// Everything after the name, as it was typed.
    pub rest: String,
}

/// The key and the value of a word, if it is `key=value`.
#[must_use]
pub fn option(word: &str) -> Option<(&str, &str)> {
    let (key, value) = word.split_once('=')?;
    let named = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    named.then_some((key, value))
}

/// Whether a word is `key=`, whose value comes now.
fn takes_value((word, quoted): &(String, bool)) -> bool {
    !quoted && option(word).is_some_and(|(_, value)| value.is_empty())
}

/// Splits a line into commands: name and arguments of each.
///
/// # Errors
/// A sentence when a quote is left open or the line is too long.
pub fn split(line: &str) -> Result<Vec<(String, Args)>> {
    if line.len() > MOST_BYTES {
        return Err(Error::new(format!(
            "a line has at most {MOST_BYTES} bytes, not {}",
            line.len()
        )));
    }
    let mut commands = Vec::new();
    let mut words: Vec<(String, bool)> = Vec::new();
    let mut word: Option<(String, bool)> = None;
    let mut quote: Option<char> = None;
    let mut start = 0;
    let finish =
        |words: &mut Vec<(String, bool)>, text: &str, commands: &mut Vec<(String, Args)>| {
            let mut words = std::mem::take(words).into_iter();
            let Some((name, quoted)) = words.next() else {
                return Ok(());
            };
            if quoted {
                return Err(Error::new(format!(
                    "a command stands without quotes: {name}"
                )));
            }
            let text = text.trim_matches(blank);
            let rest = text
                .strip_prefix(name.as_str())
                .unwrap_or("")
                .trim_matches(blank)
                .to_owned();
            let mut args = Args {
                rest,
                ..Args::default()
            };
            for (word, quoted) in words {
                match option(&word) {
                    Some((key, value)) if !quoted => {
                        args.options.push((key.to_owned(), value.to_owned()));
                    }
                    _ => args.words.push(word),
                }
            }
            commands.push((name, args));
            Ok(())
        };
    let mut end = line.len();
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            // An apostrophe within a word is a letter: D's. A quote behind 'key=' is one.
            (None, '"' | '\'')
                if word
                    .as_ref()
                    .is_none_or(|word| takes_value(word) && line[at + 1..].contains(c)) =>
            {
                quote = Some(c);
                word.get_or_insert_with(|| (String::new(), true));
            }
            (None, '#') if word.is_none() => {
                end = at;
                break;
            }
            (None, ';') => {
                words.extend(word.take());
                finish(&mut words, &line[start..at], &mut commands)?;
                start = at + 1;
            }
            (None, c) if blank(c) => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().0.push(c),
        }
    }
    if let Some(open) = quote {
        return Err(Error::new(format!(
            "a quote {open} is open; close it with another {open}"
        )));
    }
    words.extend(word.take());
    finish(&mut words, &line[start..end], &mut commands)?;
    Ok(commands)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_commands_words_options_and_a_comment() {
        let commands = split("build gan latent=16; note \"a; b\" # rest").unwrap();
        assert_eq!(commands[0].0, "build");
        assert_eq!(commands[0].1.words, ["gan"]);
        assert_eq!(
            commands[0].1.options,
            [("latent".to_owned(), "16".to_owned())]
        );
        assert_eq!(commands[1].1.words, ["a; b"]);
        assert_eq!(commands.len(), 2);
        assert!(
            split("note \"open")
                .unwrap_err()
                .to_string()
                .contains("quote")
        );
        assert_eq!(split("note D's view").unwrap()[0].1.words, ["D's", "view"]);
        let quoted = split("classifier to='a b.safetensors' \"c=d\"; note x='open").unwrap();
        let option = ("to".to_owned(), "a b.safetensors".to_owned());
        assert_eq!(quoted[0].1.options, [option]);
        assert_eq!(quoted[0].1.words, ["c=d"]);
        assert_eq!(quoted[1].1.options[0].1, "'open");
        assert!(split(" ;; # nothing").unwrap().is_empty());
        // Blanks of every kind stand between words, and before the first.
        let pasted = split("\u{feff}note\u{a0}one\ttwo\u{200b}").unwrap();
        assert_eq!(pasted[0].0, "note");
        assert_eq!(
            (pasted[0].1.words.len(), &pasted[0].1.rest[..]),
            (2, "one\ttwo")
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_splits_or_is_a_sentence(line in ".{0,200}") {
            let _ = split(&line);
        }
    }
}
