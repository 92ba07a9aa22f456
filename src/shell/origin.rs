//! Where the codes that `G` decodes come from.

use std::fmt;

/// Where codes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The standard normal distribution.
    Prior,
    /// So many Gaussians, fitted to the codes of training items.
    Mixture(usize),
}

impl Origin {
    /// A note to put before other text, or nothing.
    pub(crate) fn said(self) -> String {
        match self {
            Self::Prior => String::new(),
            Self::Mixture(k) => format!(
                "samples: codes from {k} Gaussians, fitted to the codes of training items · "
            ),
        }
    }
}

/// As it is typed: with a space before it, or nothing.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prior => Ok(()),
            Self::Mixture(k) => write!(f, " from=mixture k={k}"),
        }
    }
}
