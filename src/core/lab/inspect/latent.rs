//! The plane of codes: where held-out items lie in it, and what the generator makes of each of its places.

use super::look::Noise;
use crate::art::Picture;
use crate::error::{Error, Result};
use crate::event::{Gallery, Group, Plane};
use crate::lab::train::part::Part;
use crate::lab::train::run::Run;
use crate::lab::train::shown::InputKind;
use crate::layers::{Ops, Var};
use crate::metrics::mean::mean_and_deviation;
use crate::metrics::pca::Components;
use crate::nets::Role;

/// How far a look goes from the middle of codes, in standard deviations.
const FAR: f32 = 2.5;

/// Two directions in the space of codes, around a middle: for codes of two numbers these numbers, for
/// longer ones the first two principal components.
struct Axes {
    middle: Vec<f32>,
    /// Each as long as one standard deviation of codes along it.
    across: [Vec<f32>; 2],
}

impl Axes {
    /// Of codes `[items, latent]`.
    fn of(codes: &[f32], latent: usize) -> Self {
        if latent == 2 {
            let column = |i: usize| codes.iter().copied().skip(i).step_by(2);
            let [x, y] = [0, 1].map(|i| mean_and_deviation(column(i)));
            let spread = |(_, deviation): (f64, f64)| (deviation as f32).max(1e-6);
            return Self {
                middle: vec![x.0 as f32, y.0 as f32],
                across: [vec![spread(x), 0.0], vec![0.0, spread(y)]],
            };
        }
        let components = Components::of(codes, latent, 2);
        let along = |i: usize| {
            let length = components.deviations().get(i).copied().unwrap_or_default();
            let direction = components.direction(i);
            direction.iter().map(|v| v * length.max(1e-6)).collect()
        };
        Self {
            middle: components.mean().to_vec(),
            across: [along(0), along(1)],
        }
    }

    /// Of the prior: the first two numbers, the rest at their mean.
    fn of_prior(latent: usize) -> Self {
        let unit = |i: usize| (0..latent).map(|at| f32::from(at == i)).collect();
        Self {
            middle: vec![0.0; latent],
            across: [unit(0), unit(1)],
        }
    }

    /// Where a code lies, in standard deviations.
    fn place(&self, code: &[f32]) -> [f32; 2] {
        [0, 1].map(|i| {
            let axis = &self.across[i];
            let length: f32 = axis.iter().map(|v| v * v).sum();
            let along: f32 = (code.iter().zip(&self.middle).zip(axis))
                .map(|((c, m), a)| (c - m) * a)
                .sum();
            along / length
        })
    }

    /// The code at a place.
    fn code(&self, place: [f32; 2]) -> impl Iterator<Item = f32> + '_ {
        let [a, b] = place;
        let axes = self.across[0].iter().zip(&self.across[1]);
        (self.middle.iter().zip(axes)).map(move |(m, (u, v))| m + a * u + b * v)
    }
}

impl<D: Ops> Run<D> {
    /// The codes of `n` held-out items, `[items, latent]`, and the class of each, where they have classes.
    pub(in crate::lab) fn codes_of_items(&mut self, n: usize) -> Result<(Vec<f32>, Vec<u8>)> {
        let n = n.min(self.data.held_out.len());
        let codes = self.encode(Part::HeldOut, (0..n).collect())?;
        let labels = self.data.held_out.labels();
        Ok((codes, labels.get(..n).unwrap_or_default().to_vec()))
    }

    /// The codes of `n` held-out items as points, a group for each class.
    ///
    /// # Errors
    /// A sentence when there is no encoder.
    pub fn latent(&mut self, n: usize) -> Result<Plane> {
        let (codes, labels) = self.codes_of_items(n)?;
        let axes = Axes::of(&codes, self.state.latent);
        let places: Vec<_> = (codes.chunks_exact(self.state.latent))
            .map(|code| axes.place(code))
            .collect();
        let class = |i: usize| labels.get(i).map_or(0, |label| usize::from(*label));
        let names: Vec<String> = if labels.is_empty() {
            vec!["items".into()]
        } else {
            self.data.classes.clone()
        };
        let group = |(of, name): (usize, &String)| Group {
            name: name.clone(),
            points: (places.iter().enumerate())
                .filter(|(i, _)| class(*i) == of)
                .map(|(_, place)| *place)
                .collect(),
        };
        let what = if self.state.latent == 2 {
            "codes of held-out items, in standard deviations".to_owned()
        } else {
            format!(
                "codes of held-out items, {} numbers on their first two principal components",
                self.state.latent
            )
        };
        let edge = FAR + 0.5;
        Ok(Plane {
            kind: "latent".into(),
            title: what,
            step: self.state.step,
            bounds: [-edge, edge, -edge, edge],
            groups: names.iter().enumerate().map(group).collect(),
            ..Plane::default()
        })
    }

