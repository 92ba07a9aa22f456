//! Differentiable augmentation (Zhao et al. 2020, section 3.2): real and generated pictures are moved, partly hidden and
//! turned in hue alike before `Dx` or `Dxz` sees them, so that it cannot learn a small set of pictures by heart. The
//! gradient flows back to what made a picture.

use std::ops::RangeInclusive;
use std::sync::Arc;

use rand::Rng;

use super::run::Run;
use crate::error::{Error, Result};
use crate::kernels::augment::View;
use crate::lab::config::settings::Settings;
use crate::layers::{Ops, Pass, Var};
use crate::nets::Role;
use crate::random;

impl<D: Ops> Run<D> {
    /// What a discriminator gets to see of pictures `x`; `of` names the stream of the views. A picture moves by whole
    /// pixels, its edges are repeated, and a hidden pixel is 0.
    pub(in crate::lab) fn augmented(
        &self,
        role: Role,
        of: &str,
        x: Var<D>,
        draw: u64,
        pass: &mut Pass<D>,
    ) -> Result<Var<D>> {
        let settings = &self.state.settings;
        let image = self.data.item.image().filter(|_| self.codes.is_none());
        let Some(size) = image.filter(|_| augments(settings)) else {
            return Ok(x);
        };
        if role == Role::CodeDiscriminator {
            return Ok(x);
        }
        let mut rng = random::stream(self.state.seed, &format!("augmentation of {of}"), draw);
        let views: Arc<[View]> = (0..x.batch())
            .map(|_| view(settings, size, &mut rng))
            .collect();
        D::augment(x, size, views, pass)
    }

    /// Refuses what cannot be done to the items of the data, or to their codes.
    pub(in crate::lab) fn fits_augmentation(&self, settings: &Settings) -> Result<()> {
        if !augments(settings) {
            return Ok(());
        }
        if self.codes.is_some() {
            return Err(Error::new(
                "shift, cutout and hue are for pictures, and the networks of this run see codes: set them to 0",
            ));
        }
        let item = self.data.item;
        match item.image() {
            None => Err(Error::new(
                "shift, cutout and hue are for pictures, and the data are points: set them to 0",
            )),
            Some([.., channels]) if settings.hue() > 0.0 && channels != 3 => Err(Error::new(
                "hue needs pictures with three channels, and those of the data have no colour: set it to 0",
            )),
            Some(_) => Ok(()),
        }
    }
}

fn augments(settings: &Settings) -> bool {
    settings.shift() > 0 || settings.cutout() > 0.0 || settings.hue() > 0.0
}

/// A view of one picture. What is off draws nothing, so that the others stay what they are.
fn view(settings: &Settings, [height, width, _]: [usize; 3], rng: &mut impl Rng) -> View {
    let mut view = View::ITSELF;
    let most = isize::try_from(settings.shift()).unwrap_or(0);
    if most > 0 {
        let by: RangeInclusive<isize> = -most..=most;
        view.shift = [rng.gen_range(by.clone()), rng.gen_range(by)];
    }
    if settings.cutout() > 0.0 {
        let hidden = [height, width].map(|side| {
            let length = (settings.cutout() * side as f32).round() as usize;
            // Centred anywhere, so that part of it may lie outside.
            let first = rng.gen_range(0..side).cast_signed() - (length / 2).cast_signed();
            let end = first + length.cast_signed();
            [first, end].map(|at| usize::try_from(at).unwrap_or(0).min(side))
        });
        view.hidden = [0, 1].map(|end| hidden.map(|axis| axis[end]));
    }
    if settings.hue() > 0.0 {
        let angle = settings.hue() * std::f32::consts::PI * rng.gen_range(-1.0..=1.0_f32);
        // A turn about the axis of greys, on which the three channels are equal.
        let (sin, cos) = angle.sin_cos();
        let (grey, across) = ((1.0 - cos) / 3.0, sin / 3.0_f32.sqrt());
        view.mix = [cos + grey, grey - across, grey + across];
    }
    view
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::lab::config::origin::Origin;

    fn views(settings: &[(&str, &str)]) -> Vec<View> {
        let mut all = Settings::default();
        for (name, value) in settings {
            all.set(name, value, Origin::You).unwrap();
        }
        let mut rng = random::stream(1, "views", 0);
        (0..200)
            .map(|_| view(&all, [20, 30, 3], &mut rng))
            .collect()
    }

    #[test]
    fn a_picture_moves_by_as_much_as_is_said_in_all_directions() {
        let views = views(&[("shift", "2")]);
        for axis in [0, 1] {
            let mut by: Vec<isize> = views.iter().map(|view| view.shift[axis]).collect();
            by.sort_unstable();
            by.dedup();
            assert_eq!(by, [-2, -1, 0, 1, 2]);
        }
        assert!(views.iter().all(|view| view.mix == View::ITSELF.mix));
    }

    #[test]
    fn a_part_is_hidden_that_is_at_most_as_large_as_is_said() {
        let areas = views(&[("cutout", "0.5")]).into_iter().map(|view| {
            let [first, end] = view.hidden;
            let sides: Vec<usize> = (0..2).map(|axis| end[axis] - first[axis]).collect();
            assert!(sides[0] <= 10 && sides[1] <= 15, "{sides:?}");
            sides[0] * sides[1]
        });
        assert_eq!(areas.max(), Some(150));
    }

    #[test]
    fn a_turn_in_hue_keeps_grey_and_the_length_of_a_colour() {
        for View { mix, .. } in views(&[("hue", "1")]) {
            assert!((mix.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            assert!((mix.iter().map(|m| m * m).sum::<f32>() - 1.0).abs() < 1e-5);
        }
    }
}
