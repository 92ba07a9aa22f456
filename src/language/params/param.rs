//! What every parameter can say of itself, and how parameters in a row share the words of a line.

use super::given::Given;
use super::keyed::Keyed;
use super::suggestion::Suggestion;
use crate::error::Result;

/// What may be typed next within a parameter, and whether what follows it may be typed, too.
#[derive(Debug, Default)]
pub struct Offers {
    pub suggestions: Vec<Suggestion>,
    pub more: bool,
}

/// One parameter of a command, or several that belong together.
pub trait Param: Sync {
    /// As the usage line shows it, with brackets where it may be missing; nothing where it is left out.
    fn usage(&self) -> String;
    /// The fewest and the most words that it takes.
    fn words(&self) -> (usize, usize);
    /// How many of the words at the front are its own.
    fn span(&self, words: &[&str]) -> usize;
    /// Whether this word can only begin this parameter: those before it are missing then.
    fn opens(&self, _word: &str) -> bool {
        false
    }
    /// Whether the place of a word says that it is this parameter's, and not the word.
    fn by_place(&self) -> bool {
        true
    }
    /// Whether these are fewer words than it needs, now that it is there.
    fn lacks(&self, words: &[&str]) -> bool {
        words.len() < self.words().0
    }
    /// Reads its own words into `given`.
    ///
    /// # Errors
    /// A sentence with the bad word and what is allowed.
    fn read(&self, words: &[&str], given: &mut Given) -> Result<()>;
    /// What may come after its own words; `before` are all words of the command so far.
    fn offers(&self, words: &[&str], before: &[&str]) -> Offers;
    /// The options that it holds.
    fn keys(&self) -> Vec<&'static dyn Keyed> {
        Vec::new()
    }
    /// Whether it takes options of any name.
    fn any_key(&self) -> bool {
        false
    }
    /// What it is where it is not given, for help: `N is 9`.
    fn by_default(&self) -> Vec<String> {
        Vec::new()
    }
    /// What may be typed as the value of an option that it does not declare.
    fn values(&self, _key: &str) -> Vec<Suggestion> {
        Vec::new()
    }
}

/// A parameter of a few words with a value of a type.
pub trait Typed: Sync {
    type Value;
    /// What it is called among the parameters of its command.
    fn name(&self) -> &'static str;
    /// As usage shows it, without brackets.
    fn shown(&self) -> &'static str {
        self.name()
    }
    /// The fewest and the most words.
    fn length(&self) -> (usize, usize);
    /// The value that words have, after what was given before them.
    ///
    /// # Errors
    /// A sentence with the bad word and what is allowed.
    fn value(&self, words: &[String], before: &Given) -> Result<Self::Value>;
    /// Whether it is read where no word is left for it, too, for a sentence of its own.
    fn read_without(&self) -> bool {
        false
    }
    /// The value where no word is given, if there is one.
    fn default(&self) -> Option<Self::Value> {
        None
    }
    /// That value in words.
    fn default_in_words(&self) -> Option<String> {
        None
    }
    /// What may be typed for its next word.
    fn suggest(&self, before: &[&str]) -> Vec<Suggestion>;
}

impl<T: Typed> Param for T {
    fn usage(&self) -> String {
        match self.length().0 {
            0 => format!("[{}]", self.shown()),
            _ => self.shown().to_owned(),
        }
    }

    fn words(&self) -> (usize, usize) {
        self.length()
    }

    fn span(&self, words: &[&str]) -> usize {
        words.len().min(self.length().1)
    }

    fn lacks(&self, words: &[&str]) -> bool {
        words.len() < self.length().0 && !self.read_without()
    }

    fn read(&self, words: &[&str], given: &mut Given) -> Result<()> {
        if words.is_empty() && !self.read_without() {
            return Ok(());
        }
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        self.value(&words, given)?;
        given.put(self.name(), words);
        Ok(())
    }

    fn by_default(&self) -> Vec<String> {
        let value = self.default_in_words();
        let shown = value.map(|value| format!("{} is {value}", self.shown()));
        shown.into_iter().collect()
    }

    fn offers(&self, words: &[&str], before: &[&str]) -> Offers {
        let (least, most) = self.length();
        Offers {
            suggestions: if words.len() < most {
                self.suggest(before)
            } else {
                Vec::new()
            },
            more: words.len() >= least,
        }
    }
}

/// Parameters in a row.
pub type Row = [&'static dyn Param];

/// As the usage line shows them.
pub(crate) fn usage(row: &Row) -> String {
    let shown = row.iter().map(|param| param.usage());
    let shown: Vec<_> = shown.filter(|usage| !usage.is_empty()).collect();
    shown.join(" ")
}

/// The fewest and the most words that they take together.
pub(crate) fn words(row: &Row) -> (usize, usize) {
    row.iter().fold((0, 0), |(least, most), param| {
        let (low, high) = param.words();
        (least + low, usize::saturating_add(most, high))
    })
}

/// How many words at the front each of them takes.
fn shares<'w>(row: &'w Row, mut words: &'w [&'w str]) -> impl Iterator<Item = usize> + 'w {
    row.iter().enumerate().map(move |(at, param)| {
        let missing = words.first().is_some_and(|word| {
            param.words().0 == 0
                && !param.opens(word)
                && row[at + 1..].iter().any(|later| later.opens(word))
        });
        let taken = if missing { 0 } else { param.span(words) };
        words = &words[taken..];
        taken
    })
}

/// How many words at the front they take.
pub(crate) fn span(row: &Row, words: &[&str]) -> usize {
    shares(row, words).sum()
}

/// Reads words into `given`; says how many were read.
///
/// # Errors
/// As [`Param::read`].
pub(crate) fn read(row: &Row, words: &[&str], given: &mut Given) -> Result<usize> {
    let mut at = 0;
    for (param, taken) in row.iter().zip(shares(row, words)) {
        param.read(&words[at..at + taken], given)?;
        at += taken;
    }
    Ok(at)
}

/// Whether one of them has fewer words than it needs.
pub(crate) fn lacks(row: &Row, words: &[&str]) -> bool {
    let mut at = 0;
    row.iter().zip(shares(row, words)).any(|(param, taken)| {
        at += taken;
        param.lacks(&words[at - taken..at])
    })
}

/// What may come after words.
pub(crate) fn offers(row: &Row, words: &[&str], before: &[&str]) -> Offers {
    let mut found = Offers {
        suggestions: Vec::new(),
        more: true,
    };
    let (mut at, mut placed) = (0, false);
    for (param, taken) in row.iter().zip(shares(row, words)) {
        let own = &words[at..at + taken];
        at += taken;
        if at < words.len() {
            continue;
        }
        // What comes by its place is next where nothing before it could be.
        let next = if taken == 0 && param.by_place() && placed {
            Offers {
                more: param.words().0 == 0,
                ..Offers::default()
            }
        } else {
            param.offers(own, before)
        };
        placed |= taken == 0 && param.by_place();
        found.suggestions.extend(next.suggestions);
        if !next.more {
            found.more = false;
            break;
        }
    }
    found
}
