//! Rules that hold for the project as a whole: its sources, and what its README says.
#![allow(clippy::unwrap_used)]

mod readme;
mod sources;
