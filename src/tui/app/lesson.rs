//! Leaving a lesson: Esc asks first.

use super::App;

/// What is asked.
const ASKS: &str = "leave the lesson? Esc again leaves it, space goes on";
/// What leaves it.
const LEAVE: &str = "lesson end";

impl App<'_> {
    /// Whether the person was just asked whether to leave the lesson.
    pub(super) fn asks_to_leave(&self) -> bool {
        self.notice.as_deref() == Some(ASKS)
    }

    /// Leaves the lesson, or asks whether to, where that was not asked yet.
    pub(super) fn leave_lesson(&mut self, asked: bool) {
        if asked {
            self.submit(LEAVE);
        } else {
            self.notice = Some(ASKS.to_owned());
        }
    }
}
