//! R1 and R2 at every step, learned together with the scores: a step with both costs little more than one without.

use super::batch::{Batch, DInput, DLoss, Penalised};
use super::run::Run;
use super::scalars::{Scalars, finite};
use crate::error::Result;
use crate::lab::config::d_batches::DBatches;
use crate::layers::tangent::Penalty;
use crate::layers::trip::Trip;
use crate::layers::{Grads, Ops, Pass, Var};
use crate::nets::Role;

/// The penalty that is learned together with the scores of real or of generated items: its series, and its weight. R2
/// at every step is, and R1 beside it, where the discriminator is piecewise linear and sees the items as they are.
pub(super) fn penalty<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    real: bool,
) -> Result<Option<(&'static str, f32)>> {
    let settings = &run.state.settings;
    let (r1, r2) = (settings.r1(), settings.r2());
    let (name, weight) = if real { ("r1", r1) } else { ("r2", r2) };
    let suits = D::TRIPS
        && d != Role::CodeDiscriminator
        && (r2 > 0.0 && weight > 0.0)
        && settings.r1_every() == 1
        && settings.gp() == 0.0
        && settings.instance_noise() == 0.0
        && settings.d_batches() == DBatches::Joint;
    let suits = suits && run.takes_trips(d)?;
    let scheduled = run.state.settings.now(run.state.step).penalty;
    Ok(suits.then_some((name, 0.5 * scheduled * weight)))
}

/// Scores items that a discriminator learns from, as [`score`](super::score::score) does.
pub(super) fn begin<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    (input, of): (DInput<D>, &str),
    (name, weight): (&'static str, f32),
    batch: &Batch<D>,
    loss: &mut DLoss<D>,
) -> Result<Var<D>> {
    let item = run.augmented(d, of, input.item, batch.draw, &mut Pass::infer())?;
    let network = run.network(d)?;
    let labels = batch.labels.clone();
    let trip = Trip::begin(&item, input.code.as_ref(), labels, |x, pass| {
        network.net.forward(x, pass)
    })?;
    let scores = trip.scores();
    loss.trips.push(Penalised { trip, weight, name });
    Ok(scores)
}

/// Pays for the slopes of the scores.
pub(super) fn pay<D: Ops>(
    run: &Run<D>,
    d: Role,
    loss: &mut DLoss<D>,
    scalars: &mut Scalars<D>,
) -> Result<()> {
    let step = run.state.step + 1;
    for Penalised { trip, weight, name } in &mut loss.trips {
        let mean = trip.pay(&run.device, Penalty::Square, *weight)?;
        let (name, weight) = (*name, *weight);
        scalars.note([mean], move |mean, values| {
            finite(&format!("the gradient penalty of {d}"), mean[0], step)?;
            *values.entry(name.to_owned()).or_default() += weight * mean[0];
            Ok(())
        });
    }
    Ok(())
}

/// The gradients of a discriminator's loss, and of the penalties that are learned with it.
pub(in crate::lab) fn gradients<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    loss: DLoss<D>,
) -> Result<Grads<D>> {
    let mut gradients = loss.pass.backward(&run.device, &loss.losses)?;
    for Penalised { trip, .. } in loss.trips {
        let network = run.network(d)?;
        gradients = trip.learn(gradients, |x, pass| network.net.forward(x, pass))?;
    }
    Ok(gradients)
}

impl<D: Ops> Run<D> {
    /// Whether the scores of a discriminator can be learned together with a penalty on their slope.
    fn takes_trips(&mut self, role: Role) -> Result<bool> {
        if let Some(known) = self.network(role)?.takes_trips {
            return Ok(known);
        }
        let [x, code] = self.few_inputs(role)?;
        let labels = self.classes(x.batch(), None);
        let mut net = self.network(role)?.net.clone();
        let trip = Trip::begin(&x, Some(&code), labels, |x, pass| net.forward(x, pass));
        let found = trip.is_ok();
        self.network(role)?.takes_trips = Some(found);
        Ok(found)
    }

    /// A few items for a discriminator, and codes beside them.
    pub(super) fn few_inputs(&self, role: Role) -> Result<[Var<D>; 2]> {
        const ITEMS: usize = 2;
        let (latent, item) = (self.state.latent, self.numbers());
        let zeros = |columns| Var::constant(&self.device, vec![0.0; ITEMS * columns], columns);
        let of_codes = role == Role::CodeDiscriminator;
        Ok([zeros(if of_codes { latent } else { item })?, zeros(latent)?])
    }
}
