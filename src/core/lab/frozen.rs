//! An autoencoder that learns no more, as plain values: a GAN on its codes (`build gan on=ae`) keeps it whole.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::snapshot::{Snapshot, Stored};
use crate::error::{Error, Result};
use crate::lab::recipes::recipe;
use crate::nets::{Chosen, Networks, Role, shelf};

/// How the names of its words and tensors begin.
pub(in crate::lab) const FROZEN: &str = "frozen.";

/// The parts that are kept.
pub(in crate::lab) const PARTS: [Role; 2] = [Role::Encoder, Role::Generator];

/// An autoencoder that learns no more: E and G as they are looked at, and how its codes are standardised.
#[derive(Debug, Clone)]
pub struct Frozen {
    /// The recipe that it was trained by.
    pub recipe: String,
    /// The step at which it was frozen.
    pub step: u64,
    /// Numbers in a code.
    pub latent: usize,
    /// Whether its networks are given the class of each item.
    pub labels: bool,
    /// Whether E gives distributions of codes.
    pub(in crate::lab) variational: bool,
    /// E and G, in this order, with their tensors.
    pub(in crate::lab) nets: Vec<(Arc<Chosen>, Vec<Stored>)>,
    /// Mean and standard deviation of each number of a code over the training items, once they were measured.
    pub(in crate::lab) scale: Option<[Vec<f32>; 2]>,
}

impl Frozen {
    /// What was frozen, in words: `'ae' at step 300`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("'{}' at step {}", self.recipe, self.step)
    }

    /// The tensors with the names that they have in a checkpoint.
    pub(in crate::lab) fn tensors(&self) -> impl Iterator<Item = Stored> + '_ {
        let nets = PARTS.iter().zip(&self.nets).flat_map(|(role, (_, all))| {
            all.iter().map(move |stored| Stored {
                name: format!("{FROZEN}{role}.{}", stored.name),
                ..stored.clone()
            })
        });
        let scale = self.scale.iter().flatten();
        let scale = ["mean", "deviation"].iter().zip(scale);
        nets.chain(scale.map(|(name, values)| Stored {
            name: format!("{FROZEN}{name}"),
            shape: vec![values.len()],
            values: values.clone(),
        }))
    }

    /// Adds its numbers to a digest.
    pub(in crate::lab) fn digest(&self, into: &mut Sha256) {
        for stored in self.tensors() {
            into.update(stored.name);
            for value in stored.values {
                into.update(value.to_le_bytes());
            }
        }
    }

    /// Adds all of it to a snapshot.
    pub(in crate::lab) fn store(&self, into: &mut Snapshot) {
        let mut word = |key: String, value: String| {
            into.words.insert(format!("{FROZEN}{key}"), value);
        };
        word("recipe".into(), self.recipe.clone());
        word("step".into(), self.step.to_string());
        word("latent".into(), self.latent.to_string());
        word("labels".into(), self.labels.to_string());
        for (role, (chosen, _)) in PARTS.iter().zip(&self.nets) {
            word(format!("net.{role}"), chosen.name.clone());
            if let Some(definition) = chosen.definition() {
                word(format!("written.{role}"), definition.words(&chosen.name));
            }
        }
        into.tensors.extend(self.tensors());
    }

    /// The autoencoder of pictures of shape `item` that a snapshot holds, if it holds one.
    ///
    /// # Errors
    /// A sentence that names the first word or tensor that is missing or wrong.
    pub(in crate::lab) fn read(snapshot: &Snapshot, item: &[usize]) -> Result<Option<Self>> {
        let word = |key: &str| snapshot.words.get(&format!("{FROZEN}{key}"));
        let Some(name) = word("recipe") else {
            return Ok(None);
        };
        let wrong = |key: &str| {
            Error::new(format!(
                "'frozen.{key}' of the frozen autoencoder is missing in the weights, or no such value"
            ))
        };
        let number = |key: &str| {
            let read = word(key).and_then(|word| word.parse::<u64>().ok());
            read.ok_or_else(|| wrong(key))
        };
        let known = recipe(name)?;
        let latent = number("latent")?.try_into().ok().filter(|n| *n > 0);
        let latent: usize = latent.ok_or_else(|| wrong("latent"))?;
        let labels = word("labels").and_then(|word| word.parse().ok());
        let (shelf, mut networks) = (shelf(item), Networks::default());
        let mut nets = Vec::new();
        for role in PARTS {
            if let Some(words) = word(&format!("written.{role}")) {
                let (name, definition) = networks.read(words, item)?;
                networks.keep(name, definition)?;
            }
            let key = format!("net.{role}");
            let name = word(&key).ok_or_else(|| wrong(&key))?;
            let chosen = networks.choose(name, role, &shelf)?;
            let begin = format!("{FROZEN}{role}.");
            let own = snapshot.tensors.iter().filter_map(|stored| {
                Some(Stored {
                    name: stored.name.strip_prefix(&begin)?.to_owned(),
                    ..stored.clone()
                })
            });
            nets.push((Arc::new(chosen), own.collect()));
        }
        let row = |name: &str| {
            let full = format!("{FROZEN}{name}");
            let found = snapshot.tensors.iter().find(|stored| stored.name == full);
            let row = found.map(|stored| stored.values.clone());
            let row = row.filter(|row| row.len() == latent && row.iter().all(|v| v.is_finite()));
            row.ok_or_else(|| wrong(name))
        };
        Ok(Some(Self {
            recipe: known.name.to_owned(),
            step: number("step")?,
            latent,
            labels: labels.ok_or_else(|| wrong("labels"))?,
            variational: known.variational(),
            nets,
            scale: Some([row("mean")?, row("deviation")?]),
        }))
    }
}
