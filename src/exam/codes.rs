//! Codes of many items, batch by batch.

use crate::error::{Error, Result};
use crate::lab::{Experiment, Part};

/// Items that are encoded or decoded at once.
pub(super) const BATCH: usize = 256;

/// Training items whose codes measurements are fitted to, at most.
pub const FITTED: usize = 10_000;

/// Codes `[n, latent]` of the first `n` items of a part, or of all where there are fewer; `go_on` is asked
/// between batches.
///
/// # Errors
/// What `go_on` says; or a sentence when there is no encoder, or a code is no finite number.
pub fn codes(
    experiment: &mut Experiment,
    part: Part,
    n: usize,
    go_on: &mut dyn FnMut() -> Result<()>,
) -> Result<Vec<f32>> {
    let data = experiment.dataset();
    let n = n.min(match part {
        Part::Train => data.train.len(),
        Part::HeldOut => data.held_out.len(),
    });
    let mut codes = Vec::with_capacity(n * experiment.latent);
    for from in (0..n).step_by(BATCH) {
        go_on()?;
        codes.extend(experiment.encode(part, from..n.min(from + BATCH))?);
    }
    if codes.iter().all(|v| v.is_finite()) {
        Ok(codes)
    } else {
        Err(Error::new(
            "a code is no finite number, so that nothing can be made of the codes; 'doctor' says more of the run",
        ))
    }
}
