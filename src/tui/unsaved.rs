//! What would be lost if one left now.

use crate::lab::event::Event;

/// The steps of the lab's own experiment, and those that a save has.
#[derive(Debug, Default)]
pub struct Unsaved {
    step: u64,
    saved: u64,
    /// Whether the person knows.
    told: bool,
}

impl Unsaved {
    /// Hears what happened to the experiment.
    pub fn hear(&mut self, event: &Event) {
        match event {
            Event::Built(_) => (self.step, self.saved) = (0, 0),
            Event::Stepped(stepped) => self.step = stepped.step,
            Event::Saved { .. } => self.saved = self.step,
            Event::Loaded { step, .. } => (self.step, self.saved) = (*step, *step),
            _ => return,
        }
        self.told = false;
    }

    /// What to say, once, to a person who is about to lose something.
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
