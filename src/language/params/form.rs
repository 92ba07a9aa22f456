//! Words that are typed as they are, and parameters in several forms.

use super::given::Given;
use super::keyed::Keyed;
use super::param::{Offers, Param, Row, lacks, offers, read, span, usage, words};
use super::suggestion::Suggestion;
use crate::error::Result;

/// A word that is typed as it is: `of`.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub word: &'static str,
    /// Another way to type it.
    pub or: Option<&'static str>,
    /// What it says, for completion.
    pub about: &'static str,
}

impl Key {
    /// A word and what it says.
    #[must_use]
    pub const fn new(word: &'static str, about: &'static str) -> Self {
        Self {
            word,
            or: None,
            about,
        }
    }

    /// The same, which may be typed in another way.
    #[must_use]
    pub const fn or(mut self, word: &'static str) -> Self {
        self.or = Some(word);
        self
    }
}

impl Param for Key {
    fn usage(&self) -> String {
        self.word.to_owned()
    }

    fn words(&self) -> (usize, usize) {
        (1, 1)
    }

    fn span(&self, words: &[&str]) -> usize {
        usize::from(words.first().is_some_and(|word| self.opens(word)))
    }

    fn opens(&self, word: &str) -> bool {
        word == self.word || self.or == Some(word)
    }

    fn by_place(&self) -> bool {
        false
    }

    fn read(&self, words: &[&str], given: &mut Given) -> Result<()> {
        if !words.is_empty() {
            given.put(self.word, Vec::new());
        }
        Ok(())
    }

    fn offers(&self, words: &[&str], _: &[&str]) -> Offers {
        let left = words.is_empty().then_some((self.word, self.about));
        Offers {
            more: left.is_none(),
            suggestions: Suggestion::all(left),
        }
    }
}

/// One of several rows of parameters. A row that begins with a [`Key`] is taken where that is typed.
pub struct Forms {
    /// Whether there may be none of them.
    pub optional: bool,
    /// Whether usage leaves them out.
    pub hidden: bool,
    pub rows: &'static [&'static Row],
}

impl Forms {
    /// One row that may be missing: `[of CLASS]`.
    #[must_use]
    pub const fn optional(rows: &'static [&'static Row]) -> Self {
        Self {
            optional: true,
            hidden: false,
            rows,
        }
    }

    /// One of these rows.
    #[must_use]
    pub const fn one_of(rows: &'static [&'static Row]) -> Self {
        Self {
            optional: false,
            hidden: false,
            rows,
        }
    }

    /// The same, which usage leaves out.
    #[must_use]
    pub const fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// The row that begins with the first of these words, or else one that is told by its place.
    fn chosen(&self, words: &[&str]) -> Option<&'static Row> {
        let first = words.first()?;
        let mut forms = self.rows.iter();
        let opened = forms.find(|form| form.first().is_some_and(|param| param.opens(first)));
        let mut forms = self.rows.iter();
        let placed = || forms.find(|form| form.first().is_some_and(|param| param.by_place()));
        opened.or_else(placed).copied()
    }
}

impl Param for Forms {
    fn usage(&self) -> String {
        if self.hidden {
            return String::new();
        }
        let shown: Vec<_> = self.rows.iter().map(|form| usage(form)).collect();
        let shown = shown.join(" | ");
        if self.optional {
            format!("[{shown}]")
        } else {
            shown
        }
    }

    fn words(&self) -> (usize, usize) {
        let forms = || self.rows.iter().map(|form| words(form));
        let least = forms().map(|(least, _)| least).min().unwrap_or(0);
        let most = forms().map(|(_, most)| most).max().unwrap_or(0);
        (if self.optional { 0 } else { least }, most)
    }

    fn span(&self, words: &[&str]) -> usize {
        self.chosen(words).map_or(0, |form| span(form, words))
    }

    fn opens(&self, word: &str) -> bool {
        let mut firsts = self.rows.iter().filter_map(|form| form.first());
        firsts.any(|param| param.opens(word))
    }

    fn by_place(&self) -> bool {
        let mut firsts = self.rows.iter().filter_map(|form| form.first());
        firsts.any(|param| param.by_place())
    }

    fn read(&self, words: &[&str], given: &mut Given) -> Result<()> {
        match self.chosen(words) {
            Some(form) => read(form, words, given).map(drop),
            None => Ok(()),
        }
    }

    fn lacks(&self, words: &[&str]) -> bool {
        match self.chosen(words) {
            Some(form) => lacks(form, words),
            None => !self.optional,
        }
    }

    fn offers(&self, words: &[&str], before: &[&str]) -> Offers {
        if let Some(form) = self.chosen(words) {
            return offers(form, words, before);
        }
        let all = self.rows.iter().map(|form| offers(form, &[], before));
        let (mut suggestions, mut more) = (Vec::new(), self.optional);
        for next in all {
            suggestions.extend(next.suggestions);
            more |= next.more;
        }
        Offers { suggestions, more }
    }

    fn by_default(&self) -> Vec<String> {
        let params = self.rows.iter().flat_map(|form| form.iter());
        params.flat_map(|param| param.by_default()).collect()
    }

    fn keys(&self) -> Vec<&'static dyn Keyed> {
        let params = self.rows.iter().flat_map(|form| form.iter());
        params.flat_map(|param| param.keys()).collect()
    }

    fn any_key(&self) -> bool {
        let mut params = self.rows.iter().flat_map(|form| form.iter());
        params.any(|param| param.any_key())
    }
}
