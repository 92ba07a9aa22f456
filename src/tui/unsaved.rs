//! What would be lost if one left now.

use crate::lab::event::Event;

/// The steps of the lab's own experiment, and those that a save has.
#[derive(Debug, Default)]
pub struct Unsaved {
    step: u64,
    saved: u64,
    /// Whether the key before this one asked to leave, and was told what would be lost.
    told: bool,
}

impl Unsaved {
    /// Hears what happened to the experiment.
    pub fn hear(&mut self, event: &Event) {
        match event {
            Event::Built(_) => (self.step, self.saved) = (0, 0),
            Event::Progress(progress) => self.step = progress.step,
            Event::Stepped(stepped) => self.step = stepped.step,
            Event::Saved { .. } => self.saved = self.step,
            Event::Loaded { step, .. } => (self.step, self.saved) = (*step, *step),
            _ => {}
        }
    }

    /// Another key was pressed: who was told goes on.
    pub fn stays(&mut self) {
        self.told = false;
    }

    /// What to say to a person who is about to lose something, unless that was said just now.
    pub fn warning(&mut self) -> Option<String> {
        let steps = self.step.saturating_sub(self.saved);
        if steps == 0 || std::mem::replace(&mut self.told, true) {
            return None;
        }
        let s = if steps == 1 { " is" } else { "s are" };
        Some(format!(
            "{steps} step{s} not saved: 'save' keeps them, Ctrl-D again leaves"
        ))
    }
}
