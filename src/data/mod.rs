//! What the nets learn from: real images (embedded or from a directory) and computed points.
//!
//! [`load`] turns a name or a directory into a [`Dataset`]; [`Order`] says which items make up a
//! batch; [`Split::fill`] writes them as floats in the [`Range`] that the net's output has.

mod cifar;
mod classes;
mod coloured;
mod dataset;
mod directory;
mod embedded;
mod held_out;
mod idx;
mod input;
mod item;
mod names;
mod order;
mod place;
mod range;
mod recorded;
mod split;
mod toy;
mod write;

#[cfg(test)]
mod tests;

pub use dataset::Dataset;
pub use idx::{Images, read_images, read_labels};
pub use item::Item;
use names::load_by;
pub use names::{NAMES, load};
pub use order::{Order, batch_indices};
pub use range::Range;
pub use recorded::recorded;
pub use split::Split;
pub use toy::Toy;
pub use write::write_images;

/// How the files of a folder become classes and parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Now,
    /// Of versions up to 0.1: every class up to the last, and the end of the file held out. Sessions that learned from
    /// such data still find them.
    Earlier,
}
