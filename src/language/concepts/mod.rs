//! Words of the field, explained for somebody who meets them on the screen: a few sentences each, true of this program,
//! the last with what to type next. What stands in quotes is a line that works.

mod concept;
mod lab;
mod networks;
mod training;

pub use concept::Concept;

/// All concepts; to add one is a row in one of the tables.
pub fn concepts() -> impl Iterator<Item = &'static Concept> {
    let tables = [training::CONCEPTS, networks::CONCEPTS, lab::CONCEPTS];
    tables.into_iter().flatten()
}

/// The lines of commands that a text quotes.
#[cfg(test)]
pub(super) fn quoted(text: &str) -> Vec<&str> {
    text.split('\'').skip(1).step_by(2).collect()
}
