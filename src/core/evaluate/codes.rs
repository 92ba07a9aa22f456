//! Codes of many items, batch by batch, and items of codes that are drawn like them.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::lab::{Experiment, Noise, Part};
use crate::metrics::mixture::Mixture;
use crate::random;
use rand_chacha::ChaCha8Rng;

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
        codes.extend(experiment.encode(part, places.collect())?);
    }
    Ok(codes)
}

/// `n` items that `G` makes of codes drawn from a mixture of `k` Gaussians: in [0, 1] for pictures, coordinates for
/// points; and the classes that they are made as, none where the networks are unconditional. See [`Drawn`].
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
) -> Result<(Vec<f32>, Vec<u8>)> {
    let mut drawn = Drawn::of(experiment, k, n, noise, class, go_on)?;
    let (mut items, mut all) = (Vec::new(), Vec::new());
    for places in batches(n) {
        go_on()?;
        let class = |i: usize| drawn.classes[i % drawn.classes.len()];
        let classes: Vec<u8> = places.clone().map(class).collect();
        items.extend(experiment.decode(drawn.next(places), &classes)?);
        all.extend(classes.iter().filter(|_| experiment.state().labels));
    }
    Ok((items, all))
}

/// Codes drawn from a mixture of Gaussians that is fitted to the codes of training items (Ghosh et al. 2020, on ex-post
/// density estimation), in pieces. For conditional networks they are of one class, or of each in turn, each
/// with a mixture of its own.
pub struct Drawn {
    latent: usize,
    /// The classes of codes, each in turn.
    classes: Vec<u8>,
    parts: Vec<OfClass>,
}

/// A mixture, the class that it is of where there are several, and where its draws stand.
struct OfClass {
    class: Option<u8>,
    mixture: Mixture,
    rng: ChaCha8Rng,
}

impl Drawn {
    /// From the first of `n` codes on.
    ///
    /// # Errors
    /// What `go_on` says; or a sentence when there is no encoder, or a code is no finite number.
    pub fn of(
        experiment: &mut Experiment,
        k: usize,
        n: usize,
        noise: Noise,
        class: Option<u8>,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Self> {
        let (latent, data) = (experiment.state().latent, experiment.dataset());
        let learned = codes(experiment, Part::Train, FITTED, go_on)?;
        let (seed, step) = (experiment.state().seed, experiment.state().step);
        let mut rng = match noise {
            Noise::Fixed => random::stream(seed, "draw of a mixture", 0),
            Noise::Fresh => random::stream(seed, "fresh draw of a mixture", step),
        };
        let labels = &data.train.labels()[..data.train.labels().len().min(FITTED)];
        let classes = class.map_or_else(|| kinds(labels), |class| vec![class]);
        // Conditional networks keep it out of the code: codes of each are a mixture of their own.
        let kinds: Vec<Option<u8>> = if experiment.state().labels {
            let mut kinds: Vec<u8> = classes.iter().take(n).copied().collect();
            kinds.sort_unstable();
            kinds.into_iter().map(Some).collect()
        } else {
            vec![None]
        };
        let mut parts = Vec::new();
        for kind in kinds {
            let rows = learned.chunks_exact(latent).enumerate();
            let is = |label: u8| kind.is_none_or(|kind| kind == label);
            let of_kind = rows.filter(|(i, _)| labels.get(*i).is_none_or(|l| is(*l)));
            let of_kind: Vec<f32> = of_kind.flat_map(|(_, code)| code).copied().collect();
            if let (Some(class), 0 | 1) = (kind, of_kind.len() / latent) {
                return Err(Error::new(format!(
                    "a mixture needs at least two items, but there are fewer training items of class {}",
                    data.classes[usize::from(class)]
                )));
            }
            let mixture = Mixture::of(&of_kind, latent, k, seed, go_on)?;
            parts.push(OfClass {
                class: kind,
                mixture,
                rng: rng.clone(),
            });
            // The draws of the next class come after all of this one.
            if let Some(of) = kind {
                let turns = classes.iter().position(|class| *class == of);
                let of_all = turns.map_or(0, |at| (n + classes.len() - 1 - at) / classes.len());
                let part = parts.last().map(|part| &part.mixture);
                for places in batches(of_all) {
                    go_on()?;
                    part.map(|mixture| mixture.draw(places.len(), &mut rng));
                }
            }
        }
        Ok(Self {
            latent,
            classes,
            parts,
        })
    }

    /// The classes of codes, each in turn; they say something for conditional networks.
    #[must_use]
    pub fn classes(&self) -> &[u8] {
        &self.classes
    }

    /// The codes of these places `[n, latent]`; places come in order.
    pub fn next(&mut self, places: Range<usize>) -> Vec<f32> {
        let (latent, classes) = (self.latent, &self.classes);
        let mut drawn = vec![0.0; places.len() * latent];
        for part in &mut self.parts {
            let is = |i: &usize| part.class.is_none_or(|c| c == classes[i % classes.len()]);
            let own: Vec<usize> = places.clone().filter(is).collect();
            let codes = part.mixture.draw(own.len(), &mut part.rng);
            for (i, code) in own.into_iter().zip(codes.chunks_exact(latent)) {
                drawn[(i - places.start) * latent..][..latent].copy_from_slice(code);
            }
        }
        drawn
    }
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
