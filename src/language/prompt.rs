//! What a prompt offers: completion, hints, highlighting. Both prompts use it.

use std::ops::Range;

use super::args::option;
use super::command::Language;
use super::params::{PATH, Suggestion, TOPIC_NAME};
use super::typed::blank;

use crate::order::sort_by;

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
    /// Part of a mistake.
    Mistake,
}

/// What stands before the cursor.
struct Before<'a> {
    /// The words of the last command, without quotes.
    words: Vec<&'a str>,
    /// Where the word under the cursor begins, within its quote if it has one.
    start: usize,
    /// The quote that is open.
    quote: Option<char>,
    typed: &'a str,
}

/// Splits a line up to `cursor`, much as [`split`](super::split) does: a quote that closes ends a word here, and
/// within a comment nothing is asked.
fn before(line: &str, cursor: usize) -> Before<'_> {
    let mut cursor = cursor.min(line.len());
    while !line.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let line = &line[..cursor];
    let (mut words, mut start, mut quote) = (Vec::new(), None, None);
    for (at, c) in line.char_indices() {
        match (quote, start) {
            (Some(open), Some(from)) if c == open => {
                words.push(&line[from..at]);
                (start, quote) = (None, None);
            }
            (None, None) if c == '"' || c == '\'' => (start, quote) = (Some(at + 1), Some(c)),
            (None, from) if c == ';' || blank(c) => {
                words.extend(from.map(|from| &line[from..at]));
                start = None;
                if c == ';' {
                    words.clear();
                }
            }
            (None, None) => start = Some(at),
            _ => {}
        }
    }
    let start = start.unwrap_or(cursor);
    Before {
        words,
        start,
        quote,
        typed: &line[start..],
    }
}

/// A path as a word: in quotes where it would be more than one, which are left open for what lies in a folder.
fn quoted(path: &str, open: Option<char>) -> String {
    let special = |c: char| c.is_whitespace() || [';', '=', '"', '\''].contains(&c);
    let quote = if path.contains('"') { '\'' } else { '"' };
    let (before, close) = match open {
        Some(open) => (None, Some(open)),
        None if path.contains(special) || path.starts_with('#') => (Some(quote), Some(quote)),
        None => (None, None),
    };
    let close = close.filter(|_| !path.ends_with('/'));
    let parts = [before, close].map(|quote| quote.map_or_else(String::new, String::from));
    format!("{}{path}{}", parts[0], parts[1])
}

/// Folders, and files with one of these extensions, that begin with `word`.
fn paths(word: &str, extensions: &str) -> Vec<Suggestion> {
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
            let taken = |extension: &str| found.ends_with(&format!(".{extension}"));
            let taken =
                extensions.is_empty() || !slash.is_empty() || extensions.split(' ').any(taken);
            let fits = taken && found.starts_with(name) && !found.chars().any(char::is_control);
            let prefix = &word[..word.len() - name.len()];
            (fits && (!found.starts_with('.') || name.starts_with('.'))).then(|| Suggestion {
                text: format!("{prefix}{found}{slash}"),
                about: String::new(),
            })
        })
        .collect();
    sort_by(&mut found, |a, b| a.text.cmp(&b.text));
    found
}

impl Language {
    /// The names of all commands; the others that they go by, too, once something is typed.
    fn names(self, typed: &str) -> Vec<Suggestion> {
        let names = self.0.iter().flat_map(|command| {
            let names = command
                .names()
                .filter(|name| !command.was.contains(name))
                .map(|name| (name, command.about));
            names.take(if typed.is_empty() { 1 } else { usize::MAX })
        });
        Suggestion::all(names)
    }

    /// What may come after the words of a command, of which `typed` is the one under the cursor.
    fn next(self, name: &str, words: &[&str], typed: &str) -> Vec<Suggestion> {
        let Ok(command) = self.find(name) else {
            return Vec::new();
        };
        if let Some((key, _)) = option(typed) {
            let values = command.values(key);
            if !values.is_empty() {
                return values;
            }
        }
        let first = command.first_word(name).into_iter();
        let words: Vec<_> = first.chain(words.iter().copied()).collect();
        command.offers(&words).suggestions
    }

    /// Words that may stand at the cursor.
    #[must_use]
    pub fn complete(self, line: &str, cursor: usize) -> Completion {
        let Before {
            words,
            start,
            quote,
            typed,
        } = before(line, cursor);
        let mut suggestions = match words.split_first() {
            None => self.names(typed),
            Some((name, words)) => self.next(name, words, typed),
        };
        if let Some(at) = suggestions.iter().position(|s| s.text == TOPIC_NAME) {
            suggestions.splice(at..=at, Suggestion::all(self.topics()));
        }
        let files = suggestions.iter().find(|s| s.text == PATH).cloned();
        suggestions.retain(|s| s.text != PATH && s.text.starts_with(typed));
        if let Some(files) = files {
            let found = paths(typed, &files.about).into_iter();
            // A quote that is open cannot be within what it quotes.
            let found = found.filter(|path| quote.is_none_or(|open| !path.text.contains(open)));
            let found = found.map(|path| Suggestion {
                text: quoted(&path.text, quote),
                ..path
            });
            suggestions.extend(found);
        }
        Completion { start, suggestions }
    }

