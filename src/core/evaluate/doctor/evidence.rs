//! What a diagnosis rests on.

use crate::event::{Curve, Measure, Series};
use crate::lab::config::settings::Settings;

/// Steps before which a run is too young for most complaints.
pub(super) const YOUNG: u64 = 50;

/// What is known of a run.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The words after `build` that make the same run from the start, but for its learning rates and momentum.
    pub build: String,
    /// Steps taken.
    pub step: u64,
    /// What ended the last step, if it failed.
    pub failure: Option<String>,
    pub settings: Settings,
    /// What the recipe, the networks and the loss start with.
    pub usual: Settings,
    /// Rows, columns and channels of an item, where items are pictures.
    pub image: Option<[usize; 3]>,
    /// Whether G is to fool Dx.
    pub game: bool,
    pub opponent: Opponent,
    /// Whether Dx is a critic: how strong it is has no measure of its own.
    pub critic: bool,
    /// Whether Dx takes a gradient penalty.
    pub penalty: bool,
    /// Means over the last [`WINDOW`](crate::lab::history::WINDOW) steps: what is wrong now, not what was once.
    pub means: Series,
    /// All series over the whole run.
    pub curves: Vec<Curve>,
    /// Gradient norm of the adversarial loss in G, and of the loss on generated items in the discriminator.
    pub norms: Option<(f32, f32)>,
    /// Variance of the samples over that of held-out items, all numbers of an item together.
    pub variety: Option<f32>,
    /// What `eval` finds.
    pub measures: Vec<Measure>,
}

/// The discriminator that G is to fool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Opponent {
    #[default]
    Dx,
    /// Of items with their codes.
    Dxz,
}

impl Evidence {
    pub(super) fn measured(&self, name: &str) -> Option<f32> {
        let found = self.measures.iter().find(|m| m.name == name);
        found.map(|m| m.value)
    }

    /// Classes that samples cover, and how many there are.
    pub(super) fn classes(&self) -> Option<(f32, f32)> {
        let found = self.measures.iter().find(|m| m.name == "classes")?;
        Some((found.value, found.about.rsplit(' ').next()?.parse().ok()?))
    }

    pub(super) fn mean(&self, name: &str) -> Option<f32> {
        self.means.get(name).copied()
    }

    /// The check that the distance of the samples from real items has fallen: `eval; expect fld < 41.2`.
    pub(super) fn nearer(&self) -> String {
        let distances = ["fld", "fd", "js"].into_iter();
        let mut known = distances.filter_map(|name| Some((name, self.measured(name)?)));
        match known.next() {
            Some((name, value)) => format!("eval; expect {name} < {}", short(value)),
            None => "doctor".to_owned(),
        }
    }
}

/// Three digits are enough to be compared with.
pub(super) fn short(value: f32) -> String {
    if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}
