//! What a variational autoencoder makes of items that it has not seen: the bound on their likelihood.

use crate::error::{Error, Result};
use crate::lab::train::part::Part;
use crate::lab::train::run::Run;
use crate::lab::train::shown::InputKind;
use crate::layers::{Ops, Pass};
use crate::nets::Role;
use crate::random;

/// The negative evidence lower bound of an item (Kingma and Welling 2014, Eq. 3), in the units of the
/// run's `distance`: nats where that is a likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// What the reconstruction costs.
    pub rec_x: f32,
    /// What the code costs, in nats.
    pub kl: f32,
}

impl Bound {
    /// Both.
    #[must_use]
    pub fn total(self) -> f32 {
        self.rec_x + self.kl
    }
}

impl<D: Ops> Run<D> {
    /// The mean bound over all held-out items, with one draw of each code.
    ///
    /// # Errors
    /// A sentence when the encoder gives no distributions, or the distance is no likelihood.
    pub fn held_out_bound(&mut self) -> Result<Bound> {
        const AT_ONCE: usize = 500;
        if !self.state.recipe.variational() {
            return Err(Error::new(format!(
                "'{}' has an encoder of plain codes, so there is no ELBO; 'build vae' has one",
                self.state.recipe.name
            )));
        }
        if self.state.settings.distance().nats.is_none() {
            return Err(Error::new(format!(
                "distance={} is not a likelihood, so it has no value in nats; use bernoulli or gaussian",
                self.state.settings.distance().name
            )));
        }
        let n = self.data.held_out.len();
        if n == 0 {
            return Err(self.nothing_held_out());
        }
        let (mut rec_x, mut kl) = (0.0_f64, 0.0_f64);
        for first in (0..n).step_by(AT_ONCE) {
            let places = first..(first + AT_ONCE).min(n);
            let share = places.len() as f64 / n as f64;
            let labels = self.labels_of(self.data.held_out.labels(), places.clone());
            let x = self.items(Part::HeldOut, places.collect())?;
            let seen = self.in_part(&x)?;
            let key = random::key(self.state.seed, "codes of the bound", first as u64);
            let pass = &mut Pass::infer().given(labels).drawing(key);
            let encoder = self.ready(Role::Encoder, InputKind::Items)?;
            let code = encoder.forward(seen, pass)?;
            let divergence = pass.divergence.take();
            let made = self
                .ready(Role::Generator, InputKind::Codes)?
                .forward(code, pass)?;
            rec_x += share * self.distance_of(&made.values(), &x.values());
            kl += share * f64::from(divergence.map_or(f32::NAN, |kl| kl.value()));
        }
        Ok(Bound {
            rec_x: rec_x as f32,
            kl: kl as f32,
        })
    }
}
