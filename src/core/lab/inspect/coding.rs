//! Codes of items, and items of codes: what measurements of an autoencoder are taken on.

use crate::data::Item;
use crate::error::{Error, Result};
use crate::lab::train::part::Part;
use crate::lab::train::run::Run;
use crate::lab::train::shown::InputKind;
use crate::layers::{Labels, Ops, Var};
use crate::nets::Role;

impl<D: Ops> Run<D> {
    /// Codes `[places, latent]` of the items of a part at `places`, in one batch; of a distribution of codes
    /// its mean.
    ///
    /// # Errors
    /// A sentence when there is no encoder, no such item, or a code is no finite number.
    pub fn encode(&mut self, part: Part, places: Vec<usize>) -> Result<Vec<f32>> {
        self.wants_encoder()?;
        let labels = self.labels_of(self.split(part).labels(), places.iter().copied());
        let x = self.items(part, places)?;
        self.code_of(&x, labels)
    }

    /// Codes `[n, latent]` of items `[n, numbers]` that are not of the data: in [0, 1] for pictures, coordinates for
    /// points. For conditional networks these are their classes.
    ///
    /// # Errors
    /// A sentence when there is no encoder, or a code is no finite number.
    pub fn encode_items(&mut self, items: &[f32], classes: &[u8]) -> Result<Vec<f32>> {
        self.wants_encoder()?;
        let range = self.range;
        let number = |value: &f32| match self.data.item {
            Item::Image { .. } => range.of_unit(*value),
            Item::Point => *value,
        };
        let numbers: Vec<f32> = items.iter().map(number).collect();
        let x = Var::constant(&self.device, numbers, self.data.item.len())?;
        let labels = self.state.labels.then(|| classes.into());
        self.code_of(&x, labels)
    }

    fn code_of(&mut self, x: &Var<D>, labels: Option<Labels>) -> Result<Vec<f32>> {
        let x = self.in_part(x)?;
        let codes = self.look(Role::Encoder, InputKind::Items, (x, labels))?;
        let codes = codes.values();
        if codes.iter().all(|v| v.is_finite()) {
            Ok(codes)
        } else {
            Err(Error::new(
                "a code is not finite, so the codes cannot be shown; 'doctor' says more",
            ))
        }
    }

    /// That there are codes of items.
    ///
    /// # Errors
    /// A sentence when there is no encoder.
    pub(in crate::lab) fn wants_encoder(&self) -> Result<()> {
        if self.has(Role::Encoder) {
            return Ok(());
        }
        Err(Error::new(format!(
            "the recipe '{}' has no encoder, so items have no codes; 'build ae' and 'build vae' have one; 'latent grid' shows what G makes of codes",
            self.state.recipe.name
        )))
    }

    /// Items `[n, numbers]` of codes `[n, latent]`, in one batch: in [0, 1] for pictures, coordinates for
    /// points. For conditional networks these are the classes of the items.
    ///
    /// # Errors
    /// A sentence when there is no generator.
    pub fn decode(&mut self, codes: Vec<f32>, classes: &[u8]) -> Result<Vec<f32>> {
        self.items_of(InputKind::Codes, codes, classes)
    }

    /// What `G` makes of codes, which are of one kind.
    pub(super) fn items_of(
        &mut self,
        kind: InputKind,
        codes: Vec<f32>,
        classes: &[u8],
    ) -> Result<Vec<f32>> {
        let z = Var::constant(&self.device, codes, self.state.latent)?;
        let labels = self.state.labels.then(|| classes.into());
        let made = self.make(kind, (z, labels))?;
        let mut items = made.values();
        if let Item::Image { .. } = self.data.item {
            items.iter_mut().for_each(|v| *v = self.range.to_unit(*v));
        }
        Ok(items)
    }
}
