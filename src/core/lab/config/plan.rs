//! What is to be built: a recipe and the words of `build`, read before anything is made.

use std::collections::BTreeMap;

use super::origin::Origin;
use super::settings::{SETTINGS, Settings, setting};
use crate::error::{Error, Result};
use crate::lab::recipes::{Recipe, recipe};
use crate::lab::terms::{Term, adv_x};
use crate::losses;
use crate::nets::{Chosen, Latent, Networks, Role, Shelf, shelf};

/// Words that `build` takes besides the settings.
pub const OPTIONS: &[(&str, &str)] = &[
    ("net", "network of every role that is not named separately"),
    ("gen", "the same as net"),
    ("disc", "network of Dx, Dz and Dxz"),
    ("enc", "network of E"),
    ("latent", "numbers per code, 1 or more"),
    (
        "labels",
        "yes: conditional networks, which get the class of each item; then 'sample 9 of 3'",
    ),
    (
        "as",
        "published: with the weights and settings of the recipe's paper, where it has them; r3gan: a gan as Huang et al. 2024",
    ),
    ("seed", "where all randomness comes from"),
];

/// What is to be built.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(in crate::lab) recipe: &'static Recipe,
    words: BTreeMap<String, String>,
    /// Networks of single roles, where a run had them.
    roles: BTreeMap<Role, String>,
    /// The network of every role for which the words name none.
    usual: &'static str,
    /// The networks that were written.
    networks: Networks,
    shelf: Shelf,
    pub(in crate::lab) settings: Settings,
    pub(in crate::lab) seed: u64,
    /// Numbers in a code.
    pub(in crate::lab) latent: usize,
    /// Whether the networks are given the class of each item.
    pub(in crate::lab) labels: bool,
}

impl Plan {
    /// Reads `build RECIPE [key=value ...]` as a record has it. Later words win over the recipe's own.
    ///
    /// # Errors
    /// A sentence that names the bad word and what is allowed.
    pub fn new(
        name: &str,
        options: &[(String, String)],
        seed: u64,
        item: &[usize],
    ) -> Result<Self> {
        Self::with(name, options, seed, item, &Networks::default())
    }

