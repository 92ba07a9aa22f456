//! Reconstructions beside those of principal components, as many as a code has numbers: what an
//! autoencoder is better than (Hinton and Salakhutdinov 2006, figure 2).

use crate::data::{Item, Range};
use crate::error::{Error, Result};
use crate::event::Gallery;
use crate::lab::train::run::Run;
use crate::layers::Ops;
use crate::metrics::pca::Components;

/// Squared errors of an item, pixels in [0, 1], the mean of all that are held out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside {
    /// Of `G(E(x))`.
    pub ours: f32,
    /// Of principal components of the training items.
    pub pca: f32,
}

/// Items of a file that stand for all of them.
const FROM_FILE: usize = 10_000;

impl<D: Ops> Run<D> {
    /// `n` held-out items, what E and G make of them, and what principal components do. `go_on` is asked
    /// between the parts of the work.
    ///
    /// # Errors
    /// What `go_on` says, or a sentence when there is no encoder, or the items are points.
    pub fn recon_beside_pca(
        &mut self,
        n: usize,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<(Gallery, Beside)> {
        if self.data.item == Item::Point {
            return Err(Error::new(
                "points have two numbers, and so two principal components, which lose nothing",
            ));
        }
        let (shown, _) = self.recon(n)?;
        let (len, k) = (self.data.item.len(), self.state.latent);
        let components = Components::leading(&self.in_unit(true)?, len, k, go_on)?;
        let held_out = self.in_unit(false)?;
        let again = components.reconstruct(&held_out);
        let squared = held_out
            .iter()
            .zip(&again)
            .map(|(a, b)| f64::from(a - b).powi(2));
        let items = self.data.held_out.len();
        let beside = Beside {
            ours: self.held_out_error()? * len as f32,
            pca: (squared.sum::<f64>() / items as f64) as f32,
        };
        let n = shown.columns;
        let of_pca: Vec<f32> = again[..n * len]
            .iter()
            .map(|v| self.range.of_unit(*v))
            .collect();
        let mut pictures = shown.pictures;
        pictures.extend(self.pictures(&of_pca));
        let title = format!(
            "held-out, G(E(x)), {k} components · squared error per item {:.2} and {:.2}",
            beside.ours, beside.pca
        );
        Ok((self.gallery("recon", title, n, pictures, vec![]), beside))
    }

    /// All items of the training part or of the held-out one, pixels in [0, 1].
    fn in_unit(&self, train: bool) -> Result<Vec<f32>> {
        let part = if train {
            &self.data.train
        } else {
            &self.data.held_out
        };
        // Of pictures in a file the first ones stand for all.
        let most = if part.in_memory() {
            part.len()
        } else {
            FROM_FILE
        };
        let places: Vec<usize> = (0..part.len().min(most)).collect();
        let mut values = vec![0.0; places.len() * self.data.item.len()];
        part.fill(&places, Range::Unit, &mut values)?;
        Ok(values)
    }
}
