//! `from=`: where the codes come from that `G` makes items of.

use std::fmt;

use super::Suggestion;
use crate::error::{Error, Result};

/// Gaussians of a mixture that names no number (as Ghosh et al. 2020 take).
const GAUSSIANS: usize = 10;

/// The most Gaussians.
const MOST: usize = 100;

/// Where codes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The standard normal distribution.
    Prior,
    /// So many Gaussians, fitted to the codes of training items.
    Mixture(usize),
}

impl Origin {
    /// What `from=` and `k=` say; gives the other options back.
    ///
    /// # Errors
    /// A sentence with the bad word and what is allowed.
    pub(super) fn of(options: &[(String, String)]) -> Result<(Self, Vec<&(String, String)>)> {
        let (mut from, mut k, mut others) = (None, None, Vec::new());
        for option in options {
            match (option.0.as_str(), option.1.as_str()) {
                ("from", "prior") => from = Some(Self::Prior),
                ("from", "mixture") => from = Some(Self::Mixture(GAUSSIANS)),
                ("from", other) => {
                    return Err(Error::new(format!(
                        "codes come from=prior or from=mixture, not from '{other}'"
                    )));
                }
                ("k", value) => {
                    let read = value.parse().ok().filter(|k| (1..=MOST).contains(k));
                    k = Some(read.ok_or_else(|| {
                        Error::new(format!(
                            "k is a whole number of Gaussians from 1 to {MOST}, not '{value}'"
                        ))
                    })?);
                }
                _ => others.push(option),
            }
        }
        match (from.unwrap_or(Self::Prior), k) {
            (Self::Mixture(_), Some(k)) => Ok((Self::Mixture(k), others)),
            (Self::Prior, Some(k)) => Err(Error::new(format!(
                "k={k} is the number of Gaussians in a mixture; 'from=mixture k={k}' draws from one"
            ))),
            (from, None) => Ok((from, others)),
        }
    }

    /// A word on it before other words, or nothing.
    pub(super) fn said(self) -> String {
        match self {
            Self::Prior => String::new(),
            Self::Mixture(k) => format!(
                "samples: codes from {k} Gaussians, fitted to the codes of training items · "
            ),
        }
    }

    /// What may be typed for it.
    pub(super) fn suggestions() -> Vec<Suggestion> {
        Suggestion::all([
            ("from=mixture", "codes drawn like those of training items"),
            ("k=", "Gaussians in the mixture (10)"),
        ])
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
