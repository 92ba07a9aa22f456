//! Codes of items, and items of codes: what measurements of an autoencoder are taken on.

use std::ops::Range;

use super::items::Part;
use super::shown::Sight;
use super::trainer::Trainer;
use crate::data::Item;
use crate::error::{Error, Result};
use crate::layers::{Ops, Var};
use crate::nets::Role;

impl<D: Ops> Trainer<D> {
    /// Codes `[places, latent]` of the items of a part at `places`, in one batch; of a distribution of codes
    /// its mean.
    ///
    /// # Errors
    /// A sentence when there is no encoder, or no such item.
    pub fn encode(&mut self, part: Part, places: Range<usize>) -> Result<Vec<f32>> {
        if !self.has(Role::Encoder) {
            return Err(Error::new(format!(
                "the recipe '{}' has no encoder, and so no codes of items; 'build ae' and 'build vae' have",
                self.recipe.name
            )));
        }
        let labels = self.labels_of(self.split(part).labels(), places.clone());
        let x = self.items(part, places.collect())?;
        Ok(self
            .look(Role::Encoder, Sight::Items, (x, labels))?
            .values())
    }

    /// Items `[n, numbers]` of codes `[n, latent]`, in one batch: in [0, 1] for pictures, coordinates for
    /// points. Where the networks are told classes, these are the classes of the items.
    ///
    /// # Errors
    /// A sentence when there is no generator.
    pub fn decode(&mut self, codes: Vec<f32>, classes: &[u8]) -> Result<Vec<f32>> {
        let z = Var::constant(&self.device, codes, self.latent)?;
        let labels = self.labels.then(|| classes.into());
        let made = self.look(Role::Generator, Sight::Codes, (z, labels))?;
        let mut items = made.values();
        if let Item::Image { .. } = self.data.item {
            items.iter_mut().for_each(|v| *v = self.range.to_unit(*v));
        }
        Ok(items)
    }
}
