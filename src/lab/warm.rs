//! A warm start: networks that an earlier run has trained go on in another recipe.

use super::trainer::Trainer;
use crate::error::{Error, Result};
use crate::layers::Ops;
use crate::nets::Role;

impl<D: Ops> Trainer<D> {
    /// The words of a `build` whose E and G take the place of these.
    #[must_use]
    pub fn words(&self) -> Vec<(String, String)> {
        let labels = if self.labels { "yes" } else { "no" };
        let mut words = vec![
            ("latent".to_owned(), self.latent.to_string()),
            ("labels".to_owned(), labels.to_owned()),
        ];
        for (role, word) in [(Role::Generator, "gen"), (Role::Encoder, "enc")] {
            let member = self.members.iter().find(|m| m.role == role);
            words.extend(member.map(|m| (word.to_owned(), m.name.clone())));
        }
        words
    }

    /// The digest of the data that the run learns from.
    #[must_use]
    pub fn learned_from(&self) -> &str {
        &self.data.digest
    }

    /// Takes over the weights of G, and of E where both runs have one, as they are looked at: averaged,
    /// where an average is kept. The optimisers begin anew. Says which networks.
    ///
    /// # Errors
    /// A sentence when a network is another one than there; nothing is taken over then.
    pub fn take_over(&mut self, from: &mut Self) -> Result<Vec<Role>> {
        let mut taken = Vec::new();
        for member in &mut self.members {
            let both = [Role::Encoder, Role::Generator].contains(&member.role);
            let Some(old) = from
                .members
                .iter_mut()
                .find(|old| both && old.role == member.role)
            else {
                continue;
            };
            let there = format!("'{}' with latent={}", old.name, from.latent);
            let source = old.average.as_mut().unwrap_or(&mut old.net);
            let (source, target) = (source.tensors(), member.net.tensors());
            let same = source.len() == target.len()
                && source
                    .iter()
                    .zip(&target)
                    .all(|(a, b)| a.name == b.name && a.tensor.shape() == b.tensor.shape());
            if !same {
                return Err(Error::new(format!(
                    "{role} is {there}{told} in the run of '{recipe}', and '{}' with latent={}{} here; leave gen, enc, latent and labels away, and they are those",
                    member.name,
                    self.latent,
                    told(self.labels),
                    role = member.role,
                    recipe = from.recipe.name,
                    told = told(from.labels),
                )));
            }
            for (old, new) in source.into_iter().zip(target) {
                new.tensor.set(&old.tensor.values());
            }
            taken.push(member.role);
        }
        if !taken.contains(&Role::Generator) {
            return Err(Error::new(format!(
                "'{}' has no generator to start with",
                from.recipe.name
            )));
        }
        Ok(taken)
    }
}

fn told(labels: bool) -> &'static str {
    if labels { " and labels" } else { "" }
}
