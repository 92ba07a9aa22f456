//! `from=` and `k=`: where the codes come from that `G` makes items of, as it is typed.

use super::command::Suggestion;
use crate::error::{Error, Result};
use crate::shell::origin::Origin;

/// Gaussians of a mixture that names no number (as Ghosh et al. 2020 take).
const GAUSSIANS: usize = 10;

/// The most Gaussians.
const MOST: usize = 100;

/// What `from=` and `k=` say; gives the other options back.
///
/// # Errors
/// A sentence with the bad word and what is allowed.
pub(super) fn origin(options: &[(String, String)]) -> Result<(Origin, Vec<&(String, String)>)> {
    let (mut from, mut k, mut others) = (None, None, Vec::new());
    for option in options {
        match (option.0.as_str(), option.1.as_str()) {
            ("from", "prior") => from = Some(Origin::Prior),
            ("from", "mixture") => from = Some(Origin::Mixture(GAUSSIANS)),
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
    match (from.unwrap_or(Origin::Prior), k) {
        (Origin::Mixture(_), Some(k)) => Ok((Origin::Mixture(k), others)),
        (Origin::Prior, Some(k)) => Err(Error::new(format!(
            "k={k} is the number of Gaussians in a mixture; 'from=mixture k={k}' draws from one"
        ))),
        (from, None) => Ok((from, others)),
    }
}

/// What may be typed for it.
pub(super) fn suggestions() -> Vec<Suggestion> {
    Suggestion::all([
        ("from=mixture", "codes drawn like those of training items"),
        ("k=", "Gaussians in the mixture (10)"),
    ])
}
