//! What a concept is.

/// A word that is not the name of a command, setting or term, and what it means here.
#[derive(Debug, Clone, Copy)]
pub struct Concept {
    /// The word and its synonyms.
    pub names: &'static [&'static str],
    pub text: &'static str,
}
