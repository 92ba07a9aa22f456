//! What a diagnosis says.

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `Dx is too strong`.
    pub what: &'static str,
    /// The numbers that say so.
    pub evidence: String,
    /// What may help.
    pub remedy: Remedy,
    /// A condition on the series that holds since it began, where one says so.
    pub began: Option<String>,
}

/// One change that may help, and how to see that it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// A command line.
    pub command: String,
    /// Steps after which it shows.
    pub steps: u64,
    /// A command line that says whether it helped: `expect d_acc < 0.97`.
    pub check: String,
}

impl Remedy {
    /// `command`, and `check` so many steps later.
    pub(super) fn new(command: impl Into<String>, steps: u64, check: impl Into<String>) -> Self {
        Self {
            command: command.into(),
            steps,
            check: check.into(),
        }
    }

    /// Whether the command builds a new run.
    #[must_use]
    pub fn builds(&self) -> bool {
        self.command.starts_with("build ")
    }
}
