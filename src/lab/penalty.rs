//! Gradient penalties: a discriminator pays for being steep where the data is (R1, Mescheder et al.
//! 2018, Eq. 9), or for a slope other than 1 between what is real and what is made (WGAN-GP, Gulrajani et
//! al. 2017, Eq. 3).

use super::lesson::prefix;
use super::round::Round;
use super::trainer::{Trainer, out_of_order};
use crate::error::Result;
use crate::layers::ops::Pointwise;
use crate::layers::{Any, Ops, Var, tangent};
use crate::nets::Role;
use crate::random;

impl<D: Ops> Trainer<D> {
    /// Whether R1 is due in the coming step: every so many steps, and as much heavier.
    fn r1_due(&self, role: Role) -> bool {
        role == Role::Discriminator
            && self.settings.r1 > 0.0
            && (self.step + 1).is_multiple_of(self.settings.r1_every)
    }

    /// Whether the discriminator pays a penalty in the coming step.
    pub(super) fn penalised(&self, role: Role) -> bool {
        self.r1_due(role) || self.settings.gp > 0.0
    }

    /// Adds the penalties that are due to the lesson.
    pub(super) fn penalise(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let (r1, every, gp) = (
            self.settings.r1,
            self.settings.r1_every as f32,
            self.settings.gp,
        );
        if self.r1_due(role) {
            let x = round.x.clone().ok_or_else(out_of_order)?;
            let mean = self.steepness(role, &x, |s| (s, 1.0), 0.5 * r1 * every, round)?;
            round.values.insert("r1".into(), 0.5 * r1 * mean);
        }
        if gp > 0.0 {
            let between = self.interpolates(role, round)?;
            let mean = self.steepness(role, &between, from_one, gp, round)?;
            round.values.insert(prefix(role, "gp"), gp * mean);
        }
        Ok(())
    }

    /// Has the lesson hold `weight · mean price(‖∇D(x)‖²)`; gives the mean.
    fn steepness(
        &mut self,
        role: Role,
        x: &Var<Any, D>,
        price: Pointwise,
        weight: f32,
        round: &mut Round<D>,
    ) -> Result<f32> {
        let device = self.device.clone();
        let critic = self.member(role)?;
        let lesson = round.lesson.as_mut().ok_or_else(out_of_order)?;
        let (mean, penalty) =
            tangent::steepness(&device, x, price, &mut lesson.pass, |x, pass| {
                critic.forward(x, pass)
            })?;
        lesson.penalties.push((weight, penalty));
        self.finite(&format!("the gradient penalty of {role}"), mean)?;
        Ok(mean)
    }

    /// `ε·real + (1 − ε)·made`, ε uniform, one for each pair.
    fn interpolates(&self, role: Role, round: &Round<D>) -> Result<Var<Any, D>> {
        let real = Self::real_for(role, round).ok_or_else(out_of_order)?;
        let made = self.made_against(role, round).into_iter().next();
        let (mut between, made) = (real.values(), made.ok_or_else(out_of_order)?.values());
        let mut share = vec![0.0; real.batch()];
        let stream = format!("interpolates of {role}");
        random::uniforms(self.seed, &stream, self.draw(round), &mut share);
        let len = between.len() / share.len();
        let items = between.chunks_exact_mut(len).zip(made.chunks_exact(len));
        for ((real, made), share) in items.zip(share) {
            for (real, made) in real.iter_mut().zip(made) {
                *real = made + share * (*real - made);
            }
        }
        Var::constant(&self.device, between, len)
    }
}

/// `(n − 1)²` of the length `n`, as a function of `n²`.
fn from_one(square: f32) -> (f32, f32) {
    let length = square.sqrt();
    ((length - 1.0).powi(2), (length - 1.0) / length)
}