    /// Grey text after the cursor: the rest of the only word that fits, or of the usage.
    #[must_use]
    pub fn hint(self, line: &str) -> Option<String> {
        if line.trim().is_empty() {
            return None;
        }
        let completion = self.complete(line, line.len());
        let typed = &line[completion.start..];
        if !typed.is_empty()
            && let [only] = &completion.suggestions[..]
            && let Some(rest) = only.text.strip_prefix(typed)
            && !rest.is_empty()
        {
            return Some(rest.to_owned());
        }
        let words = before(line, line.len()).words;
        let name = words
            .first()
            .copied()
            .or_else(|| (!typed.is_empty()).then_some(typed))?;
        let command = self.find(name).ok()?;
        if let Some(said) = command.hint.and_then(|hint| hint(line)) {
            return Some(said);
        }
        let given = words.len().saturating_sub(1)
            + usize::from(!typed.is_empty() && !words.is_empty())
            + usize::from(command.first_word(name).is_some());
        let usage = command.usage();
        let rest: Vec<_> = usage.split(' ').skip(given).collect();
        let gap = if line.ends_with(' ') { "" } else { " " };
        (!rest.is_empty() && !rest[0].is_empty()).then(|| format!("{gap}{}", rest.join(" ")))
    }

    /// What each part of a line is.
    #[must_use]
    pub fn highlight(self, line: &str) -> Vec<(Range<usize>, Role)> {
        let mut parts = Vec::new();
        let mut first = true;
        let mut at = 0;
        while let Some(c) = line[at..].chars().next() {
            if blank(c) {
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
                .find(|c: char| blank(c) || c == ';')
                .map_or(line.len(), |n| at + n);
            let word = &line[at..end];
            if first {
                let known = self.find(word).is_ok();
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
            } else if ["<", ">", "<=", ">=", "==", "!=", "+-"].contains(&word) {
                parts.push((at..end, Role::Operator));
            } else {
                parts.push((at..end, Role::Word));
            }
            (first, at) = (false, end);
        }
        for mark in self.marks(line) {
            let within = |part: &Range<usize>| part.start < mark.end && mark.start < part.end;
            let marked = parts.iter_mut().filter(|(part, _)| within(part));
            marked.for_each(|(_, role)| *role = Role::Mistake);
        }
        parts
    }

    /// Where mistakes stand in the last command of a line.
    fn marks(self, line: &str) -> Vec<Range<usize>> {
        let last = line.rsplit(';').next().unwrap_or(line);
        let name = last.split(blank).find(|word| !word.is_empty());
        let command = name.and_then(|name| self.find(name).ok());
        let marks = command.and_then(|command| command.marks);
        marks.map_or_else(Vec::new, |marks| marks(line))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::language::{complete, highlight, hint};

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
        assert_eq!(texts("set lr_"), ["lr_d", "lr_decay_steps"]);
        // A word that several recipes take is one word.
        assert_eq!(texts("build gan as="), ["as=published", "as=r3gan"]);
        assert_eq!(hint("reco").as_deref(), Some("n"));
        assert_eq!(hint("term adv_x ").as_deref(), Some("WEIGHT"));
    }

    #[test]
    fn a_path_that_is_more_than_a_word_is_completed_in_quotes() {
        let folder = tempfile::tempdir().unwrap();
        let name = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(name("my run;quit.ron"), "").unwrap();
        std::fs::create_dir(name("a folder")).unwrap();
        let completed = |typed: &str| {
            let found = complete(typed, typed.len());
            let [only] = &found.suggestions[..] else {
                panic!("{typed}: {:?}", found.suggestions);
            };
            format!("{}{}", &typed[..found.start], only.text)
        };
        let line = completed(&format!("load {}", name("my")));
        assert_eq!(line, format!("load \"{}\"", name("my run;quit.ron")));
        // What is completed is one word of one command.
        let commands = crate::language::split(&line).unwrap();
        assert_eq!(commands.len(), 1);
        assert_eq!(commands[0].1.words, [name("my run;quit.ron")]);
        // A folder's quote waits for what lies in it; one that is open stays the same.
        let line = completed(&format!("load {}", name("a")));
        assert_eq!(line, format!("load \"{}/", name("a folder")));
        let line = completed(&format!("note x; load '{}", name("my run")));
        assert_eq!(line, format!("note x; load '{}'", name("my run;quit.ron")));
        assert_eq!(hint(&format!("load {}", name("my"))), None);
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
