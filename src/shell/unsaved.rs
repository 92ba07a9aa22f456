//! The work that no save has, and what a person was told of it.

/// The work that no save has.
#[derive(Debug, Default)]
pub(crate) struct Unsaved {
    /// The step of the last save.
    at: u64,
    /// Whether layers were pretrained since.
    pretrained: bool,
    /// The command that was warned of.
    told: Option<&'static str>,
}

impl Unsaved {
    /// The step of the last save.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// Everything up to this step is saved, or begins here.
    pub(crate) fn saved(&mut self, step: u64) {
        *self = Self {
            at: step,
            ..Self::default()
        };
    }

    /// Layers were pretrained.
    pub(crate) fn pretrained(&mut self) {
        self.pretrained = true;
    }

    /// Whether the command was warned of just now; from here on it was.
    pub(crate) fn tell(&mut self, command: &'static str) -> bool {
        self.told.replace(command) == Some(command)
    }

    /// What would be lost of a run of `recipe` at `step`, in words.
    pub(crate) fn lost(&self, recipe: &str, step: u64) -> Option<String> {
        Some(match step.saturating_sub(self.at) {
            0 if self.pretrained => format!("the pretrained layers of '{recipe}' are"),
            0 => return None,
            1 => format!("1 step of '{recipe}' is"),
            steps => format!("{steps} steps of '{recipe}' are"),
        })
    }

    /// Another command came: who was warned stays.
    pub(crate) fn stays(&mut self) {
        self.told = None;
    }
}
