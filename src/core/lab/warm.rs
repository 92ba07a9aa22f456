//! A warm start: networks that an earlier run has trained go on in another recipe.

use super::snapshot::Stored;
use crate::error::{Error, Result};
use crate::lab::train::run::Run;
use crate::layers::{Named, Ops};
use crate::nets::Role;

/// Networks that were trained, and of which run.
#[derive(Debug, Clone)]
pub struct Warm {
    recipe: &'static str,
    latent: usize,
    labels: bool,
    /// Role, name in the catalogue, weights.
    nets: Vec<(Role, String, Vec<Stored>)>,
}

impl<D: Ops> Run<D> {
    /// The words of a `build` whose E and G take the place of these.
    #[must_use]
    pub fn words(&self) -> Vec<(String, String)> {
        let labels = if self.state.labels { "yes" } else { "no" };
        let mut words = vec![
            ("latent".to_owned(), self.state.latent.to_string()),
            ("labels".to_owned(), labels.to_owned()),
        ];
        for (role, word) in [(Role::Generator, "gen"), (Role::Encoder, "enc")] {
            let network = self.networks.iter().find(|m| m.role == role);
            words.extend(network.map(|m| (word.to_owned(), m.name.clone())));
        }
        words
    }

    /// The words after `net` of its networks that were written.
    #[must_use]
    pub fn written(&self) -> Vec<String> {
        let networks = self.networks.iter();
        networks.filter_map(|of| of.written.clone()).collect()
    }

    /// The digest of the data that the run learns from.
    #[must_use]
    pub fn learned_from(&self) -> &str {
        &self.data.digest
    }

    /// E and G as they are looked at: averaged, where an average is kept.
    #[must_use]
    pub fn warm(&mut self) -> Warm {
        let mut nets = Vec::new();
        for network in &mut self.networks {
            if [Role::Encoder, Role::Generator].contains(&network.role) {
                let source = network.average.as_mut().unwrap_or(&mut network.net);
                let store = |named: Named<'_, D>| Stored {
                    name: named.name,
                    shape: named.tensor.shape(),
                    values: named.tensor.values(),
                };
                let tensors = source.tensors().into_iter().map(store).collect();
                nets.push((network.role, network.name.clone(), tensors));
            }
        }
        Warm {
            recipe: self.state.recipe.name,
            latent: self.state.latent,
            labels: self.state.labels,
            nets,
        }
    }

    /// Takes over the weights of G, and of E where both runs have one. The optimisers begin anew. Says
    /// which networks.
    ///
    /// # Errors
    /// A sentence when a network is another one than there; a network before it may have been taken over.
    pub fn take_over(&mut self, from: &Warm) -> Result<Vec<Role>> {
        let (latent, labels) = (self.state.latent, self.state.labels);
        let mut taken = Vec::new();
        for network in &mut self.networks {
            let old = from.nets.iter().find(|(role, ..)| *role == network.role);
            let Some((role, name, source)) = old else {
                continue;
            };
            let target = network.net.tensors();
            let same = source.len() == target.len()
                && source
                    .iter()
                    .zip(&target)
                    .all(|(a, b)| a.name == b.name && a.shape == b.tensor.shape());
            if !same {
                // The same words, and other networks: codes as numbers, or as distributions.
                if (network.name.as_str(), latent, labels) == (name, from.latent, from.labels) {
                    return Err(Error::new(format!(
                        "{role} of '{}' gives codes and that of '{}' distributions of them, or the other way round; start from a run of the same kind",
                        from.recipe, self.state.recipe.name
                    )));
                }
                return Err(Error::new(format!(
                    "{role} is '{name}' with latent={}{} in the run of '{}', and '{}' with latent={latent}{} here; leave out gen, enc, latent and labels to use the same",
                    from.latent,
                    conditional(from.labels),
                    from.recipe,
                    network.name,
                    conditional(labels),
                )));
            }
            for (old, new) in source.iter().zip(target) {
                new.tensor.set(&old.values);
            }
            taken.push(*role);
        }
        if !taken.contains(&Role::Generator) {
            return Err(Error::new(format!(
                "'{}' has no generator to start with",
                from.recipe
            )));
        }
        Ok(taken)
    }
}

fn conditional(labels: bool) -> &'static str {
    if labels { " and labels" } else { "" }
}
