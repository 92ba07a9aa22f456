//! What a run is and how far it has come, apart from what lies on a device.

use crate::lab::config::settings::Settings;
use crate::lab::history::History;
use crate::lab::recipes::Recipe;

/// The plain part of a run.
#[derive(Debug, Clone)]
pub struct RunState {
    pub recipe: &'static Recipe,
    pub seed: u64,
    /// Numbers in a code.
    pub latent: usize,
    /// Whether the networks are conditional: they get the class of each item.
    pub labels: bool,
    pub settings: Settings,
    /// Whole steps taken.
    pub step: u64,
    pub history: History,
}
