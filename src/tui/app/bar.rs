//! What the screen keeps of the timeline.

use crate::engine::LineId;
use crate::event::Outline;
use crate::tui::scrub::Scrub;
use crate::view::{Frames, State};

/// The timeline of the run, and where on it one looks.
#[derive(Default)]
pub(super) struct Timeline {
    /// As the lab told it last.
    pub(super) outline: Option<Outline>,
    pub(super) frames: Frames,
    pub(super) scrub: Scrub,
    /// What there is to show of where the run stands, while something else is looked at.
    pub(super) before: Option<State>,
    /// The line on its way that sends the run.
    pub(super) sent: Option<LineId>,
    /// Whether the mouse holds the bar.
    pub(super) held: bool,
}
