//! The codes that a frozen autoencoder gives the items of the data, standardised, and pictures of such codes: a GAN on
//! codes learns these in place of pictures (what latent diffusion does, Rombach et al. 2022, in small).

use std::sync::Arc;

use super::network::{BuiltFor, Network};
use super::part::Part;
use crate::data::{Dataset, Range};
use crate::error::{Error, Result, brief};
use crate::lab::frozen::Frozen;
use crate::lab::go_on::GoOn;
use crate::lab::snapshot::Stored;
use crate::layers::{Labels, Net, Ops, Pass, Sizes, Var};
use crate::metrics::mean::mean_and_deviation;
use crate::nets::{Chosen, shelf};

/// Items that are encoded at once.
const AT_ONCE: usize = 256;

/// A deviation below this is none: a number of the code that is the same for all items stays what it is.
const LEAST: f32 = 1e-6;

/// The codes of the data, and what makes pictures of codes.
pub(in crate::lab) struct Codes<D: Ops> {
    pub frozen: Arc<Frozen>,
    /// The range of the pixels that the autoencoder knows.
    pub range: Range,
    decoder: Net<D>,
    mean: Vec<f32>,
    deviation: Vec<f32>,
    /// Standardised codes `[items, latent]`.
    train: Vec<f32>,
    held_out: Vec<f32>,
}

impl<D: Ops> Codes<D> {
    /// Encodes all items of the data; measures how their codes are spread, where nobody has yet.
    ///
    /// # Errors
    /// A sentence where the autoencoder does not fit the data, a code is no finite number, there is no room, or
    /// `go_on` says so.
    pub fn new(frozen: &Arc<Frozen>, data: &Dataset, device: &D, go_on: GoOn<'_>) -> Result<Self> {
        let shape = data.item.shape();
        let mut classes = 1;
        if frozen.labels {
            classes = data.classes.len().max(shelf(&shape).classes);
        }
        let sizes = Sizes::of(&shape, frozen.latent, classes);
        let sizes =
            sizes.ok_or_else(|| Error::new(format!("no network takes items of {shape:?}")))?;
        let of = BuiltFor {
            sizes,
            points: shape.len() == 1,
            variational: frozen.variational,
        };
        let [encoder, decoder] = &frozen.nets[..] else {
            return Err(Error::new(
                "a frozen autoencoder is an encoder and a decoder",
            ));
        };
        let range = decoder.0.range();
        let mut encode = Encode {
            net: net(encoder, &of, device)?,
            data,
            range,
            labels: frozen.labels,
            done: 0,
        };
        let mut train = encode.all(Part::Train, device, &mut *go_on)?;
        let mut held_out = encode.all(Part::HeldOut, device, &mut *go_on)?;
        let mut frozen = Arc::clone(frozen);
        let [mean, deviation] = match &frozen.scale {
            Some(scale) => scale.clone(),
            None => spread(&train, frozen.latent),
        };
        for code in train.chunks_exact_mut(mean.len()) {
            standardise(code, &mean, &deviation);
        }
        for code in held_out.chunks_exact_mut(mean.len()) {
            standardise(code, &mean, &deviation);
        }
        if frozen.scale.is_none() {
            Arc::make_mut(&mut frozen).scale = Some([mean.clone(), deviation.clone()]);
        }
        Ok(Self {
            decoder: net(decoder, &of, device)?,
            frozen,
            range,
            mean,
            deviation,
            train,
            held_out,
        })
    }

    /// The codes of the items of a part at `places`.
    ///
    /// # Errors
    /// If the device has no room.
    ///
    /// # Panics
    /// If there is no such item.
    pub fn of(&self, part: Part, places: &[usize], device: &D) -> Result<Var<D>> {
        let len = self.mean.len();
        let all = match part {
            Part::Train => &self.train,
            Part::HeldOut => &self.held_out,
        };
        Var::filled(device, places.len(), len, |values| {
            for (code, place) in values.chunks_exact_mut(len).zip(places) {
                code.copy_from_slice(&all[place * len..][..len]);
            }
        })
    }

