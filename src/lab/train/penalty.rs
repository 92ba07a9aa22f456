//! Gradient penalties: a discriminator pays for being steep where the data is (R1, Mescheder et al.
//! 2018, Eq. 9), or for a slope other than 1 between what is real and what is made (WGAN-GP, Gulrajani et
//! al. 2017, Eq. 3).

use super::batch::{Exhibit, Round};
use super::discriminator::prefix;
use super::scalars::finite;
use super::trainer::{Trainer, out_of_order};
use crate::error::Result;
use crate::layers::tangent::{self, Price};
use crate::layers::{Ops, Pass, Var};
use crate::nets::Role;
use crate::random;

impl<D: Ops> Trainer<D> {
    /// Whether R1 is due in the coming step: every so many steps, and as much heavier.
    fn r1_due(&self, role: Role) -> bool {
        role != Role::CodeDiscriminator
            && self.state.settings.r1() > 0.0
            && (self.state.step + 1).is_multiple_of(self.state.settings.r1_every())
    }

    /// Whether the discriminator pays a penalty in the coming step.
    pub(in crate::lab) fn penalised(&self, role: Role) -> bool {
        self.r1_due(role) || self.state.settings.gp() > 0.0
    }

    /// Whether its discriminators have slopes to pay for.
    pub fn takes_penalty(&mut self) -> bool {
        self.fits_penalty(true, false).is_ok()
    }

    /// Refuses penalties for a discriminator whose slopes cannot be had: at once, not when one is due.
    pub(in crate::lab) fn fits_penalty(&mut self, r1: bool, gp: bool) -> Result<()> {
        const ITEMS: usize = 2;
        let (device, latent, item) = (self.device.clone(), self.state.latent, self.data.item.len());
        let zeros = |columns| Var::constant(&device, vec![0.0; ITEMS * columns], columns);
        for role in Role::JUDGES {
            let of_codes = role == Role::CodeDiscriminator;
            let wanted = gp || (r1 && !of_codes);
            if !(wanted && self.has(role)) {
                continue;
            }
            let x = zeros(if of_codes { latent } else { item })?;
            let mut pass = Pass::train(0).given(self.classes(ITEMS, None));
            pass.codes = Some(zeros(latent)?);
            let mut net = self.member(role)?.net.clone();
            tangent::steepness(&device, &x, Price::Square, &mut pass, |x, pass| {
                net.forward(x, pass)
            })?;
        }
        Ok(())
    }

    /// Adds the penalties that are due to the lesson.
    pub(in crate::lab) fn penalise(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let (r1, every, gp) = (
            self.state.settings.r1(),
            self.state.settings.r1_every() as f32,
            self.state.settings.gp(),
        );
        if self.r1_due(role) {
            let real = Self::real_for(role, round).ok_or_else(out_of_order)?;
            let (price, show) = (Price::Square, 0.5 * r1);
            self.steepness(role, real, price, show * every, ("r1".into(), show), round)?;
        }
        if gp > 0.0 {
            let between = self.interpolates(role, round)?;
            let shown = (prefix(role, "gp"), gp);
            self.steepness(role, between, Price::FromOne, gp, shown, round)?;
        }
        Ok(())
    }

    /// Has the lesson hold `weight · mean price(‖∇D(x)‖²)`, and shows the mean under a name, multiplied
    /// by a number.
    fn steepness(
        &mut self,
        role: Role,
        at: Exhibit<D>,
        price: Price,
        weight: f32,
        (name, times): (String, f32),
        round: &mut Round<D>,
    ) -> Result<()> {
        let (device, step) = (self.device.clone(), self.state.step + 1);
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
        round.readings.later([mean], move |mean, values| {
            finite(&format!("the gradient penalty of {role}"), mean[0], step)?;
            values.insert(name, times * mean[0]);
            Ok(())
        });
        Ok(())
    }

    /// `ε·real + (1 − ε)·made`, ε uniform, one for each pair.
    fn interpolates(&self, role: Role, round: &Round<D>) -> Result<Exhibit<D>> {
        let real = Self::real_for(role, round).ok_or_else(out_of_order)?;
        let made = self.made_against(role, round).into_iter().next();
        let (_, made) = made.ok_or_else(out_of_order)?;
        let mut shares = vec![0.0; real.item.batch()];
        let stream = format!("interpolates of {role}");
        random::uniforms(self.state.seed, &stream, self.draw(round), &mut shares);
        let codes = real.code.as_ref().zip(made.code.as_ref());
        Ok(Exhibit {
            item: self.between(&real.item, &made.item, &shares)?,
            code: codes
                .map(|(real, made)| self.between(real, made, &shares))
                .transpose()?,
        })
    }

    fn between(&self, a: &Var<D>, b: &Var<D>, shares: &[f32]) -> Result<Var<D>> {
        let shares = Var::constant(&self.device, shares.to_vec(), 1)?;
        a.between(b, &shares)
    }
}
