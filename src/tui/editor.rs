//! The line that is being typed: editing, completion, history.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

use super::history::History;
use crate::language::{self, Suggestion};

/// What a key made of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The line changed, or nothing did.
    Typing,
    /// The line was entered.
    Entered(String),
    /// The key means nothing to a line.
    Ignored,
}

/// Words that may come next, and the one that is chosen.
pub struct Popup {
    pub suggestions: Vec<Suggestion>,
    pub chosen: Option<usize>,
    /// Byte where the word that they replace begins.
    pub start: usize,
}

/// A line with its history.
pub struct Editor {
    input: Input,
    history: History,
    /// Place in the history that is shown.
    place: Option<usize>,
    /// What was typed before the history was looked at.
    draft: String,
    pub popup: Option<Popup>,
    /// What is searched for in the history.
    pub search: Option<String>,
}

impl Editor {
    /// An empty line.
    pub fn new(history: History) -> Self {
        Self {
            input: Input::default(),
            history,
            place: None,
            draft: String::new(),
            popup: None,
            search: None,
        }
    }

    /// The line as it stands.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Columns of the line before the cursor.
    pub fn cursor(&self) -> usize {
        self.input.visual_cursor()
    }

    /// Whether no line was ever typed.
    pub fn is_new(&self) -> bool {
        self.history.len() == 0
    }

    /// Grey text after the line.
    pub fn hint(&self) -> String {
        let at_end = self.input.cursor() == self.text().chars().count();
        if at_end && self.popup.is_none() && self.search.is_none() {
            language::hint(self.text()).unwrap_or_default()
        } else {
            String::new()
        }
    }

    /// Keeps a line among those that were typed.
    pub fn keep(&mut self, line: &str) {
        self.history.add(line);
    }

    /// Throws the line away; says whether there was anything.
    pub fn clear(&mut self) -> bool {
        let had = !self.text().is_empty() || self.popup.is_some() || self.search.is_some();
        self.set("");
        (self.popup, self.search, self.place) = (None, None, None);
        had
    }

