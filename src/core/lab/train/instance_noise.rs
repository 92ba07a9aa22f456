//! Instance noise (Sønderby et al. 2017, section 2.2): real and made items are blurred alike before
//! `Dx` or `Dxz` sees them, so that there is no sharp line between them yet; the blur fades over the plan.

use super::run::Run;
use crate::error::Result;
use crate::layers::{Ops, Pass, Var};
use crate::nets::Role;
use crate::random;

impl<D: Ops> Run<D> {
    /// The deviation of the noise in this step.
    fn blur(&self) -> f32 {
        let (deviation, plan) = (
            self.state.settings.instance_noise(),
            self.state.settings.lr_decay_steps(),
        );
        if plan == 0 {
            deviation
        } else {
            deviation * (1.0 - self.state.step as f32 / plan as f32).max(0.0)
        }
    }

    /// What a discriminator gets to see of `x`; `of` names the stream of the noise.
    pub(in crate::lab) fn blurred(
        &self,
        role: Role,
        of: &str,
        x: Var<D>,
        draw: u64,
        pass: &mut Pass<D>,
    ) -> Result<Var<D>> {
        let deviation = self.blur();
        if role == Role::CodeDiscriminator || deviation == 0.0 {
            return Ok(x);
        }
        let len = self.numbers();
        let mut noise = vec![0.0; x.batch() * len];
        let stream = format!("instance noise on {of}");
        random::normals(self.state.seed, &stream, draw, &mut noise);
        noise.iter_mut().for_each(|n| *n *= deviation);
        x.plus(Var::constant(&self.device, noise, len)?, pass)
    }
}
