//! Networks as text: `conv 16 k5 s2, leaky 0.2 | flatten | dense 1`.
//!
//! A text is one layer after another with `|` between them. What a layer takes follows from the layer before it,
//! so only what it gives is written: `dense 64`. Sizes are numbers, sizes of the data and of the code
//! (`H W C P Z K`), or arithmetic on them; `/` rounds up, as the strides of convolutions do. A layer may state
//! what it gives (`conv 16 k5 s2 -> 14x14x16`), which is checked. [`WORDS`] lists the layers.
//!
//! A text that was read is an owned tree, [`Written`]. It lends the same [`Plain`](crate::layers::Plain) value that
//! a network of the catalogue has as a constant, and the same functions check and lower it. [`Text`] prints any
//! plain network in this language.

mod alike;
mod arena;
mod build;
mod check;
mod infer;
mod parse;
mod print;
mod remark;
mod rust;
mod token;
mod tree;
mod words;
mod written;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;

pub use crate::error::Mistake;
pub use check::{Step, Steps};
pub use print::Text;
pub(in crate::nets) use rust::Types;
pub use words::{ACTIVATIONS, WORDS, Word};
pub use written::{Place, Written};

/// The longest text, in bytes.
pub const MOST_BYTES: usize = 16 * 1024;
/// The most layers in a text.
pub const MOST_LAYERS: usize = 1000;
/// How deep groups and parentheses are nested at most.
const DEEPEST: usize = 16;
/// The most operators within one size, written and inferred.
const LONGEST_SIZE: usize = 64;