    /// Puts in a text from the clipboard. Each line that ends is entered, as if it were typed; what
    /// comes after the last end stays to be edited.
    pub fn paste(&mut self, text: &str) -> Vec<String> {
        let mut entered = Vec::new();
        for (i, line) in language::typed(text).split('\n').enumerate() {
            if i > 0
                && let Outcome::Entered(line) = self.enter()
            {
                entered.push(line);
            }
            for c in line.chars() {
                self.input.handle(InputRequest::InsertChar(c));
            }
        }
        self.typed();
        entered
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Outcome {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        if self.search.is_some()
            && let Some(outcome) = self.searching(key)
        {
            return outcome;
        }
        let request = match key.code {
            KeyCode::Enter => return self.enter(),
            // What was typed before the terminal was taken ends its lines so.
            KeyCode::Char('j') if control => return self.enter(),
            KeyCode::Tab => return self.complete(true),
            KeyCode::BackTab => return self.complete(false),
            KeyCode::Up => return self.walk(true),
            KeyCode::Down => return self.walk(false),
            KeyCode::Char('p') if control => return self.walk(true),
            KeyCode::Char('n') if control => return self.walk(false),
            KeyCode::Char('r') if control => {
                self.search = Some(String::new());
                self.place = None;
                return Outcome::Typing;
            }
            KeyCode::Right | KeyCode::End if self.take_hint() => return Outcome::Typing,
            KeyCode::Char('e' | 'f') if control && self.take_hint() => return Outcome::Typing,
            KeyCode::Left if control || alt => InputRequest::GoToPrevWord,
            KeyCode::Right if control || alt => InputRequest::GoToNextWord,
            KeyCode::Char('b') if alt => InputRequest::GoToPrevWord,
            KeyCode::Char('f') if alt => InputRequest::GoToNextWord,
            KeyCode::Char('d') if alt => InputRequest::DeleteNextWord,
            KeyCode::Backspace if control || alt => InputRequest::DeletePrevWord,
            KeyCode::Left => InputRequest::GoToPrevChar,
            KeyCode::Char('b') if control => InputRequest::GoToPrevChar,
            KeyCode::Right => InputRequest::GoToNextChar,
            KeyCode::Char('f') if control => InputRequest::GoToNextChar,
            KeyCode::Home => InputRequest::GoToStart,
            KeyCode::Char('a') if control => InputRequest::GoToStart,
            KeyCode::End => InputRequest::GoToEnd,
            KeyCode::Char('e') if control => InputRequest::GoToEnd,
            KeyCode::Backspace => InputRequest::DeletePrevChar,
            KeyCode::Char('h') if control => InputRequest::DeletePrevChar,
            KeyCode::Delete => InputRequest::DeleteNextChar,
            KeyCode::Char('d') if control => InputRequest::DeleteNextChar,
            KeyCode::Char('w') if control => InputRequest::DeletePrevWord,
            KeyCode::Char('u') if control => InputRequest::DeleteFromStart,
            KeyCode::Char('k') if control => InputRequest::DeleteTillEnd,
            KeyCode::Char('y') if control => InputRequest::Yank,
            KeyCode::Char(c) if !control && !alt && !c.is_control() => InputRequest::InsertChar(c),
            _ => return Outcome::Ignored,
        };
        self.input.handle(request);
        self.typed();
        Outcome::Typing
    }

    /// After a change by hand the popup is of another word, and the history is left.
    fn typed(&mut self) {
        self.place = None;
        if self.popup.is_some() {
            let (found, _) = self.found();
            self.popup = (found.suggestions.len() > 1).then_some(found);
        }
    }

    fn set(&mut self, text: &str) {
        self.input = Input::new(text.to_owned());
    }

    fn enter(&mut self) -> Outcome {
        (self.popup, self.place) = (None, None);
        let line = self.text().trim().to_owned();
        self.set("");
        if line.is_empty() {
            return Outcome::Typing;
        }
        self.history.add(&line);
        Outcome::Entered(line)
    }

    /// Bytes of the line before the cursor.
    fn offset(&self) -> usize {
        let text = self.text();
        text.char_indices()
            .nth(self.input.cursor())
            .map_or(text.len(), |(at, _)| at)
    }

    fn found(&self) -> (Popup, usize) {
        let at = self.offset();
        let found = language::complete(self.text(), at);
        let popup = Popup {
            suggestions: found.suggestions,
            chosen: None,
            start: found.start,
        };
        (popup, at)
    }

    /// The first Tab completes as far as it is clear; the next ones walk through what fits.
    fn complete(&mut self, forward: bool) -> Outcome {
        if let Some(popup) = &mut self.popup {
            let n = popup.suggestions.len();
            let next = match (popup.chosen, forward) {
                (None, true) => 0,
                (None, false) => n - 1,
                (Some(i), true) => (i + 1) % n,
                (Some(i), false) => (i + n - 1) % n,
            };
            popup.chosen = Some(next);
            let (start, word) = (popup.start, popup.suggestions[next].text.clone());
            self.replace(start, &word);
            return Outcome::Typing;
        }
        let (popup, at) = self.found();
        match &popup.suggestions[..] {
            [] => {}
            [only] => {
                let more = only.text.ends_with(['=', '/']);
                let word = format!("{}{}", only.text, if more { "" } else { " " });
                self.replace(popup.start, &word);
            }
            many => {
                let typed = self.text().get(popup.start..at).unwrap_or("");
                let common = common(many);
                if common.len() > typed.len() {
                    self.replace(popup.start, &common);
                }
                self.popup = Some(popup);
            }
        }
        Outcome::Typing
    }

    /// Puts `word` in the place of the one before the cursor.
    fn replace(&mut self, start: usize, word: &str) {
        let at = self.offset();
        let text = self.text();
        let (before, after) = (&text[..start.min(at)], &text[at..]);
        let cursor = before.chars().count() + word.chars().count();
        let line = format!("{before}{word}{after}");
        self.input = Input::new(line).with_cursor(cursor);
    }

    /// The hint becomes text when the cursor moves into it.
    fn take_hint(&mut self) -> bool {
        let hint = self.hint();
        // What the usage says (`[N]`) is no text to be taken.
        if hint.is_empty() || self.found().0.suggestions.len() != 1 {
            return false;
        }
        let line = format!("{}{hint}", self.text());
        self.set(&line);
        true
    }

    /// Walks through lines that begin as the one that is being typed.
    fn walk(&mut self, back: bool) -> Outcome {
        if self.popup.is_some() {
            return self.complete(!back);
        }
        if self.place.is_none() {
            if !back {
                return Outcome::Typing;
            }
            self.draft = self.text().to_owned();
        }
        let from = self.place.unwrap_or(self.history.len());
        let now = self.text().to_owned();
        let found = self.history.find(from, back, |line| {
            line.starts_with(&self.draft) && line != now
        });
        match found {
            Some((place, line)) => {
                self.place = Some(place);
                self.set(&line);
            }
            None if !back => {
                self.place = None;
                let draft = std::mem::take(&mut self.draft);
                self.set(&draft);
            }
            None => {}
        }
        Outcome::Typing
    }

    /// A key while the history is searched; nothing where the key ends the search and then counts.
    fn searching(&mut self, key: KeyEvent) -> Option<Outcome> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let mut term = self.search.clone()?;
        let mut from = self.place.map_or(self.history.len(), |place| place + 1);
        match key.code {
            KeyCode::Char('r') if control => from = from.saturating_sub(1),
            KeyCode::Char(c) if !control => term.push(c),
            KeyCode::Backspace => {
                term.pop();
                from = self.history.len();
            }
            _ => {
                self.search = None;
                return None;
            }
        }
        if let Some((place, line)) = self.history.find(from, true, |line| line.contains(&term)) {
            self.place = Some(place);
            self.set(&line);
        }
        self.search = Some(term);
        Some(Outcome::Typing)
    }
}

/// What all words begin with.
fn common(words: &[Suggestion]) -> String {
    let mut common = words.first().map_or("", |s| s.text.as_str()).to_owned();
    for word in words {
        while !word.text.starts_with(&common) {
            common.pop();
        }
    }
    common
}
