//! How far what was made is from what it was made of: number by number, as a likelihood, or as `Dx` sees
//! both.

use super::run::Run;
use crate::data::Range;
use crate::error::{Error, Result};
use crate::layers::{Ops, Pass, Scalar, Var};
use crate::losses::{self, Distance};
use crate::metrics::mean::mean;
use crate::nets::Role;

impl<D: Ops> Run<D> {
    /// The distance of `rec_x`: the mean over numbers, or the negative log likelihood of an item in nats.
    pub(in crate::lab) fn distance(
        &self,
        made: Var<D>,
        x: &Var<D>,
        pass: &mut Pass<D>,
    ) -> Result<Scalar<D>> {
        let distance = self.state.settings.distance();
        if distance.unit && self.is_plane() {
            return Err(Error::new(format!(
                "distance={} needs values in [0, 1], and points lie anywhere; use 'set distance gaussian' or mse",
                distance.name
            )));
        }
        let (mut made, mut x) = (made, x.clone());
        if self.turned_to_brightness(distance) {
            made = made.affine(0.5, 0.5, pass)?;
            x = x.affine(0.5, 0.5, pass)?;
        }
        let mean = D::mean_between(&made, &x, distance.between, pass)?;
        let Some(nats) = distance.nats else {
            return Ok(mean);
        };
        let (times, plus) = nats(self.state.settings.sigma());
        let numbers = self.data.item.len() as f32;
        mean.affine(numbers * times, numbers * plus, pass)
    }

    /// Odds, and likelihoods, are of brightness in [0, 1]: whether numbers are turned to it first.
    fn turned_to_brightness(&self, distance: Distance) -> bool {
        let of_brightness = distance.unit || distance.nats.is_some();
        of_brightness && !self.is_plane() && self.range != Range::Unit
    }

    /// As [`distance`](Self::distance) has it, for looks at many items: added up in f64.
    pub(in crate::lab) fn distance_of(&self, made: &[f32], x: &[f32]) -> f64 {
        let distance = self.state.settings.distance();
        let turned = self.turned_to_brightness(distance);
        let seen = |v: f32| if turned { 0.5 * v + 0.5 } else { v };
        let pairs = made.iter().zip(x);
        let mean = mean(pairs.map(|(y, x)| (distance.between.pairs.at)(seen(*y), seen(*x)).0));
        let Some(nats) = distance.nats else {
            return mean;
        };
        let (times, plus) = nats(self.state.settings.sigma());
        let numbers = self.data.item.len() as f64;
        numbers * (mean * f64::from(times) + f64::from(plus))
    }

    /// The mean squared difference of what the hidden layer of `Dx` that is `Heard` gives (Larsen et al.
    /// 2016, Eq. 7).
    pub(in crate::lab) fn feature_distance(
        &mut self,
        made: Var<D>,
        x: Var<D>,
        pass: &mut Pass<D>,
    ) -> Result<Scalar<D>> {
        let mut features = |item, pass: &mut Pass<D>| {
            let discriminator = self.network(Role::Discriminator)?;
            pass.tap = true;
            let scored = discriminator.net.forward(item, pass);
            pass.tap = false;
            scored?;
            let no_tap = || Error::new("this Dx has no feature layer (tap)");
            pass.tapped.take().ok_or_else(no_tap)
        };
        let of_made = features(made, pass)?;
        let of_x = features(x, pass)?.detached();
        D::mean_between(&of_made, &of_x, losses::distance("mse")?.between, pass)
    }
}
