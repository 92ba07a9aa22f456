//! R1 (Mescheder et al. 2018): `Dx` pays for being steep where the data is.

use super::readings::finite;
use super::round::Round;
use super::trainer::{Trainer, out_of_order};
use crate::error::Result;
use crate::layers::{Ops, tangent};
use crate::nets::Role;

impl<D: Ops> Trainer<D> {
    /// Whether the coming step has the penalty. It comes every so many steps and is as much heavier.
    pub(super) fn penalised(&self, role: Role) -> bool {
        role == Role::Discriminator
            && self.settings.r1 > 0.0
            && (self.step + 1).is_multiple_of(self.settings.r1_every)
    }

    /// Adds `γ/2 · mean ‖∇ₓDx(x)‖²` to the lesson.
    pub(super) fn penalise(&mut self, role: Role, round: &mut Round<D>) -> Result<()> {
        let (Some(x), Some(lesson)) = (&round.x, &mut round.lesson) else {
            return Err(out_of_order());
        };
        let (r1, every) = (self.settings.r1, self.settings.r1_every as f32);
        let (device, step) = (self.device.clone(), self.step + 1);
        let critic = self.member(role)?;
        let (square, half) = tangent::steepness(&device, x, &mut lesson.pass, |x, pass| {
            critic.forward(x, pass)
        })?;
        lesson.penalty = Some((r1 * every, half));
        round.readings.later([square], move |square, values| {
            finite(&format!("the penalty r1 of {role}"), square[0], step)?;
            values.insert("r1".into(), 0.5 * r1 * square[0]);
            Ok(())
        });
        Ok(())
    }
}
