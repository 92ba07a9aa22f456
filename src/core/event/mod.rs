//! What the lab says: the one stream that is drawn, printed, written to the session file and replayed.
//!
//! An event is data, never terminal text: every front end draws the same event in its own way, so
//! that what is seen live, in a transcript and in a replay is the same by construction.

pub mod control;
mod outline;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::art::Picture;

pub use outline::{Mark, MarkKind, Outline};

/// Values by the name of their series (`d_loss`, `g_loss`, `rec_x`, `d_acc`, ...).
pub type Series = BTreeMap<String, f32>;

/// Something that happened in the lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A line of information, or the user's own `note`.
    Said { text: String },
    /// A table: the nets, the settings, the data.
    Listing(Listing),
    /// A recorded command line, echoed as a replay or a `source`d file comes to it.
    Entered { line: String },
    /// A new experiment stands.
    Built(Built),
    /// A setting or a term's weight changed.
    Changed {
        name: String,
        from: String,
        to: String,
    },
    /// One phase of one batch was walked (`next`).
    Phase(PhaseReport),
    /// Work in flight; sent a few times a second and never written to a session.
    Progress(Progress),
    /// Training went on by whole steps.
    Stepped(Stepped),
    /// Pictures side by side: samples, reconstructions, interpolations.
    Gallery(Gallery),
    /// Two-dimensional data, what the generator makes of it, and the discriminator's map.
    Plane(Plane),
    /// What the discriminator believes.
    Scores(Scores),
    /// The ledger: each term with its weight and its value.
    Ledger(Ledger),
    /// How near the generated items are to real ones, in numbers (`eval`).
    Evaluated(Evaluated),
    /// Curves of series over steps (`plot`).
    Curves(Curves),
    /// Lines of one measure over another (`compress`).
    Chart(Chart),
    /// Two runs next to each other (`diff`).
    Compared(Compared),
    /// What a screen keeps up to date while training runs; front ends that print lines leave it out.
    Live(Vec<Event>),
    /// A session was saved.
    Saved { path: String, digest: String },
    /// A session was loaded.
    Loaded {
        path: String,
        step: u64,
        digest: String,
    },
    /// Something was exported.
    Exported {
        what: String,
        path: String,
        count: usize,
    },
    /// An `expect` held.
    Expected { expression: String, value: f32 },
    /// A command failed; the lab is as it was. Scripts add the line number.
    Error {
        message: String,
        line: Option<usize>,
    },
    /// The run stands at another time.
    Moved(Moved),
    /// Training stopped at a condition.
    StoppedAt(StoppedAt),
    /// A branch begins.
    Branched {
        /// Its name.
        branch: String,
        /// The branch that it leaves.
        from: String,
        /// The step at which it does.
        step: u64,
    },
    /// Something that a front end alone can do; a session never holds it.
    Screen(Screen),
    /// The lab is done; front ends close.
    Quit,
    /// What comes is the past of a session that is played back, or that is over.
    Replay {
        /// Whether it begins.
        begins: bool,
    },
}

/// What is for the full screen alone: a person asks for it, or it says where the run, a replay or a lesson stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Screen {
    /// Take away what was said so far.
    Clear,
    /// Take the mouse, or leave it to the terminal, which selects text with it.
    Mouse(bool),
    /// Where a replay stands.
    Played(Played),
    /// A replay went back: what it has shown from its beginning to there takes the place of what is shown.
    Again(Vec<Event>),
    /// Whether a lesson waits to go on.
    Lesson(bool),
    /// The timeline of the branch that the run is on, where there is a run.
    Timeline(Option<Outline>),
    /// Open a canvas to draw data on; the text of the drawing that the data are, where they are one.
    #[serde(skip)]
    Canvas(Option<String>),
}

/// Where a replay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Played {
    /// The entry that is shown, from 1; 0 before the first.
    pub entry: usize,
    /// How many there are.
    pub of: usize,
    /// Whether all of them were shown.
    pub ended: bool,
}

/// A table with a head; cells are plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    pub title: String,
    /// Column names; a name that starts with `>` is right-aligned (numbers).
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// A last line below the table, possibly empty.
    pub footer: String,
}

/// What `build` made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    pub recipe: String,
    /// Name of the data set.
    pub data: String,
    /// Shape of one item: `[28, 28, 1]` or `[2]`.
    pub item: Vec<usize>,
    pub seed: u64,
    pub batch: usize,
    pub latent: usize,
    /// Whether the networks are conditional: they get the class of each item.
    #[serde(default)]
    pub labels: bool,
    /// For people: `cpu avx2 ×2`.
    pub device: String,
    pub nets: Vec<NetFact>,
}

/// One network in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetFact {
    /// `E`, `G`, `Dx`, `Dz` or `Dxz`.
    pub role: String,
    /// Name in the catalogue.
    pub name: String,
    pub parameters: usize,
    /// Multiply-adds of one item's forward pass.
    pub multiply_adds: usize,
}

/// What one phase of a batch produced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhaseReport {
    /// Counts from 1 within the batch.
    pub number: usize,
    pub of: usize,
    /// The step that this batch will complete.
    pub step: u64,
    /// Short: `score real`.
    pub name: String,
    /// What it does, as a formula or a sentence: `Dx(x)`.
    pub about: String,
    /// Values that it produced.
    pub facts: Vec<(String, f32)>,
    pub pictures: Option<Gallery>,
}

