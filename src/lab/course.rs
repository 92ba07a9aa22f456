//! What an experiment is and how far it has come, apart from what lies on a device.

use super::history::History;
use super::recipes::Recipe;
use super::settings::Settings;

/// The plain part of an experiment.
#[derive(Debug, Clone)]
pub struct Course {
    pub recipe: &'static Recipe,
    pub seed: u64,
    /// Numbers in a code.
    pub latent: usize,
    /// Whether the networks are told the class of each item.
    pub labels: bool,
    pub settings: Settings,
    /// Whole steps taken.
    pub step: u64,
    pub history: History,
}
