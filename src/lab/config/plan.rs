//! What is to be built: a recipe and the words of `build`, read before anything is made.

use std::collections::BTreeMap;

use super::origin::Origin;
use super::settings::{SETTINGS, Settings, setting};
use crate::error::{Error, Result};
use crate::lab::recipes::{Recipe, recipe};
use crate::losses;
use crate::nets::{Latent, Role, shelf};

/// Words that `build` takes besides the settings.
pub const OPTIONS: &[(&str, &str)] = &[
    ("net", "network of every role that has no word of its own"),
    ("gen", "network of G, and of the others as net is"),
    ("disc", "network of Dx, Dz and Dxz"),
    ("enc", "network of E"),
    ("latent", "numbers in a code, from 1 on"),
    (
        "labels",
        "yes: every network is told the class of each item; then 'sample 9 of 3'",
    ),
    (
        "as",
        "published: with the weights and settings of the recipe's paper, where it has them",
    ),
    ("seed", "where all randomness comes from"),
];

/// What is to be built.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(in crate::lab) recipe: &'static Recipe,
    words: BTreeMap<String, String>,
    /// The network of every role for which the words name none.
    usual: &'static str,
    pub(in crate::lab) settings: Settings,
    pub(in crate::lab) seed: u64,
    /// Numbers in a code.
    pub(in crate::lab) latent: usize,
    /// Whether the networks are given the class of each item.
    pub(in crate::lab) labels: bool,
}

impl Plan {
    /// Reads `build RECIPE [key=value ...]`. Later words win over the recipe's own.
    ///
    /// # Errors
    /// A sentence that names the bad word and what is allowed.
    pub fn new(
        name: &str,
        options: &[(String, String)],
        seed: u64,
        item: &[usize],
    ) -> Result<Self> {
        let named = |word: &str| {
            let same = |key: &str| key == word || (word == "gen" && key == "net");
            let last = options.iter().rev().find(|(key, _)| same(key));
            last.map(|(_, name)| name.as_str())
        };
        let mut recipe = recipe(name)?;
        let published = named("as").is_some();
        if published {
            recipe = recipe.published()?;
        }
        let shelf = shelf(item);
        let mut plan = Self {
            recipe,
            words: BTreeMap::new(),
            usual: shelf.entries[0].name,
            settings: Settings::default(),
            seed,
            latent: 0,
            labels: false,
        };
        let of_recipe = if published {
            Origin::Paper
        } else {
            Origin::Recipe
        };
        plan.beneath(recipe.defaults)?;
        for (key, value) in recipe.defaults {
            if *key == "net" {
                plan.usual = shelf.own(value);
            } else {
                plan.option(key, value, of_recipe)?;
            }
        }
        // Pixels may be coins; coordinates are none.
        if item == [2] && plan.settings.distance().unit {
            plan.option("distance", "gaussian", of_recipe)?;
        }
        let judges = [Role::Discriminator, Role::PairDiscriminator];
        if recipe.roles().any(|role| judges.contains(&role)) {
            let own = named("gen").unwrap_or(plan.net(Role::Generator));
            let game = shelf.entry(own)?.game;
            // What a net wants is found for the game against its own discriminator.
            if !published && named("disc").is_none_or(|disc| disc == own) {
                plan.beneath(game)?;
                plan.options(game, Origin::Network)?;
            }
        }
        let generator = shelf.entry(named("gen").unwrap_or(plan.net(Role::Generator)))?;
        if let Some(loss) = named("loss") {
            let objective = losses::objective(loss)?;
            plan.options(objective.settings, Origin::Loss)?;
            if objective.critic && plan.settings.gp() > 0.0 {
                plan.options(generator.critic, Origin::Network)?;
            }
        }
        plan.latent = match generator.latent {
            Latent::Usual(_) if plan.latent > 0 => plan.latent,
            Latent::Usual(latent) | Latent::Own(latent) => latent,
        };
        for (key, value) in options {
            plan.option(key, value, Origin::You)?;
        }
        if recipe.variational() && !shelf.entry(plan.net(Role::Encoder))?.signed {
            return Err(Error::new(format!(
                "the codes of '{}' are never negative, so that they cannot be distributed around any mean; 'enc=kingma' or another of 'nets' can",
                plan.net(Role::Encoder)
            )));
        }
        Ok(plan)
    }

    /// Takes what suits the loss that a recipe or a network brings: their own settings stand above it.
    fn beneath(&mut self, settings: &[(&str, &str)]) -> Result<()> {
        match settings.iter().find(|(key, _)| *key == "loss") {
            Some((_, loss)) => self.options(losses::objective(loss)?.settings, Origin::Loss),
            None => Ok(()),
        }
    }

    fn options(&mut self, settings: &[(&str, &str)], origin: Origin) -> Result<()> {
        let mut settings = settings.iter();
        settings.try_for_each(|(key, value)| self.option(key, value, origin))
    }

    fn option(&mut self, key: &str, value: &str, origin: Origin) -> Result<()> {
        match key {
            "net" | "gen" => {
                self.words.insert("gen".to_owned(), value.to_owned());
            }
            "disc" | "enc" => {
                self.words.insert(key.to_owned(), value.to_owned());
            }
            "latent" => {
                let latent = value.parse().ok().filter(|latent| *latent > 0);
                self.latent = latent.ok_or_else(|| {
                    Error::new(format!(
                        "latent is how many numbers a code has, a whole number from 1 on, not '{value}'"
                    ))
                })?;
            }
            "as" if value == "published" => {}
            "as" => {
                return Err(Error::new(format!("as takes 'published', not '{value}'")));
            }
            "labels" => {
                self.labels = match value {
                    "yes" => true,
                    "no" => false,
                    _ => {
                        return Err(Error::new(format!("labels is yes or no, not '{value}'")));
                    }
                };
            }
            "seed" => {
                self.seed = value.parse().map_err(|_| {
                    Error::new(format!(
                        "a seed is a whole number from 0 to 2⁶⁴ − 1, not '{value}'"
                    ))
                })?;
            }
            _ if setting(key).is_err() => {
                let own = OPTIONS.iter().map(|(name, _)| *name);
                let names: Vec<_> = own.chain(SETTINGS.iter().map(|s| s.name)).collect();
                return Err(Error::new(format!(
                    "build has no option '{key}'; it takes {}",
                    names.join(", ")
                )));
            }
            _ => self.settings.set(key, value, origin)?,
        }
        Ok(())
    }

    /// Name of the network for a role.
    pub(in crate::lab) fn net(&self, role: Role) -> &str {
        let word = match role {
            Role::Encoder => "enc",
            Role::Generator => "gen",
            Role::Discriminator | Role::CodeDiscriminator | Role::PairDiscriminator => "disc",
        };
        let named = self.words.get(word).or_else(|| self.words.get("gen"));
        named.map_or(self.usual, String::as_str)
    }
}
