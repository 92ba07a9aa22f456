//! Rules that hold for the project as a whole: its sources, and what its README says.
#![allow(clippy::unwrap_used)]

mod circles;
mod modules;
mod readme;
mod sources;
