//! The plane that points lie in: what is real, what is made, and what D believes of every place.

use super::look::Noise;
use super::shown::Seen;
use crate::art::Picture;
use crate::data::Item;
use crate::error::{Error, Result};
use crate::event::Plane;
use crate::lab::train::run::Run;
use crate::lab::train::shown::InputKind;
use crate::layers::{Ops, Var};
use crate::losses::sigmoid;
use crate::nets::Role;

/// How far the plane is drawn on each side of its middle.
const EDGE: f32 = 1.5;

/// Places of the map of D, each way.
const SIDE: usize = 40;

impl<D: Ops> Run<D> {
    /// Real and generated points, these of one class or of each in turn, and D over the plane.
    ///
    /// # Errors
    /// A sentence when the data are no points, or there is no generator.
    pub fn plane(&mut self, n: usize, noise: Noise, class: Option<u8>) -> Result<Plane> {
        if self.data.item != Item::Point {
            return Err(Error::new(
                "only two-dimensional data have a plane; 'sample 9' shows pictures",
            ));
        }
        let real = self.held_out(n)?;
        let made = self.generate_items(n, noise, class)?;
        let made = Var::constant(&self.device, made, 2)?;
        let (of_real, of_made) = (real.0.values(), made.values());
        let belief = if self.has(Role::Discriminator) {
            let made = (made, self.classes(n, class));
            let belief = self.belief(real, made, class)?;
            Picture::from_unit(SIDE, SIDE, 1, &belief).ok()
        } else {
            None
        };
        let fresh = match noise {
            Noise::Fixed => "",
            Noise::Fresh => " · fresh noise",
        };
        Ok(Plane {
            kind: "sample".into(),
            title: format!("real and generated points{}{fresh}", self.of_class(class)),
            step: self.state.step,
            bounds: [-EDGE, EDGE, -EDGE, EDGE],
            real: pairs(&of_real),
            generated: pairs(&of_made),
            belief,
            ..Plane::default()
        })
    }

    /// The probability at each place that it is real, `[SIDE, SIDE]` from the top left: for a conditional
    /// `Dx`, its mean over the classes, or what it says of one.
    fn belief(&mut self, real: Seen<D>, made: Seen<D>, class: Option<u8>) -> Result<Vec<f32>> {
        let discriminator = Role::Discriminator;
        let at = |i: usize| EDGE * (2.0 * (i as f32 + 0.5) / SIDE as f32 - 1.0);
        let places = SIDE * SIDE;
        let grid = (0..places).flat_map(|i| [at(i % SIDE), -at(i / SIDE)]);
        let x = Var::constant(&self.device, grid.collect(), 2)?;
        let of_real = self.look(discriminator, InputKind::Items, real)?.values();
        let of_made = self.look(discriminator, InputKind::Items, made)?.values();
        let even = self.even(discriminator, &of_real, &of_made);
        // A data set has at most 256 classes: a label is a byte.
        #[allow(clippy::cast_possible_truncation)]
        let all = (0..self.class_names().len().max(1)).map(|class| class as u8);
        let classes: Vec<u8> = class.map_or_else(|| all.collect(), |class| vec![class]);
        let mut mean = vec![0.0_f64; places];
        for &class in &classes {
            let seen = (x.clone(), self.classes(places, Some(class)));
            let logits = self.look(discriminator, InputKind::Items, seen)?.values();
            for (mean, logit) in mean.iter_mut().zip(logits) {
                *mean += f64::from(sigmoid(logit - even)) / classes.len() as f64;
            }
        }
        Ok(mean.into_iter().map(|mean| mean as f32).collect())
    }

    /// Held-out points and their reconstructions.
    ///
    /// # Errors
    /// See [`recon`](Self::recon).
    pub fn plane_recon(&mut self, n: usize) -> Result<Plane> {
        let (x, labels) = self.held_out(n)?;
        let made = self.reconstruct(x.clone(), labels)?.values();
        Ok(Plane {
            kind: "recon".into(),
            title: "held-out points and their reconstructions".into(),
            step: self.state.step,
            bounds: [-EDGE, EDGE, -EDGE, EDGE],
            real: pairs(&x.values()),
            generated: pairs(&made),
            ..Plane::default()
        })
    }
}

fn pairs(numbers: &[f32]) -> Vec<[f32; 2]> {
    numbers.chunks_exact(2).map(|p| [p[0], p[1]]).collect()
}