    /// Reads a line that is typed, not one of a record: adds the words that are for these alone to the options.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn typed(
        name: &str,
        options: &mut Vec<(String, String)>,
        seed: u64,
        item: &[usize],
        networks: &Networks,
    ) -> Result<Self> {
        let plan = Self::with(name, options, seed, item, networks)?;
        let later = plan.later(options, item);
        if later.is_empty() {
            return Ok(plan);
        }
        options.extend(later);
        Self::with(name, options, seed, item, networks)
    }

    /// The same with networks that were written.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn with(
        name: &str,
        options: &[(String, String)],
        seed: u64,
        item: &[usize],
        networks: &Networks,
    ) -> Result<Self> {
        let named = |word: &str| {
            let same = |key: &str| key == word || (word == "gen" && key == "net");
            let last = options.iter().rev().find(|(key, _)| same(key));
            last.map(|(_, name)| name.as_str())
        };
        let mut recipe = recipe(name)?;
        let published = named("as").is_some();
        if let Some(paper) = named("as") {
            recipe = recipe.paper(paper)?;
        }
        let shelf = shelf(item);
        let mut plan = Self {
            recipe,
            words: BTreeMap::new(),
            roles: BTreeMap::new(),
            usual: shelf.entries[0].name,
            networks: networks.clone(),
            shelf,
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
        let of_items = [Role::Discriminator, Role::PairDiscriminator];
        if recipe.roles().any(|role| of_items.contains(&role)) {
            let own = named("gen").unwrap_or(plan.generator());
            let game = networks.choose(own, Role::Generator, &shelf)?.game();
            // What a net wants is found for the game against its own discriminator.
            if !published && named("disc").is_none_or(|disc| disc == own) {
                plan.beneath(game)?;
                plan.options(game, Origin::Network)?;
            }
        }
        let own = named("gen").unwrap_or(plan.generator());
        let generator = networks.choose(own, Role::Generator, &shelf)?;
        if let Some(loss) = named("loss") {
            let objective = losses::objective(loss)?;
            plan.options(objective.settings, Origin::Loss)?;
            if objective.critic && plan.settings.gp() > 0.0 {
                plan.options(generator.critic(), Origin::Network)?;
            }
        }
        plan.latent = match generator.latent() {
            Latent::Usual(_) if plan.latent > 0 => plan.latent,
            Latent::Usual(latent) | Latent::Own(latent) => latent,
        };
        for (key, value) in options {
            // Nobody typed what a typed line was given.
            let given = generator.later().contains(&(key.as_str(), value.as_str()));
            let origin = if given { Origin::Network } else { Origin::You };
            plan.option(key, value, origin)?;
        }
        for role in recipe.roles() {
            let chosen = plan.chosen(role)?;
            chosen.fits(recipe.name, recipe.variational())?;
        }
        Ok(plan)
    }

    /// The words that a GAN is given where its `build` is typed: what was found later to help with these networks, unless
    /// the words have something to say about it. Hybrids with `Dx` are given the generator
    /// alone; other recipes, published settings and other losses are what they were.
    fn later(&self, options: &[(String, String)], item: &[usize]) -> Vec<(String, String)> {
        // A vaegan, and a bigan, whose Dxz judges pairs, are better with it in the end, but far worse in the first seconds.
        let on = |term: Term| self.recipe.terms.iter().any(|(of, _)| *of == term);
        let judged = on(adv_x::TERM) && !self.recipe.variational();
        let hybrid = self.recipe.roles().any(|role| role == Role::Encoder);
        // Settings have names of earlier versions, too.
        let own = |key: &str| setting(key).map_or(key.to_owned(), |row| row.name.to_owned());
        let says = |word: &str| options.iter().any(|(key, _)| own(key) == word);
        // Who chooses one of these chooses the others of its kind.
        let kinds: [&[&str]; 3] = [
            &["r1", "r2", "gp"],
            &["net", "gen", "disc"],
            &["lr", "lr_d", "optimizer"],
        ];
        let chosen = |key: &str| {
            let kind = kinds.into_iter().find(|kind| kind.contains(&key));
            kind.unwrap_or(&[key]).iter().any(|key| says(key))
        };
        // Where the class is given, larger codes and the plain network are better. In colour they were not tried, and
        // the rates do not help.
        let grey = matches!(item, [_, _, 1]);
        let plain = self.labels || !grey;
        let Ok(generator) = self.chosen(Role::Generator) else {
            return Vec::new();
        };
        if !judged || says("as") || says("loss") {
            return Vec::new();
        }
        let later = generator.later().iter().filter(|(key, _)| !chosen(key));
        later
            .filter(|(key, _)| match *key {
                "gen" => !plain,
                "latent" => !plain && !hybrid,
                "lr" | "lr_d" => grey && !hybrid,
                _ => !hybrid,
            })
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    /// Refuses networks that ignore classes where all are given them.
    ///
    /// # Errors
    /// A sentence with the layers that take a class.
    pub fn takes_classes(&self) -> Result<()> {
        let mut roles = self.recipe.roles().filter(|_| self.labels);
        roles.try_for_each(|role| self.chosen(role)?.takes_classes())
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
                        "latent is the number of values in a code, 1 or more, not '{value}'"
                    ))
                })?;
            }
            // Which recipe that is was found first.
            "as" => {}
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

    /// Has the network of this name for a role, whatever the words say.
    pub(in crate::lab) fn takes(&mut self, role: Role, name: &str) {
        self.roles.insert(role, name.to_owned());
    }

    /// The name of the generator.
    fn generator(&self) -> &str {
        self.words.get("gen").map_or(self.usual, String::as_str)
    }

    /// Whether a crate registered the generator, whose settings a lab without it does not know.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        let generator = self.chosen(Role::Generator);
        let definition = generator.as_ref().ok().and_then(Chosen::definition);
        definition.is_some_and(|definition| definition.own.is_some())
    }

    /// The network of a role: the one that its word names, else that of the generator's name, else a usual one.
    pub(in crate::lab) fn chosen(&self, role: Role) -> Result<Chosen> {
        let chosen = self.named(role)?;
        Ok(match role {
            Role::Encoder if self.recipe.variational() => chosen.drawn(),
            _ => chosen,
        })
    }

    fn named(&self, role: Role) -> Result<Chosen> {
        let (word, roles) = match role {
            Role::Encoder => ("enc", &[Role::Encoder][..]),
            Role::Generator => ("gen", &[Role::Generator][..]),
            Role::Discriminator | Role::CodeDiscriminator | Role::PairDiscriminator => {
                ("disc", &Role::DISCRIMINATORS[..])
            }
        };
        let written = |name: &str| self.networks.written(name);
        let choose = |name: &str| self.networks.choose(name, role, &self.shelf);
        if let Some(name) = self.roles.get(&role) {
            return choose(name);
        }
        if let Some(name) = self.words.get(word) {
            let other = |role: &Role| written(name).is_some_and(|of| of.contains_key(role));
            // A name may have been written for another of the discriminators only.
            if written(name).is_none() || other(&role) || !roles.iter().any(other) {
                return choose(name);
            }
        }
        match self.words.get("gen") {
            None => choose(self.usual),
            Some(name) if written(name).is_some_and(|of| !of.contains_key(&role)) => {
                choose(self.shelf.own("small"))
            }
            Some(name) => choose(name),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::lab::config::settings::setting;

    #[test]
    fn a_loss_brings_what_suits_it_whoever_brings_the_loss() {
        let mut plan = Plan::new("gan", &[], 1, &[28, 28, 1]).unwrap();
        let of_recipe = [("loss", "wgan"), ("d_steps", "2")];
        plan.beneath(&of_recipe).unwrap();
        plan.options(&of_recipe, Origin::Recipe).unwrap();
        let settings = &plan.settings;
        assert_eq!((settings.loss().name, settings.d_steps()), ("wgan", 2));
        assert!(settings.clip_weights() > 0.0);
        let origin = |name| settings.origin(setting(name).unwrap());
        assert_eq!(origin("clip_weights"), Origin::Loss);
        assert_eq!(origin("d_steps"), Origin::Recipe);
    }

    #[test]
    fn what_was_found_later_is_for_lines_that_are_typed_and_say_nothing_about_it() {
        let words = |words: &[(&str, &str)]| -> Vec<(String, String)> {
            let words = words.iter().map(|(key, value)| (*key, *value));
            words
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect()
        };
        let plan = |name, given: &[(&str, &str)]| {
            let mut options = words(given);
            let none = Networks::default();
            let plan = Plan::typed(name, &mut options, 1, &[28, 28, 1], &none).unwrap();
            let r2 = setting("r2").unwrap();
            let by = plan.settings.origin(r2);
            assert_eq!(by == Origin::Network, plan.settings.r2() > 0.0, "{by:?}");
            let gen_name = plan.generator().to_owned();
            (gen_name, plan.latent, plan.settings.r2())
        };
        let gives = |name, given: &[(&str, &str)], net: &str, latent, r2| {
            assert_eq!(plan(name, given), (net.to_owned(), latent, r2), "{given:?}");
        };
        gives("gan", &[], "small_mapped", 16, 1.0);
        gives("gan", &[("latent", "7")], "small_mapped", 7, 1.0);
        gives("gan", &[("labels", "yes")], "small", 64, 1.0);
        gives("gan", &[("r1", "0")], "small_mapped", 16, 0.0);
        gives("gan", &[("loss", "wgan_gp")], "small", 64, 0.0);
        gives("gan", &[("net", "small")], "small", 16, 1.0);
        gives("gan", &[("disc", "small")], "small", 16, 1.0);
        gives("gan", &[("gen", "dcgan")], "dcgan", 64, 0.0);
        gives("gan", &[("gen", "dense")], "dense", 16, 1.0);
        gives("gan", &[("gen", "dense"), ("r1", "1")], "dense", 16, 0.0);
        gives("egan", &[], "small_mapped", 16, 0.0);
        gives("bigan", &[], "small", 16, 0.0);
        gives("vaegan", &[], "small", 16, 0.0);
        gives("aegan", &[], "small_mapped", 16, 0.0);
        gives("aegan", &[("labels", "yes")], "small", 16, 0.0);
        gives("aegan", &[("as", "published")], "small_ln", 16, 0.0);
        gives("translate", &[], "small", 64, 0.0);
        gives("ae", &[], "article", 32, 0.0);
        let rates = |given: &[(&str, &str)], channels| {
            let (mut options, none) = (words(given), Networks::default());
            let plan = Plan::typed("gan", &mut options, 1, &[28, 28, channels], &none).unwrap();
            (plan.settings.lr(), plan.settings.lr_d())
        };
        assert_eq!(rates(&[("net", "dense")], 1), (0.008, 0.001));
        assert_eq!(rates(&[("net", "dense")], 3), (0.002, 0.0005));
        // The old name of a setting is a name of it.
        assert_eq!(
            rates(&[("net", "dense"), ("rate", "0.002")], 1),
            (0.002, 0.0005)
        );
        let recorded = Plan::new("gan", &[], 1, &[28, 28, 1]).unwrap();
        assert_eq!((recorded.latent, recorded.settings.r2()), (64, 0.0));
    }
}
