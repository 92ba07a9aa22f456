//! Unsaved work, and what the user was warned about.

/// Unsaved work.
#[derive(Debug, Default)]
pub(crate) struct Unsaved {
    /// Steps taken since the last save, on whichever branch.
    steps: u64,
    /// Whether layers were pretrained since.
    pretrained: bool,
    /// The command that was warned about.
    told: Option<&'static str>,
}

impl Unsaved {
    /// Steps taken since the last save.
    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    /// A step was taken that is not in the record yet.
    pub(crate) fn took(&mut self) {
        self.steps += 1;
    }

    /// Everything so far is saved.
    pub(crate) fn saved(&mut self) {
        *self = Self::default();
    }

    /// Layers were pretrained.
    pub(crate) fn pretrained(&mut self) {
        self.pretrained = true;
    }

    /// Whether there was a warning about this command just now; marks it as warned.
    pub(crate) fn tell(&mut self, command: &'static str) -> bool {
        self.told.replace(command) == Some(command)
    }

    /// What would be lost, in words: of a run of `recipe`, and of `other` steps of earlier runs.
    pub(crate) fn lost(&self, recipe: &str, other: u64) -> Option<String> {
        Some(match self.steps + other {
            0 if self.pretrained => format!("the pretrained layers of '{recipe}' are"),
            0 => return None,
            1 => format!("1 step of '{recipe}' is"),
            steps => format!("{steps} steps of '{recipe}' are"),
        })
    }

    /// Another command was given, so the warning no longer counts.
    pub(crate) fn stays(&mut self) {
        self.told = None;
    }
}
