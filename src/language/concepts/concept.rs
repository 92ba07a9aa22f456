//! What a concept is.

/// A word that is no name of a command, a setting or a term, and what it means here.
#[derive(Debug, Clone, Copy)]
pub struct Concept {
    /// The word, and others for the same.
    pub names: &'static [&'static str],
    pub text: &'static str,
}
