//! A GAN on the codes of a frozen autoencoder: what of a run is frozen, and what a run on codes shows.

use std::sync::Arc;

use super::frozen::{Frozen, PARTS};
use super::snapshot::Stored;
use crate::art::Picture;
use crate::error::{Error, Result};
use crate::lab::inspect::shown::Seen;
use crate::lab::recipes::Recipe;
use crate::lab::train::run::Run;
use crate::lab::train::shown::InputKind;
use crate::layers::{Labels, Named, Ops, Var};
use crate::nets::Role;

impl Frozen {
    /// Refuses recipes whose networks do more than generate and discriminate.
    ///
    /// # Errors
    /// A sentence with the recipe that works on codes.
    pub fn fits(recipe: &Recipe) -> Result<()> {
        let taken = |role: Role| [Role::Generator, Role::Discriminator].contains(&role);
        if recipe.roles().all(taken) {
            return Ok(());
        }
        Err(Error::new(format!(
            "on= is for a GAN of G and Dx, and '{}' has other networks; 'build gan on=ae' and its variants (wgan-gp, lsgan, ...) work on codes",
            recipe.name
        )))
    }
}

impl<D: Ops> Run<D> {
    /// E and G as they are looked at, for a GAN on their codes; of a run on codes those that it has.
    ///
    /// # Errors
    /// A sentence where the run has no autoencoder of pictures.
    pub fn freeze(&mut self) -> Result<Arc<Frozen>> {
        if let Some(codes) = &self.codes {
            return Ok(Arc::clone(&codes.frozen));
        }
        let recipe = self.state.recipe.name;
        if !PARTS.iter().all(|role| self.has(*role)) {
            return Err(Error::new(format!(
                "'{recipe}' is no autoencoder, so items have no codes to learn; 'build ae; step 300' trains one, then 'build gan on=ae' learns its codes"
            )));
        }
        if self.is_plane() {
            return Err(Error::new(
                "on= makes pictures of codes, and the data are points, which a GAN learns as they are: 'build gan'",
            ));
        }
        if self.state.settings.corruption().of_pictures() {
            return Err(Error::new(format!(
                "E of '{recipe}' sees only parts of pictures, so its codes are not those of whole ones; 'build ae' or 'build vae' first"
            )));
        }
        let mut nets = Vec::new();
        for (role, kind) in PARTS.into_iter().zip([InputKind::Items, InputKind::Codes]) {
            let chosen = Arc::clone(&self.network(role)?.chosen);
            let store = |named: Named<'_, D>| Stored {
                name: named.name,
                shape: named.tensor.shape(),
                values: named.tensor.values(),
            };
            let tensors = self.ready(role, kind)?.tensors();
            nets.push((chosen, tensors.into_iter().map(store).collect()));
        }
        Ok(Arc::new(Frozen {
            recipe: recipe.to_owned(),
            step: self.state.step,
            latent: self.state.latent,
            labels: self.state.labels,
            variational: self.state.recipe.variational(),
            nets,
            scale: None,
        }))
    }

    /// The autoencoder whose codes the run learns, if it does.
    #[must_use]
    pub fn frozen(&self) -> Option<&Frozen> {
        self.codes.as_ref().map(|codes| &*codes.frozen)
    }

    /// The shape of what its networks learn: that of an item, or of a code.
    #[must_use]
    pub fn learns(&self) -> Vec<usize> {
        let code = self.frozen().map(|frozen| vec![frozen.latent]);
        code.unwrap_or_else(|| self.data.item.shape())
    }

    /// Numbers of what its networks learn.
    pub(in crate::lab) fn numbers(&self) -> usize {
        let code = self.frozen().map(|frozen| frozen.latent);
        code.unwrap_or_else(|| self.data.item.len())
    }

    /// What `G` makes of codes of the prior or of items, as it is looked at: where it makes codes, decoded.
    pub(in crate::lab) fn make(&mut self, kind: InputKind, seen: Seen<D>) -> Result<Var<D>> {
        let labels = seen.1.clone();
        let made = self.look(Role::Generator, kind, seen)?;
        self.decoded(made, labels)
    }

    /// The first `n` of what the networks learn or make, with these classes, as pictures; a point becomes none.
    pub(in crate::lab) fn first_pictures(
        &mut self,
        learned: &Var<D>,
        labels: Option<&[u8]>,
        n: usize,
    ) -> Result<Vec<Picture>> {
        let n = n.min(learned.batch());
        if n == 0 {
            return Ok(Vec::new());
        }
        let labels = labels.map(|labels| labels[..n].into());
        let first = self.decoded(learned.pick((0..n).collect())?, labels)?;
        Ok(self.pictures(&first.values()))
    }

    /// What the networks of the run learn or make, as items of the data: codes are decoded.
    pub(in crate::lab) fn decoded(
        &mut self,
        learned: Var<D>,
        labels: Option<Labels>,
    ) -> Result<Var<D>> {
        match &mut self.codes {
            Some(codes) => codes.decode(&learned, labels),
            None => Ok(learned),
        }
    }
}
