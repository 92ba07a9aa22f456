//! Measurements of generated items against real ones, on rows of numbers; no network, no terminal.
//!
//! A set of items is a slice of `rows × columns` numbers, row by row.

pub mod classes;
pub mod fidelity;
pub mod frechet;
pub mod mean;
pub mod mixture;
pub mod modes;
pub mod neighbours;
pub mod pca;
pub mod plane;
pub mod quantiser;
