//! `from=` and `k=`: where the codes come from that `G` makes items of, as it is typed.

use super::params::{Given, Opt, Options};
use crate::error::{Error, Result};
use crate::shell::origin::Origin;

/// Gaussians of a mixture that names no number (as Ghosh et al. 2020 take).
const GAUSSIANS: usize = 10;

/// The most Gaussians.
const MOST: usize = 100;

/// The distribution that codes come from; whether it is a mixture.
pub(super) const FROM: Opt<bool> = Opt {
    key: "from",
    shown: "from=mixture",
    about: "codes drawn like those of training items",
    read: |_, value| match value {
        "prior" => Ok(false),
        "mixture" => Ok(true),
        other => Err(Error::new(format!(
            "from is prior or mixture, not '{other}'"
        ))),
    },
};

/// The number of Gaussians.
pub(super) const K: Opt<usize> = Opt {
    key: "k",
    shown: "k=N",
    about: "Gaussians in the mixture (10)",
    read: |_, value| {
        let read = value.parse().ok().filter(|k| (1..=MOST).contains(k));
        read.ok_or_else(|| {
            Error::new(format!(
                "k is a whole number of Gaussians from 1 to {MOST}, not '{value}'"
            ))
        })
    },
};

/// `[from=mixture k=N]`.
pub(super) const OPTIONS: Options = Options::of(&[&FROM, &K]);

/// What they say.
///
/// # Errors
/// A sentence where a number of Gaussians is given without a mixture.
pub(super) fn origin(given: &Given) -> Result<Origin> {
    let mixture = given.option(&FROM)?.unwrap_or(false);
    match (mixture, given.option(&K)?) {
        (true, k) => Ok(Origin::Mixture(k.unwrap_or(GAUSSIANS))),
        (false, None) => Ok(Origin::Prior),
        (false, Some(k)) => Err(Error::new(format!(
            "k={k} is the number of Gaussians in a mixture; 'from=mixture k={k}' draws from one"
        ))),
    }
}