    /// What `G` makes of `n` × `n` codes of a plane (Kingma and Welling 2014, figure 4): the plane of codes
    /// of items where there is an encoder, else that of the first two numbers of the prior.
    ///
    /// # Errors
    /// A sentence when there is no generator.
    pub fn latent_grid(&mut self, n: usize, class: Option<u8>) -> Result<Gallery> {
        const MEASURED: usize = 1000;
        let (axes, input) = if self.has(Role::Encoder) {
            let (codes, _) = self.codes_of_items(MEASURED)?;
            (Axes::of(&codes, self.state.latent), InputKind::Codes)
        } else {
            (Axes::of_prior(self.state.latent), InputKind::Prior)
        };
        let class = self.one_class(class);
        let made = self.grid_of(&axes, n, input, class)?;
        let title = format!(
            "what G makes of codes{}, from -{FAR} to {FAR} standard deviations across and upwards",
            self.of_class(class)
        );
        // One picture, so that no screen is too small for the rows of the grid.
        let whole = Picture::tile(&self.pictures(&made), n, 0);
        let whole = whole.map_err(|e| Error::new(format!("the grid cannot be drawn: {e}")))?;
        Ok(self.gallery("latent", title, 1, vec![whole], vec![]))
    }

    fn grid_of(
        &mut self,
        axes: &Axes,
        n: usize,
        input: InputKind,
        class: Option<u8>,
    ) -> Result<Vec<f32>> {
        let at = |i: usize| FAR * (2.0 * i as f32 / (n.max(2) - 1) as f32 - 1.0);
        let places = (0..n * n).map(|i| [at(i % n), -at(i / n)]);
        let codes: Vec<f32> = places
            .flat_map(|p| axes.code(p).collect::<Vec<_>>())
            .collect();
        let z = Var::constant(&self.device, codes, self.state.latent)?;
        let seen = (z, self.classes(n * n, class));
        Ok(self.make(input, seen)?.values())
    }

    /// As [`plane`](Self::plane), with the lines of a square grid of codes where `G` carries them (Kahng et
    /// al. 2018).
    ///
    /// # Errors
    /// A sentence when the data are no points, or there is no generator.
    pub fn warped_grid(&mut self, n: usize, class: Option<u8>) -> Result<Plane> {
        /// Lines each way, and places on a line.
        const LINES: usize = 9;
        let axes = Axes::of_prior(self.state.latent);
        let class = self.one_class(class);
        let made = self.grid_of(&axes, LINES, InputKind::Prior, class)?;
        let at = |row: usize, column: usize| {
            let i = 2 * (row * LINES + column);
            [made[i], made[i + 1]]
        };
        let line = |of: &dyn Fn(usize) -> [f32; 2]| (0..LINES).map(of).collect::<Vec<_>>();
        let rows = (0..LINES).map(|row| line(&|column| at(row, column)));
        let columns = (0..LINES).map(|column| line(&|row| at(row, column)));
        let mut plane = self.plane(n, Noise::Fixed, class)?;
        plane.lines = rows.chain(columns).collect();
        plane.kind = "latent".into();
        let of = self.of_class(class);
        plane.title = format!("a square grid of codes{of}, mapped by G");
        Ok(plane)
    }

    /// As [`plane`](Self::plane), with the slope of D at each generated point: where it would rather have it.
    ///
    /// # Errors
    /// A sentence when the data are no points, or there is no `Dx`.
    pub fn plane_with_slopes(&mut self, n: usize) -> Result<Plane> {
        let mut plane = self.plane(n, Noise::Fixed, None)?;
        let points = plane.generated.iter().flatten().copied().collect();
        let (z, labels) = self.codes(n, Noise::Fixed, None)?;
        drop(z);
        let x = Var::constant(&self.device, points, 2)?;
        let (_, slopes) = self.slopes_of_logits(&(x, labels))?;
        plane.slopes = slopes.chunks_exact(2).map(|s| [s[0], s[1]]).collect();
        plane.title = "D, and its gradient at each generated point".into();
        Ok(plane)
    }
}
