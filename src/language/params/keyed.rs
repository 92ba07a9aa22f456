//! An option, whatever the type of its value.

use super::suggestion::Suggestion;
use crate::error::Result;

/// What is known of an option without its type.
pub trait Keyed: Sync {
    /// The word before `=`.
    fn key(&self) -> &'static str;
    /// As usage shows it.
    fn shown(&self) -> &'static str;
    /// What may be typed for it.
    fn suggestion(&self) -> Suggestion;
    /// Checks a value.
    ///
    /// # Errors
    /// A sentence with the value and what is allowed.
    fn check(&self, value: &str) -> Result<()>;
}
