//! The words that build a run once more, and what it would start with.

use super::config::origin::Origin;
use super::config::plan::Plan;
use super::config::settings::{SETTINGS, Settings};
use crate::error::Result;
use crate::lab::train::run::Run;
use crate::layers::Ops;
use crate::nets::{Networks, Role};

/// What builds a run once more.
#[derive(Debug, Clone)]
pub struct Anew {
    /// The words after `build`, without settings: recipe, networks, loss. Only what differs from what the recipe has.
    pub words: Vec<(String, String)>,
    /// The settings that somebody chose, but for the loss, where they differ from `usual`.
    pub chosen: Vec<(String, String)>,
    /// The settings that these words alone start with.
    pub usual: Settings,
}

impl<D: Ops> Run<D> {
    /// What builds this run once more where `seed` is the seed of all that names none.
    ///
    /// # Errors
    /// If the words name a network that is no longer there.
    pub fn anew(&self, seed: u64, networks: &Networks) -> Result<Anew> {
        let (state, item) = (&self.state, self.learns());
        let settings = &state.settings;
        let plan = |words: &[_]| {
            let (name, mut words) = (state.recipe.name, words.to_vec());
            Plan::typed(name, &mut words, state.seed, &item, networks)
        };
        let mut words = Vec::new();
        let add = |words: &mut Vec<_>, key: &str, value: &str| {
            words.push((key.to_owned(), value.to_owned()));
        };
        let from = |origin| {
            let all = SETTINGS.iter();
            all.filter(move |row| settings.origin(row) == origin)
        };
        if let Some(paper) = state.recipe.paper_word() {
            add(&mut words, "as", paper);
        }
        // The generator's name is that of the others, too, unless they are named.
        for (role, key) in [
            (Role::Generator, "gen"),
            (Role::Encoder, "enc"),
            (Role::Discriminator, "disc"),
            (Role::PairDiscriminator, "disc"),
            (Role::CodeDiscriminator, "disc"),
        ] {
            let Some(own) = self.networks.iter().find(|network| network.role == role) else {
                continue;
            };
            if plan(&words)?.chosen(role)?.name != own.name {
                add(&mut words, key, &own.name);
            }
        }
        if state.labels {
            add(&mut words, "labels", "yes");
        }
        if let Some(row) = from(Origin::You).find(|row| row.name == "loss") {
            add(&mut words, row.name, &row.of(settings));
        }
        if plan(&words)?.latent != state.latent {
            add(&mut words, "latent", &state.latent.to_string());
        }
        if state.seed != seed {
            add(&mut words, "seed", &state.seed.to_string());
        }
        let usual = plan(&words)?.settings;
        if let Some(frozen) = self.frozen() {
            words.insert(0, ("on".to_owned(), frozen.recipe.clone()));
        }
        let chosen = from(Origin::You).filter(|row| row.of(settings) != row.of(&usual));
        let chosen = chosen.map(|row| (row.name.to_owned(), row.of(settings)));
        Ok(Anew {
            chosen: chosen.collect(),
            words,
            usual,
        })
    }
}
