//! Codes of many items, batch by batch, and items of codes that are drawn like them.

use std::ops::Range;

use crate::error::Result;
use crate::lab::{Experiment, Noise, Part};
use crate::metrics::mixture::Mixture;
use crate::random;

/// Items that are encoded or decoded at once.
pub(super) const BATCH: usize = 256;

/// Training items whose codes measurements are fitted to, at most.
pub(super) const FITTED: usize = 10_000;

/// Places from 0 to `n`, a batch at a time.
pub(super) fn batches(n: usize) -> impl Iterator<Item = Range<usize>> {
    (0..n)
        .step_by(BATCH)
        .map(move |from| from..n.min(from + BATCH))
}

/// Codes `[n, latent]` of the first `n` items of a part, or of all where there are fewer; `go_on` is asked
/// between batches.
///
/// # Errors
/// What `go_on` says; or a sentence when there is no encoder, or a code is no finite number.
pub(super) fn codes(
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
    for places in batches(n) {
        go_on()?;
        codes.extend(experiment.encode(part, places)?);
    }
    Ok(codes)
}

/// `n` items that `G` makes of codes drawn from a mixture of `k` Gaussians, fitted to the codes of training
/// items (Ghosh et al. 2020, on ex-post density estimation): in [0, 1] for pictures, coordinates for
/// points. Where the networks are told classes, of one class, or of each in turn, each
/// with a mixture of its own.
///
/// # Errors
/// What `go_on` says; or a sentence when there is no encoder or no generator, or a code is no finite number.
pub fn from_mixture(
    experiment: &mut Experiment,
    k: usize,
    n: usize,
    noise: Noise,
    class: Option<u8>,
    go_on: &mut dyn FnMut() -> Result<()>,
) -> Result<Vec<f32>> {
    let (latent, data) = (experiment.latent, experiment.dataset());
    let learned = codes(experiment, Part::Train, FITTED, go_on)?;
    let mut rng = match noise {
        Noise::Fixed => random::stream(experiment.seed, "draw of a mixture", 0),
        Noise::Fresh => random::stream(experiment.seed, "fresh draw of a mixture", experiment.step),
    };
    let known = data.classes.len().max(1);
    // A data set has at most 256 classes: a label is a byte.
    let classes: Vec<u8> = (0..n).map(|i| class.unwrap_or((i % known) as u8)).collect();
    let mut drawn = vec![0.0; n * latent];
    // Networks that are told the class keep it out of the code: codes of each are a mixture of their own.
    let kinds: Vec<Option<u8>> = if experiment.labels {
        let mut kinds = classes.clone();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.into_iter().map(Some).collect()
    } else {
        vec![None]
    };
    for kind in kinds {
        let is = |label: u8| kind.is_none_or(|kind| kind == label);
        let rows = learned.chunks_exact(latent).enumerate();
        let of_kind = rows.filter(|(i, _)| data.train.labels().get(*i).is_none_or(|l| is(*l)));
        let of_kind: Vec<f32> = of_kind.flat_map(|(_, code)| code).copied().collect();
        let mixture = Mixture::of(&of_kind, latent, k, experiment.seed, go_on)?;
        let places: Vec<usize> = (0..n).filter(|i| is(classes[*i])).collect();
        let codes = mixture.draw(places.len(), &mut rng);
        for (place, code) in places.into_iter().zip(codes.chunks_exact(latent)) {
            drawn[place * latent..][..latent].copy_from_slice(code);
        }
    }
    let mut items = Vec::new();
    for places in batches(n) {
        go_on()?;
        let codes = drawn[places.start * latent..places.end * latent].to_vec();
        items.extend(experiment.decode(codes, &classes[places])?);
    }
    Ok(items)
}
