//! The data that networks learn from: real images (embedded, or from folders and files) and points.
//!
//! [`load`] turns a name, a directory or a file into a [`Dataset`]; [`Order`] says which items make up a
//! batch; [`Split::fill`] writes them as floats in the [`Range`] that the net's output has.

mod arrays;
mod asked;
mod bounds;
mod cifar;
mod classes;
mod coloured;
mod csv;
mod dataset;
mod directory;
pub mod drawn;
mod embedded;
pub mod expression;
mod file;
mod found;
mod held_out;
mod idx;
mod input;
mod item;
mod labels;
mod large;
mod look;
mod names;
mod order;
#[cfg(feature = "parquet")]
mod parquet;
mod parts;
mod pictures;
mod pixels;
mod place;
mod range;
mod recorded;
mod split;
pub mod stacked;
mod stored;
mod toy;
mod unpack;
mod write;

#[cfg(test)]
mod tests;

pub use asked::{Asked, Backdrop, Options};
pub use dataset::Dataset;
pub use drawn::Drawing;
pub use idx::{Images, read_images, read_labels};
pub use item::Item;
pub use look::{Count, Look};
use names::load_by;
pub use names::{NAMES, load, load_and_tell, own_name};
pub use order::{Order, batch_indices};
pub use range::Range;
pub use recorded::recorded;
pub use split::Split;
pub use toy::Toy;
pub use write::{Format, Next, Numbers, Rows, fits, labels_beside, write, write_images};

/// Called with the number of parts that are done, and of how many (0 if unknown); returns whether to go on.
pub type Tell<'a> = &'a mut dyn FnMut(u64, u64) -> crate::error::Result<()>;

/// How the files of a folder become classes and parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Now,
    /// Of versions up to 0.1: every class up to the last, and the end of the file held out. Sessions that learned from
    /// such data still find them.
    Earlier,
}
