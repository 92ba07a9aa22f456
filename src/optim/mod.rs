//! Optimisers whose state can be saved: a run goes on bit for bit after a load.

mod adam;

pub use adam::{Adam, Rates};
