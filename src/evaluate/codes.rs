//! Codes of many items, batch by batch, and items of codes that are drawn like them.

use std::ops::Range;

use crate::error::{Error, Result};
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
    let mut codes = Vec::with_capacity(n * experiment.state().latent);
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
    let (latent, data) = (experiment.state().latent, experiment.dataset());
    let learned = codes(experiment, Part::Train, FITTED, go_on)?;
    let mut rng = match noise {
        Noise::Fixed => random::stream(experiment.state().seed, "draw of a mixture", 0),
        Noise::Fresh => random::stream(
            experiment.state().seed,
            "fresh draw of a mixture",
            experiment.state().step,
        ),
    };
    let labels = &data.train.labels()[..data.train.labels().len().min(FITTED)];
    let classes = match class {
        Some(class) => vec![class; n],
        None => kinds(labels).into_iter().cycle().take(n).collect(),
    };
    // Networks that are told the class keep it out of the code: codes of each are a mixture of their own.
    let told: Vec<Option<u8>> = if experiment.state().labels {
        let mut told = classes.clone();
        told.sort_unstable();
        told.dedup();
        told.into_iter().map(Some).collect()
    } else {
        vec![None]
    };
    let mut drawn = vec![0.0; n * latent];
    for kind in told {
        let is = |label: u8| kind.is_none_or(|kind| kind == label);
        let rows = learned.chunks_exact(latent).enumerate();
        let of_kind = rows.filter(|(i, _)| labels.get(*i).is_none_or(|l| is(*l)));
        let of_kind: Vec<f32> = of_kind.flat_map(|(_, code)| code).copied().collect();
        if let (Some(class), 0 | 1) = (kind, of_kind.len() / latent) {
            return Err(Error::new(format!(
                "a mixture is fitted to two items or more, and the training items have fewer of class {}",
                data.classes[usize::from(class)]
            )));
        }
        let mixture = Mixture::of(&of_kind, latent, k, experiment.state().seed, go_on)?;
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

/// The classes that two items or more have; the first where there are none such.
fn kinds(labels: &[u8]) -> Vec<u8> {
    let mut counts = [0_usize; 256];
    labels.iter().for_each(|l| counts[usize::from(*l)] += 1);
    let kinds: Vec<u8> = (0..=u8::MAX)
        .filter(|l| counts[usize::from(*l)] >= 2)
        .collect();
    if kinds.is_empty() { vec![0] } else { kinds }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_with_hardly_an_item_are_left_out() {
        assert_eq!(kinds(&[1, 2, 7, 1, 2, 1]), [1, 2]);
        assert_eq!(kinds(&[]), [0]);
    }
}
