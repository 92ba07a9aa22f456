//! From a plan to an experiment; from an experiment to a snapshot and back.

use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::frozen::Frozen;
use super::go_on::GoOn;
use super::history::History;
use super::snapshot::Snapshot;
use super::terms::TERMS;
use crate::data::{Dataset, Order};
use crate::error::{Error, Result, brief};
use crate::event::{Built, Listing, NetFact};
use crate::lab::config::origin::Origin;
use crate::lab::config::plan::Plan;
use crate::lab::config::setting::Effect;
use crate::lab::config::settings::{SETTINGS, Settings, setting};
use crate::lab::train::buffers::Buffers;
use crate::lab::train::codes::Codes;
use crate::lab::train::network::{BuiltFor, Network};
use crate::lab::train::run::Run;
use crate::lab::train::state::RunState;
use crate::layers::{Ops, Sizes};
use crate::nets::{Networks, Role, shelf};
use crate::optim::Optimiser;
use crate::random;

/// The most steps that a run is believed to have taken: their draws can be counted.
const MOST_STEPS: u64 = 1 << 48;

impl<D: Ops> Run<D> {
    /// Builds the networks of a plan, with weights drawn from its seed.
    ///
    /// # Errors
    /// A sentence: no such network, a batch larger than the data or the memory, settings that do not go
    /// together.
    pub fn new(plan: &Plan, data: Arc<Dataset>, device: D) -> Result<Self> {
        Self::checked(plan, data, device, None)
    }

    /// The same on the codes of a frozen autoencoder; `go_on` is told how many items are encoded, of how many.
    ///
    /// # Errors
    /// As [`Run::new`], where the autoencoder does not fit the data, and what `go_on` says.
    pub fn on_codes(
        plan: &Plan,
        frozen: &Arc<Frozen>,
        data: Arc<Dataset>,
        device: D,
        go_on: GoOn<'_>,
    ) -> Result<Self> {
        Frozen::fits(plan.recipe)?;
        let codes = Codes::new(frozen, &data, &device, go_on)?;
        Self::checked(plan, data, device, Some(codes))
    }

    fn checked(
        plan: &Plan,
        data: Arc<Dataset>,
        device: D,
        codes: Option<Codes<D>>,
    ) -> Result<Self> {
        plan.settings.fit_together()?;
        let mut trainer = Self::assembled(plan, data, device, codes)?;
        trainer.fits_gp(plan.settings.gp() > 0.0)?;
        trainer.fits_augmentation(&plan.settings)?;
        trainer.fits_features()?;
        Ok(trainer)
    }

    /// The same, whether or not its settings go together: a save of an earlier version may say anything.
    fn assembled(
        plan: &Plan,
        data: Arc<Dataset>,
        device: D,
        codes: Option<Codes<D>>,
    ) -> Result<Self> {
        let shape = match &codes {
            Some(codes) => vec![codes.frozen.latent],
            None => data.item.shape(),
        };
        let shelf = shelf(&shape);
        let mut classes = 1;
        if plan.labels {
            has_classes(&data)?;
            classes = data.classes.len().max(shelf.classes);
        }
        let sizes = Sizes::of(&shape, plan.latent, classes);
        let sizes =
            sizes.ok_or_else(|| Error::new(format!("no network takes items of {shape:?}")))?;
        let built_for = BuiltFor {
            sizes,
            points: shape.len() == 1,
            variational: plan.recipe.variational(),
        };
        let networks = plan.recipe.roles().map(|role| plan.chosen(role));
        let networks = networks.collect::<Result<Vec<_>>>()?;
        Self::fits_before(&networks, &built_for, &plan.settings)?;
        let generator = plan.chosen(Role::Generator)?;
        Self::fits_corruption(data.item, plan.settings.corruption())?;
        let mut built = Vec::new();
        for chosen in networks {
            let mut network = Network::new(Arc::new(chosen), &built_for, &device)?;
            let stream = format!("weights of {}", network.role);
            let mut weights = random::stream(plan.seed, &stream, 0);
            network.net.reset(&mut weights);
            built.push(network);
        }
        let weights = plan.recipe.terms.iter();
        let weights = weights.map(|(term, weight)| (term.name, *weight)).collect();
        device.keep_buffers(true);
        let mut order = Order::new(plan.seed, data.train.len());
        order.batch(0, plan.settings.batch())?;
        let trainer = Self {
            device,
            order,
            range: (codes.as_ref()).map_or_else(|| generator.range(), |codes| codes.range),
            codes,
            built_for,
            buffers: Buffers::default(),
            state: RunState {
                recipe: plan.recipe,
                seed: plan.seed,
                latent: plan.latent,
                labels: plan.labels,
                settings: plan.settings.clone(),
                step: 0,
                history: History::default(),
            },
            networks: built,
            weights,
            data,
        };
        trainer.fits_memory(plan.settings.batch())?;
        Ok(trainer)
    }

