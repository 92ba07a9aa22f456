//! The examination of what a generator makes: a classifier that reads it, and measurements to trust.
//!
//! | what | where |
//! |---|---|
//! | [`Classifier`]: a `LeNet` over pictures of one size, its features and probabilities | `classifier`, `lenet`, `learn` |
//! | [`Features`]: what pictures are compared by: a classifier, or what stands in for it | `features` |
//! | [`Evaluation`]: generated pictures held against real ones | `pictures` |
//! | [`points()`]: the same for points of the plane | `points` |
//! | [`Stacked`]: the modes of stacked digits | `stacked` |
//! | [`doctor`]: what is wrong with a run, from evidence | `doctor` |
//! | [`compression`]: what a code is worth as a file | `compression`, `codes` |
//! | [`from_mixture`]: items of codes that are drawn like those of items | `codes` |
//! | [`memories()`]: whether items are copies, without a classifier | `memories` |
//! | the classifiers that are part of the program, with their hash and accuracy | [`SHIPPED`] |

mod classifier;
mod codes;
pub mod compression;
pub mod doctor;
mod features;
mod learn;
mod lenet;
mod memories;
mod pictures;
mod points;
mod shipped;
mod stacked;
mod unit;

pub use classifier::{Classifier, Reading};
pub use codes::{Drawn, from_mixture};
pub use features::Features;
pub use features::MOST_COLUMNS;
pub use memories::enough;
pub use memories::memories;
pub use pictures::{Evaluation, MEASURES};
pub use points::points;
pub use shipped::{SHIPPED, Shipped, shipped};
pub use stacked::{STACKED_SAMPLES, Stacked};
pub use unit::Unit;

use crate::event::Measure;

/// A measurement without a spread.
fn measure(name: &str, value: f64, about: impl Into<String>) -> Measure {
    Measure {
        name: name.to_owned(),
        value: value as f32,
        spread: None,
        about: about.into(),
    }
}