/// Where a run went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    pub branch: String,
    pub step: u64,
    /// The last step of the branch.
    pub last: u64,
    /// Phases of the next batch that are walked.
    pub phase: usize,
    /// Of the weights.
    pub digest: String,
    /// Whether the run is the same bit for bit as it was; on a GPU what is computed again is nearly the same.
    pub exact: bool,
}

/// Why training stopped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoppedAt {
    /// The condition, as it was typed.
    pub condition: String,
    pub step: u64,
    /// The values that it compares.
    pub values: Vec<(String, f32)>,
}

/// Work in flight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done, in a word: `step`, `run`, `eval`.
    pub work: String,
    /// Whether that takes steps, which have a rate; other work has a name.
    #[serde(skip)]
    pub training: bool,
    /// The lab's step now.
    pub step: u64,
    /// Steps done of this command.
    pub done: u64,
    /// `None`: until stopped.
    pub of: Option<u64>,
    /// Steps a second over the last moments.
    pub rate: f32,
    pub eta_seconds: Option<f32>,
    pub series: Series,
}

/// Steps that were really taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stepped {
    pub steps: u64,
    /// The lab's step now.
    pub step: u64,
    pub seconds: f32,
    /// Means over the last steps of those taken.
    pub series: Series,
    /// Steps that these means are over; 0 in the records of earlier versions, where they are over up to 100.
    #[serde(default)]
    pub window: u64,
    /// Stopped before the number that was asked for.
    pub interrupted: bool,
    /// One value a series each few steps: `(step, value)`, for curves that a replay can draw.
    pub curves: Vec<Curve>,
}

/// Pictures side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gallery {
    /// `sample`, `recon`, `interp`, `data`, `noise`, ...
    pub kind: String,
    pub title: String,
    pub step: u64,
    /// Pictures in a row of the grid, in reading order; 0 lets the front end choose.
    pub columns: usize,
    pub pictures: Vec<Picture>,
    /// One a picture, or none at all.
    pub captions: Vec<String>,
}

/// Points that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    pub points: Vec<[f32; 2]>,
}

/// A plane: that of a two-dimensional data set, with coordinates within about [-1.5, 1.5], or one of codes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    pub kind: String,
    pub title: String,
    pub step: u64,
    /// Left, right, bottom, top.
    pub bounds: [f32; 4],
    pub real: Vec<[f32; 2]>,
    pub generated: Vec<[f32; 2]>,
    /// D(x) in [0, 1] as 8-bit grey, row 0 at the top; none without a discriminator.
    pub belief: Option<Picture>,
    /// The slope of D at each generated point; or none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slopes: Vec<[f32; 2]>,
    /// Lines from point to point.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Vec<[f32; 2]>>,
    /// Points by class.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
}

/// What the discriminator believes about real and generated items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    pub step: u64,
    /// Whose opinion it is: `Dx`, `Dxz`. Records of earlier versions do not say.
    #[serde(default)]
    #[serde(rename = "judge")]
    pub discriminator: String,
    /// Counts over ten equal bins of D from 0 to 1.
    pub real: Vec<u32>,
    pub fake: Vec<u32>,
    pub mean_real: f32,
    pub mean_fake: f32,
    /// Share that D calls right at 0.5.
    pub accuracy: f32,
    /// Real and generated items with D's probability; worst mistakes first.
    pub shown: Vec<Scored>,
}

/// One item with the discriminator's probability that it is real.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    pub picture: Picture,
    pub real: bool,
    pub probability: f32,
}

/// The ledger at a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    pub step: u64,
    pub terms: Vec<TermRow>,
}

/// One term of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermRow {
    /// The word at the prompt: `rec_x`.
    pub name: String,
    /// For people: `d(x, G(E(x)))`.
    pub formula: String,
    pub weight: f32,
    /// Mean over the last steps; `None` before the first step or while the term is off.
    pub value: Option<f32>,
    /// The gradient's norm that the unweighted term sends into each network, when asked for.
    pub norms: Vec<(String, f32)>,
}

/// Measurements of generated items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluated {
    pub step: u64,
    /// Name of the data set.
    pub data: String,
    /// Items that were made.
    pub generated: usize,
    /// Held-out items that they were held against.
    pub real: usize,
    pub measures: Vec<Measure>,
    /// How it was measured.
    pub note: String,
}

/// One measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The word at the prompt: `fld`.
    pub name: String,
    pub value: f32,
    /// One standard deviation over resamples, where it was taken.
    pub spread: Option<f32>,
    /// What it says, for people.
    pub about: String,
}

/// Curves over steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curves {
    pub curves: Vec<Curve>,
    pub log: bool,
}

/// One series over steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    pub name: String,
    /// `(step, value)`, rising in step.
    pub points: Vec<(u64, f32)>,
}

/// Lines of one measure over another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    pub title: String,
    pub step: u64,
    /// What is measured across, with its unit: `bits per pixel`.
    pub across: String,
    /// What is measured upwards, with its unit: `PSNR, dB`.
    pub up: String,
    /// Whether the axis across is logarithmic.
    pub log: bool,
    /// Points `[across, up]` of each line, rising across.
    pub lines: Vec<Group>,
}

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
