//! What the language promises.

mod catalogue;
mod language;
mod mistakes;
mod random;

use super::{Mistake, Place, Steps, Written};
use crate::nets::Role;

/// A place over pictures of 28×28 grey pixels with codes of 64 numbers and 10 classes.
fn digits(role: Role) -> Place {
    Place::of(role, &[28, 28, 1], 64, 10).unwrap()
}

/// Reads and checks a text.
fn checked(role: Role, text: &str) -> Result<Steps, Mistake> {
    Written::read(text)?.check(&digits(role))
}

/// The shapes that the layers of a text give.
fn shapes(role: Role, text: &str) -> Vec<Vec<usize>> {
    let steps = checked(role, text).unwrap_or_else(|why| panic!("{text}: {why}"));
    steps.layers.into_iter().map(|step| step.shape).collect()
}
