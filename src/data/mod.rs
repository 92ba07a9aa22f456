//! What the nets learn from: real images (embedded or from a directory) and computed points.
//!
//! [`load`] turns a name or a directory into a [`Dataset`]; [`Order`] says which items make up a
//! batch; [`Split::fill`] writes them as floats in the [`Range`] that the net's output has.

mod cifar;
mod coloured;
mod dataset;
mod directory;
mod embedded;
mod idx;
mod input;
mod names;
mod order;
mod range;
mod split;
mod toy;
mod write;

#[cfg(test)]
mod tests;

pub use dataset::{Dataset, Item};
pub use idx::{Images, read_images, read_labels};
pub use names::{NAMES, load};
pub use order::{Order, batch_indices};
pub use range::Range;
pub use split::Split;
pub use toy::Toy;
pub use write::write_images;
