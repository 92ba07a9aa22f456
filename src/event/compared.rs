//! Two runs next to each other: what a screen and a transcript show of both in the same way.

use serde::{Deserialize, Serialize};

use super::{Curve, Gallery, Plane, Scores};

/// Two runs, seen with the same eyes: the same noise or items, the same series, what each discriminator believes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// What the pictures are, for both: `samples of the same noise`.
    pub about: String,
    /// The two.
    pub runs: Vec<OneRun>,
}

/// One of two runs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OneRun {
    /// The name of its branch, or of its file.
    pub name: String,
    pub step: u64,
    /// The lines that it took since the two parted.
    pub lines: Vec<String>,
    /// Samples or reconstructions; of points none.
    pub gallery: Option<Gallery>,
    /// Points of the plane.
    pub plane: Option<Plane>,
    /// What its discriminator believes, where it has one.
    pub scores: Option<Scores>,
    /// Its losses.
    pub curves: Vec<Curve>,
}