    /// Pictures of standardised codes; for a conditional autoencoder these are their classes.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn decode(&mut self, codes: &Var<D>, labels: Option<Labels>) -> Result<Var<D>> {
        let mut values = codes.values();
        for code in values.chunks_exact_mut(self.mean.len()) {
            let scale = self.mean.iter().zip(&self.deviation);
            for (v, (mean, deviation)) in code.iter_mut().zip(scale) {
                *v = *v * deviation + mean;
            }
        }
        let codes = Var::constant(codes.device(), values, self.mean.len())?;
        let labels = labels.filter(|_| self.frozen.labels);
        self.decoder
            .forward(codes, &mut Pass::infer().given(labels))
    }
}

/// A network with its tensors.
fn net<D: Ops>(
    (chosen, stored): &(Arc<Chosen>, Vec<Stored>),
    of: &BuiltFor,
    device: &D,
) -> Result<Net<D>> {
    let mut net = Network::new(Arc::clone(chosen), of, device)?.net;
    for named in net.tensors() {
        let shape = named.tensor.shape();
        let fits = |stored: &&Stored| stored.name == named.name && stored.shape == shape;
        let stored = stored.iter().find(fits).ok_or_else(|| {
            Error::new(format!(
                "{} of the frozen autoencoder has no tensor '{}' {shape:?}",
                chosen.role, named.name
            ))
        })?;
        named.tensor.set(&stored.values);
    }
    Ok(net)
}

/// Encodes the items of a data set.
struct Encode<'a, D: Ops> {
    net: Net<D>,
    data: &'a Dataset,
    range: Range,
    labels: bool,
    /// Items that are done.
    done: usize,
}

impl<D: Ops> Encode<'_, D> {
    /// The codes of all items of a part, one after the other; of a distribution of codes its mean.
    fn all(&mut self, part: Part, device: &D, go_on: GoOn<'_>) -> Result<Vec<f32>> {
        let (split, len) = match part {
            Part::Train => (&self.data.train, self.data.item.len()),
            Part::HeldOut => (&self.data.held_out, self.data.item.len()),
        };
        let items = self.data.train.len() + self.data.held_out.len();
        let mut codes: Vec<f32> = Vec::new();
        for first in (0..split.len()).step_by(AT_ONCE) {
            go_on(self.done as u64, items as u64)?;
            let places: Vec<usize> = (first..(first + AT_ONCE).min(split.len())).collect();
            let mut filled = Ok(());
            let x = Var::filled(device, places.len(), len, |values| {
                filled = split.fill(&places, self.range, values);
            })?;
            filled?;
            let class = |at: &usize| split.labels().get(*at).copied();
            let labels = self
                .labels
                .then(|| places.iter().filter_map(class).collect());
            let made = self
                .net
                .forward(x, &mut Pass::infer().given(labels))?
                .values();
            if let Some(bad) = made.iter().find(|v| !v.is_finite()) {
                return Err(Error::new(format!(
                    "the autoencoder gives an item of '{}' the code {bad}, so no GAN can learn its codes; 'doctor' says more",
                    brief(&self.data.name)
                )));
            }
            let room = made.len().max(codes.len());
            if codes.capacity() < codes.len() + made.len() && codes.try_reserve(room).is_err() {
                return Err(Error::new(format!(
                    "the codes of {items} items do not fit in memory; an autoencoder with a smaller latent has smaller ones"
                )));
            }
            codes.extend(made);
            self.done += places.len();
        }
        Ok(codes)
    }
}

/// The mean and the standard deviation of each number of codes.
fn spread(codes: &[f32], latent: usize) -> [Vec<f32>; 2] {
    let number = |i: usize| mean_and_deviation(codes.iter().copied().skip(i).step_by(latent));
    let all = (0..latent).map(number);
    let (mean, deviation): (Vec<f64>, Vec<f64>) = all.unzip();
    [mean, deviation].map(|of| of.into_iter().map(|v| v as f32).collect())
}

/// Turns a code into one with mean 0 and deviation 1 over the training items.
fn standardise(code: &mut [f32], mean: &[f32], deviation: &[f32]) {
    for (v, (mean, deviation)) in code.iter_mut().zip(mean.iter().zip(deviation)) {
        *v = if *deviation > LEAST {
            (*v - mean) / deviation
        } else {
            0.0
        };
    }
}