    /// Changes a setting between two steps.
    ///
    /// # Errors
    /// A sentence with what is allowed; nothing changes then.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(String, String)> {
        let row = setting(name)?;
        let before = self.state.settings.clone();
        let mut changed = before.clone();
        changed.set(name, value, Origin::You)?;
        // What a save of an earlier version brought along stays.
        if before.fit_together().is_ok() {
            changed.fit_together()?;
        }
        let effects: Vec<_> = changed.changed(&before).map(|row| row.effect).collect();
        for effect in &effects {
            self.allow(*effect, &changed)?;
        }
        if effects.contains(&Effect::Moments) {
            for network in &mut self.networks {
                network.optimiser = Optimiser::default();
            }
        }
        self.state.settings = changed;
        Ok((row.of(&before), row.of(&self.state.settings)))
    }

    /// Refuses settings whose effect the run cannot have.
    fn allow(&mut self, effect: Effect, changed: &Settings) -> Result<()> {
        let begins = changed.gp() > 0.0 && self.state.settings.gp() == 0.0;
        match effect {
            Effect::Nothing | Effect::Moments => Ok(()),
            Effect::Corruption => Self::fits_corruption(self.data.item, changed.corruption()),
            Effect::Slopes => self.fits_gp(begins),
            Effect::Augments => self.fits_augmentation(changed),
            Effect::Memory if changed.batch() > self.data.train.len() => Err(Error::new(format!(
                "batch={} is larger than the {} training items of '{}'",
                changed.batch(),
                self.data.train.len(),
                brief(&self.data.name)
            ))),
            Effect::Memory => self.fits_memory(changed.batch()),
        }
    }

    /// What was built, in words.
    #[must_use]
    pub fn built(&self, device: &str) -> Built {
        let nets = self
            .networks
            .iter()
            .map(|m| {
                let facts = m.net.facts();
                NetFact {
                    role: m.role.to_string(),
                    name: m.name.clone(),
                    parameters: facts.iter().map(|f| f.parameters).sum(),
                    multiply_adds: facts.iter().map(|f| f.multiply_adds).sum(),
                }
            })
            .collect();
        Built {
            recipe: self.state.recipe.name.to_owned(),
            data: self.data.name.clone(),
            item: self.data.item.shape(),
            seed: self.state.seed,
            batch: self.state.settings.batch(),
            latent: self.state.latent,
            labels: self.state.labels,
            device: device.to_owned(),
            nets,
        }
    }

    /// The layers of each network with shapes, parameters and multiply-adds.
    #[must_use]
    pub fn layers(&self) -> Listing {
        let mut rows = Vec::new();
        let (mut parameters, mut multiply_adds) = (0, 0);
        for network in &self.networks {
            let facts = network.net.facts();
            for fact in &facts {
                rows.push(vec![
                    network.role.to_string(),
                    fact.what.clone(),
                    format!("{:?}", fact.shape),
                    fact.parameters.to_string(),
                    fact.multiply_adds.to_string(),
                ]);
            }
            let of = |f: fn(&crate::layers::Fact) -> usize| facts.iter().map(f).sum::<usize>();
            let (own, work) = (of(|f| f.parameters), of(|f| f.multiply_adds));
            rows.push(vec![
                network.role.to_string(),
                format!("= {} ", network.name),
                String::new(),
                own.to_string(),
                work.to_string(),
            ]);
            parameters += own;
            multiply_adds += work;
        }
        Listing {
            title: format!(
                "networks of {} · latent {}",
                self.state.recipe.name, self.state.latent
            ),
            columns: ["net", "layer", "gives", ">parameters", ">multiply-adds"]
                .map(Into::into)
                .into(),
            rows,
            footer: format!(
                "{parameters} parameters, {multiply_adds} multiply-adds per item · {}",
                self.range.about(self.data.item)
            ),
        }
    }

    /// SHA-256 over the weights of all networks, in hex.
    pub fn digest(&mut self) -> String {
        let mut hash = Sha256::new();
        for network in &mut self.networks {
            network.digest(&mut hash);
        }
        if let Some(frozen) = self.frozen() {
            frozen.digest(&mut hash);
        }
        hash.finalize().iter().fold(String::new(), |mut hex, byte| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// Everything that the run needs to go on bit for bit.
    pub fn snapshot(&mut self) -> Snapshot {
        let mut snapshot = Snapshot::default();
        let mut word = |key: String, value: String| {
            snapshot.words.insert(key, value);
        };
        word("recipe".into(), self.state.recipe.name.into());
        word("data".into(), self.data.name.clone());
        word("seed".into(), self.state.seed.to_string());
        word("latent".into(), self.state.latent.to_string());
        word("labels".into(), yes_or_no(self.state.labels).into());
        word("step".into(), self.state.step.to_string());
        for row in SETTINGS {
            let settings = &self.state.settings;
            word(format!("set.{}", row.name), row.of(settings));
            word(
                format!("from.{}", row.name),
                settings.origin(row).word().into(),
            );
        }
        for &term in TERMS {
            word(format!("term.{}", term.name), self.weight(term).to_string());
        }
        for network in &self.networks {
            word(format!("net.{}", network.role), network.name.clone());
            if let Some(words) = &network.written {
                word(format!("written.{}", network.role), words.clone());
            }
            word(
                format!("updates.{}", network.role),
                network.optimiser.updates.to_string(),
            );
        }
        for network in &mut self.networks {
            network.store(&mut snapshot.tensors);
        }
        if let Some(frozen) = self.frozen() {
            frozen.store(&mut snapshot);
        }
        snapshot
    }

    /// The run that a snapshot holds.
    ///
    /// # Errors
    /// A sentence that names the first word or tensor that does not fit.
    pub fn restore(snapshot: &Snapshot, data: Arc<Dataset>, device: D) -> Result<Self> {
        let word = |key: &str| {
            snapshot.words.get(key).map(String::as_str).ok_or_else(|| {
                Error::new(format!(
                    "the weights do not contain '{key}', so they are not from an aegan-lab run"
                ))
            })
        };
        let number = |key: &str| {
            word(key)?
                .parse::<u64>()
                .map_err(|_| Error::new(format!("'{key}' in the weights is not a number")))
        };
        let mut options = vec![
            ("latent".to_owned(), word("latent")?.to_owned()),
            ("seed".to_owned(), word("seed")?.to_owned()),
        ];
        // A save of an earlier version knows no labels.
        if let Ok(labels) = word("labels") {
            options.push(("labels".to_owned(), labels.to_owned()));
        }
        for (role, key) in [
            (Role::Encoder, "enc"),
            (Role::Discriminator, "disc"),
            (Role::CodeDiscriminator, "disc"),
            (Role::PairDiscriminator, "disc"),
            (Role::Generator, "gen"),
        ] {
            if let Some(name) = snapshot.words.get(&format!("net.{role}")) {
                options.push((key.to_owned(), name.clone()));
            }
        }
        for row in SETTINGS {
            // A save of an earlier version lacks what it did not know; the default stands for it.
            let mut names = [&row.name].into_iter().chain(row.was);
            if let Some(value) = names.find_map(|name| word(&format!("set.{name}")).ok()) {
                options.push((row.name.to_owned(), value.to_owned()));
            }
        }
        let frozen = Frozen::read(snapshot, &data.item.shape())?.map(Arc::new);
        let item = match &frozen {
            Some(frozen) => vec![frozen.latent],
            None => data.item.shape(),
        };
        let mut networks = Networks::default();
        for role in Role::ALL {
            if let Ok(words) = word(&format!("written.{role}")) {
                let (name, definition) = networks.read(words, &item)?;
                networks.keep(name, definition)?;
            }
        }
        let mut plan = Plan::with(word("recipe")?, &options, 0, &item, &networks)?;
        for role in Role::ALL {
            if let Ok(name) = word(&format!("net.{role}")) {
                plan.takes(role, name);
            }
        }
        let codes = frozen.map(|frozen| {
            Frozen::fits(plan.recipe)?;
            Codes::new(&frozen, &data, &device, &mut |_, _| Ok(()))
        });
        let mut trainer = Self::assembled(&plan, data, device, codes.transpose()?)?;
        for &term in TERMS {
            // A save of an earlier version lacks what it did not know, and did not have.
            let weight = word(&format!("term.{}", term.name))
                .unwrap_or("0")
                .parse::<f32>()
                .ok()
                .filter(|w| w.is_finite() && *w >= 0.0)
                .ok_or_else(|| {
                    Error::new(format!("the weight of {} is not a number", term.name))
                })?;
            // What is off may want networks that there are not.
            if weight == 0.0 {
                trainer.weights.remove(term.name);
            } else {
                trainer.set_weight(term, weight)?;
            }
        }
        for network in &mut trainer.networks {
            let updates = number(&format!("updates.{}", network.role))?;
            network.restore(&snapshot.tensors, updates)?;
        }
        for row in SETTINGS {
            let origin = word(&format!("from.{}", row.name))
                .ok()
                .and_then(Origin::of);
            let known = origin.unwrap_or(Origin::Save);
            trainer.state.settings.came_from(row, known);
        }
        trainer.state.step = number("step")?;
        if trainer.state.step > MOST_STEPS {
            return Err(Error::new(format!(
                "{} steps are too many to be true",
                trainer.state.step
            )));
        }
        Ok(trainer)
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Refuses data whose items have no classes that a network could be given.
fn has_classes(data: &Dataset) -> Result<()> {
    match data.classes.len() {
        1 => Err(Error::new(format!(
            "labels=yes needs at least two classes, but all items of '{}' are of one; build without it",
            brief(&data.name)
        ))),
        0 => Err(Error::new(format!(
            "labels=yes needs data with labels, but '{}' has none",
            brief(&data.name)
        ))),
        _ if !data.held_out.is_empty() && data.held_out.labels().is_empty() => {
            Err(Error::new(format!(
                "labels=yes also needs the labels of held-out items, but '{}' has none beside its t10k images",
                brief(&data.name)
            )))
        }
        _ => Ok(()),
    }
}
