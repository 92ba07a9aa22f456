//! What a prompt offers: completion, hints, highlighting. Both prompts use it.

use std::ops::Range;

use super::{COMMANDS, find};

/// A word that may come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub text: String,
    pub about: String,
}

impl Suggestion {
    /// A suggestion for each of `(word, about)`.
    pub fn all<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Self> {
        words
            .into_iter()
            .map(|(text, about)| Self {
                text: text.to_owned(),
                about: about.to_owned(),
            })
            .collect()
    }

    /// No suggestions.
    #[must_use]
    pub fn none(_: &[&str]) -> Vec<Self> {
        Vec::new()
    }
}

/// Words that may replace the one under the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Byte offset where the word to be replaced begins.
    pub start: usize,
    pub suggestions: Vec<Suggestion>,
}

/// What part of a line a range is, for colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Command,
    Unknown,
    Key,
    Number,
    Word,
    Operator,
    Comment,
}

/// The words of the last command before `cursor`, and where the word under the cursor begins.
fn before(line: &str, cursor: usize) -> (Vec<&str>, usize) {
    let mut cursor = cursor.min(line.len());
    while !line.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let line = &line[..cursor];
    let command = line.rfind(';').map_or(0, |at| at + 1);
    let start = line[command..]
        .rfind(char::is_whitespace)
        .map_or(command, |at| {
            command
                + at
                + line[command + at..]
                    .chars()
                    .next()
                    .map_or(1, char::len_utf8)
        });
    (line[command..start].split_whitespace().collect(), start)
}

/// Files that begin with `word`.
fn paths(word: &str) -> Vec<Suggestion> {
    let (folder, name) = word.rsplit_once('/').map_or(("", word), |(f, n)| (f, n));
    let place = if word.starts_with('/') && folder.is_empty() {
        "/"
    } else if folder.is_empty() {
        "."
    } else {
        folder
    };
    let Ok(files) = std::fs::read_dir(place) else {
        return Vec::new();
    };
    let mut found: Vec<_> = files
        .flatten()
        .take(1000)
        .filter_map(|file| {
            let found = file.file_name().into_string().ok()?;
            let slash = if file.file_type().ok()?.is_dir() {
                "/"
            } else {
                ""
            };
            let fits = found.starts_with(name) && !found.chars().any(char::is_control);
            let prefix = &word[..word.len() - name.len()];
            (fits && (!found.starts_with('.') || name.starts_with('.'))).then(|| Suggestion {
                text: format!("{prefix}{found}{slash}"),
                about: String::new(),
            })
        })
        .collect();
    found.sort_by(|a, b| a.text.cmp(&b.text));
    found
}

/// Words that may stand at the cursor.
#[must_use]
pub fn complete(line: &str, cursor: usize) -> Completion {
    let (words, start) = before(line, cursor);
    let typed = line.get(start..cursor.min(line.len())).unwrap_or("");
    let mut suggestions = match words.split_first() {
        None => Suggestion::all(COMMANDS.iter().map(|c| (c.name, c.about))),
        Some((name, words)) => find(name).map(|c| (c.suggest)(words)).unwrap_or_default(),
    };
    if suggestions.iter().any(|s| s.text == PATH) {
        suggestions.retain(|s| s.text != PATH);
        suggestions.extend(paths(typed));
    }
    suggestions.retain(|s| s.text.starts_with(typed));
    Completion { start, suggestions }
}

/// A suggestion that stands for any file.
pub(super) const PATH: &str = "<path>";

/// Grey text after the cursor: the rest of the only word that fits, or of the usage.
#[must_use]
pub fn hint(line: &str) -> Option<String> {
    if line.trim().is_empty() {
        return None;
    }
    let completion = complete(line, line.len());
    let typed = &line[completion.start..];
    if !typed.is_empty()
        && let [only] = &completion.suggestions[..]
        && only.text.len() > typed.len()
    {
        return Some(only.text[typed.len()..].to_owned());
    }
    let (words, _) = before(line, line.len());
    let name = words
        .first()
        .copied()
        .or_else(|| (!typed.is_empty()).then_some(typed))?;
    let command = find(name).ok()?;
    let given = words.len().saturating_sub(1) + usize::from(!typed.is_empty() && !words.is_empty());
    let rest: Vec<_> = command.usage.split(' ').skip(given).collect();
    let gap = if line.ends_with(' ') { "" } else { " " };
    (!rest.is_empty() && !rest[0].is_empty()).then(|| format!("{gap}{}", rest.join(" ")))
}

/// What each part of a line is.
#[must_use]
pub fn highlight(line: &str) -> Vec<(Range<usize>, Role)> {
    let mut parts = Vec::new();
    let mut first = true;
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if c == '#' {
            parts.push((at..line.len(), Role::Comment));
            break;
        }
        if c == ';' {
            parts.push((at..at + 1, Role::Operator));
            (first, at) = (true, at + 1);
            continue;
        }
        let end = line[at..]
            .find(|c: char| c.is_whitespace() || c == ';')
            .map_or(line.len(), |n| at + n);
        let word = &line[at..end];
        if first {
            let known = COMMANDS.iter().any(|c| c.name == word);
            parts.push((at..end, if known { Role::Command } else { Role::Unknown }));
        } else if let Some((key, _)) = word.split_once('=').filter(|(key, _)| !key.is_empty()) {
            parts.push((at..at + key.len(), Role::Key));
            parts.push((at + key.len()..at + key.len() + 1, Role::Operator));
            let value = at + key.len() + 1;
            let role = if line[value..end].parse::<f64>().is_ok() {
                Role::Number
            } else {
                Role::Word
            };
            parts.push((value..end, role));
        } else if word.parse::<f64>().is_ok() {
            parts.push((at..end, Role::Number));
        } else if ["<", ">", "<=", ">=", "==", "+-"].contains(&word) {
            parts.push((at..end, Role::Operator));
        } else {
            parts.push((at..end, Role::Word));
        }
        (first, at) = (false, end);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn completes_commands_and_their_words() {
        let texts = |line: &str| -> Vec<String> {
            complete(line, line.len())
                .suggestions
                .into_iter()
                .map(|s| s.text)
                .collect()
        };
        assert_eq!(texts("sa"), ["sample", "saliency", "save"]);
        assert_eq!(texts("step 1; build a"), ["ae", "aae", "aegan"]);
        assert_eq!(texts("set rate_"), ["rate_d"]);
        assert_eq!(hint("reco").as_deref(), Some("n"));
        assert_eq!(hint("term adv_x ").as_deref(), Some("WEIGHT"));
    }

    proptest::proptest! {
        #[test]
        fn nothing_typed_is_a_panic(line in ".{0,80}", cursor in 0_usize..100) {
            let completion = complete(&line, cursor);
            proptest::prop_assert!(completion.start <= line.len());
            let _ = hint(&line);
            for (range, _) in highlight(&line) {
                proptest::prop_assert!(line.get(range).is_some());
            }
        }
    }
}
