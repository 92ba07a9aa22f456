//! Terms of the field, explained for someone who sees them on the screen: a few sentences each, true of this program;
//! the last one says what to type next. Text in quotes is a line that works.

mod concept;
mod lab;
mod networks;
mod training;

pub use concept::Concept;

/// All concepts; to add one, add a row to one of the tables.
pub fn concepts() -> impl Iterator<Item = &'static Concept> {
    let tables = [training::CONCEPTS, networks::CONCEPTS, lab::CONCEPTS];
    tables.into_iter().flatten()
}

/// The command lines that a text quotes.
#[cfg(test)]
pub(super) fn quoted(text: &str) -> Vec<&str> {
    text.split('\'').skip(1).step_by(2).collect()
}
