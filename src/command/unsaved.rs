//! What would be lost, and the one warning before it is.
//!
//! A person who leaves, builds or loads is told once, and the same command again does it; so does the command with `!`.
//! A script says what it does and is not asked: nobody is there to answer.

use super::{Args, Shell};
use crate::error::{Error, Result};

/// The work that no save has.
#[derive(Debug, Default)]
pub(super) struct Unsaved {
    /// The step of the last save.
    at: u64,
    /// Whether layers were pretrained since.
    pretrained: bool,
    /// The command that was warned of.
    told: Option<String>,
}

impl Unsaved {
    /// The step of the last save.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// Everything up to this step is saved, or begins here.
    pub(super) fn saved(&mut self, step: u64) {
        *self = Self {
            at: step,
            ..Self::default()
        };
    }

    /// Layers were pretrained.
    pub(super) fn pretrained(&mut self) {
        self.pretrained = true;
    }

    /// Another command came: who was warned stays.
    pub(super) fn stays(&mut self) {
        self.told = None;
    }
}

/// Commands after which what is not saved is gone.
pub(super) const DISCARDS: [&str; 3] = ["quit", "build", "load"];

impl Shell {
    /// What would be lost, in words.
    fn unsaved(&self) -> Option<String> {
        let trainer = self.trainer.as_ref()?;
        let recipe = trainer.state().recipe.name;
        Some(match trainer.state().step.saturating_sub(self.unsaved.at) {
            0 if self.unsaved.pretrained => format!("the pretrained layers of '{recipe}' are"),
            0 => return None,
            1 => format!("1 step of '{recipe}' is"),
            steps => format!("{steps} steps of '{recipe}' are"),
        })
    }

    /// Notes what is not saved before a line runs: what the line itself discards is what was typed.
    pub(super) fn note_unsaved(&mut self) {
        self.unsaved_before = self.unsaved().is_some();
    }

    /// Warns a person once before work that is not saved goes.
    ///
    /// # Errors
    /// The warning.
    pub(super) fn warn(&mut self, name: &str, args: &Args) -> Result<()> {
        // A run that gave way to what was typed goes on: nobody typed it anew.
        if name == "run" && std::mem::take(&mut self.gave_way) {
            return Ok(());
        }
        let from = name == "build" && args.words.iter().any(|word| word == "from");
        if !DISCARDS.contains(&name) || from {
            self.unsaved.stays();
            return Ok(());
        }
        let Some(lost) = self
            .unsaved()
            .filter(|_| self.unsaved_before || name == "quit")
        else {
            return Ok(());
        };
        if self.unsaved.told.as_deref() == Some(name) {
            return Ok(());
        }
        self.unsaved.told = Some(name.to_owned());
        let goes = match name {
            "quit" => "leaves",
            "build" => "builds the other",
            _ => "loads the other",
        };
        Err(Error::new(format!(
            "{lost} not saved: 'save' keeps them, '{name}' again {goes}"
        )))
    }
}
