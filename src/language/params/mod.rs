//! The parameters of commands: of them follow what is read from a line, its usage, its errors and its completion.

mod ask;
mod class;
mod count;
mod form;
mod given;
mod keyed;
mod name;
mod option;
mod param;
mod rest;
mod suggestion;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use class::Class;
pub use count::Count;
pub use form::{Forms, Key};
pub use given::Given;
pub use keyed::Keyed;
pub use name::{Choice, Name, any};
pub use option::{Opt, Options, Others};
pub use param::{Offers, Param, Typed};
pub(super) use param::{lacks, offers, read, usage, words};
pub use rest::{List, Rest};
pub use suggestion::{PATH, Suggestion, TOPIC_NAME};
