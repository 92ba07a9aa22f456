//! Gradient penalties: a discriminator pays for being steep where the data is (R1, Mescheder et al.
//! 2018, Eq. 9), or for a slope other than 1 between what is real and what is made (WGAN-GP, Gulrajani et
//! al. 2017, Eq. 3).

use super::lesson::prefix;
use super::round::{Exhibit, Round};
use super::trainer::{Trainer, out_of_order};
use crate::error::Result;
use crate::layers::ops::Pointwise;
use crate::layers::{Any, Ops, Var, tangent};
use crate::nets::Role;
use crate::random;

impl<D: Ops> Trainer<D> {
    /// Whether R1 is due in the coming step: every so many steps, and as much heavier.
    fn r1_due(&self, role: Role) -> bool {
        role != Role::CodeDiscriminator
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
            let real = Self::real_for(role, round).ok_or_else(out_of_order)?;
            let mean = self.steepness(role, real, |s| (s, 1.0), 0.5 * r1 * every, round)?;
            round.values.insert("r1".into(), 0.5 * r1 * mean);
        }
        if gp > 0.0 {
            let between = self.interpolates(role, round)?;
            let mean = self.steepness(role, between, from_one, gp, round)?;
            round.values.insert(prefix(role, "gp"), gp * mean);
        }
        Ok(())
    }

    /// Has the lesson hold `weight · mean price(‖∇D(x)‖²)`; gives the mean.
    fn steepness(
        &mut self,
        role: Role,
        at: Exhibit<D>,
        price: Pointwise,
        weight: f32,
        round: &mut Round<D>,
    ) -> Result<f32> {
        let device = self.device.clone();
        let critic = self.member(role)?;
        let lesson = round.lesson.as_mut().ok_or_else(out_of_order)?;
        let pass = &mut lesson.pass;
        pass.codes = at.code;
        let steepness = tangent::steepness(&device, &at.item, price, pass, |x, pass| {
            critic.forward(x, pass)
        });
        pass.codes = None;
        let (mean, penalty) = steepness?;
        lesson.penalties.push((weight, penalty));
        self.finite(&format!("the gradient penalty of {role}"), mean)?;
        Ok(mean)
    }

    /// `ε·real + (1 − ε)·made`, ε uniform, one for each pair.
    fn interpolates(&self, role: Role, round: &Round<D>) -> Result<Exhibit<D>> {
        let real = Self::real_for(role, round).ok_or_else(out_of_order)?;
        let made = self.made_against(role, round).into_iter().next();
        let (_, made) = made.ok_or_else(out_of_order)?;
        let mut shares = vec![0.0; real.item.batch()];
        let stream = format!("interpolates of {role}");
        random::uniforms(self.seed, &stream, self.draw(round), &mut shares);
        let codes = real.code.as_ref().zip(made.code.as_ref());
        Ok(Exhibit {
            item: self.between(&real.item, &made.item, &shares)?,
            code: codes
                .map(|(real, made)| self.between(real, made, &shares))
                .transpose()?,
        })
    }

    fn between(&self, a: &Var<Any, D>, b: &Var<Any, D>, shares: &[f32]) -> Result<Var<Any, D>> {
        let (mut a, b) = (a.values(), b.values());
        let len = a.len() / shares.len();
        let items = a.chunks_exact_mut(len).zip(b.chunks_exact(len));
        for ((a, b), share) in items.zip(shares) {
            for (a, b) in a.iter_mut().zip(b) {
                *a = b + share * (*a - b);
            }
        }
        Var::constant(&self.device, a, len)
    }
}

/// `(n − 1)²` of the length `n`, as a function of `n²`.
fn from_one(square: f32) -> (f32, f32) {
    let length = square.sqrt();
    ((length - 1.0).powi(2), (length - 1.0) / length)
}
