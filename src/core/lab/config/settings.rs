//! The settings of a run: one row each, from which all is derived that reads, writes, lists or describes them.

use std::collections::BTreeMap;

use super::corruption::Corruption;
use super::d_batches::DBatches;
use super::origin::Origin;
use super::relative::Relative;
use super::schedule::{Now, Schedule};
use super::setting::{Effect, Row, Takes, Value};
use crate::error::{Error, Result};
use crate::losses::{self, DISTANCES, Distance, OBJECTIVES, Objective};
use crate::optim::{PRESETS, RULES, Rates, Rule};

/// A setting of a run.
pub type Setting = Row<Settings>;

/// From rows to the type that holds them, its defaults, what reads them, and the table.
macro_rules! settings {
    ($(
        $(#[$doc:meta])*
        $name:ident: $kind:ty = $default:expr,
        takes $takes:expr, effect $effect:ident, was $was:expr, $about:literal;
    )*) => {
        /// The settings of a run. They are written by [`set`](Self::set) alone, which checks them.
        #[derive(Debug, Clone)]
        pub struct Settings {
            $($name: $kind,)*
            origins: BTreeMap<&'static str, Origin>,
        }

        impl Default for Settings {
            fn default() -> Self {
                Self {
                    $($name: $default,)*
                    origins: BTreeMap::new(),
                }
            }
        }

        impl Settings {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(&self) -> $kind {
                    self.$name
                }
            )*
        }

        /// All settings; to add one is a row here.
        pub const SETTINGS: &[Setting] = &[$(Row {
            name: stringify!($name),
            was: $was,
            about: $about,
            takes: $takes,
            effect: Effect::$effect,
            read: |settings| Value::word(&settings.$name),
            write: |settings, name, word| {
                settings.$name = Value::read(name, word, &$takes)?;
                Ok(())
            },
        }),*];
    };
}

settings! {
    /// Items in a batch.
    batch: usize = 64,
    takes Takes::Number(1.0, 4096.0), effect Memory, was &[],
    "items in a batch, 1 to 4096";

    /// Adam, `RMSProp` or gradient descent with momentum.
    optimizer: Rule = RULES[0],
    takes Takes::Word(optimizers), effect Moments, was &[],
    "adam, adamw, rmsprop, sgd, or a preset: article_rmsprop, article_adam";

    /// Learning rate of E and G.
    lr: f32 = 1e-3,
    takes Takes::Number(0.0, 1.0), effect Nothing, was &["rate"],
    "learning rate of E and G";

    /// Learning rate of the discriminators.
    lr_d: f32 = 1e-3,
    takes Takes::Number(0.0, 1.0), effect Nothing, was &["rate_d"],
    "learning rate of the discriminators";

    /// Adam's β1, or the momentum of gradient descent.
    beta1: f32 = 0.5,
    takes Takes::Number(0.0, 0.999), effect Nothing, was &[],
    "Adam's β1, or the momentum of sgd, 0 to 0.999";

    /// Adam's β2, or what `RMSProp`'s mean square keeps.
    beta2: f32 = 0.99,
    takes Takes::Number(0.0, 0.9999), effect Nothing, was &[],
    "Adam's β2, or the decay of rmsprop's mean square, 0 to 0.9999";

    /// The most that the gradient norm of a tensor may be; 0: anything.
    clipnorm: f32 = 0.0,
    takes Takes::Number(0.0, 1e6), effect Nothing, was &[],
    "largest gradient norm of each tensor; 0: no limit";

    /// The most that a number of a gradient may be, up or down; 0: anything.
    clipvalue: f32 = 0.0,
    takes Takes::Number(0.0, 1e6), effect Nothing, was &[],
    "largest value of a gradient, up or down; 0: no limit";

    /// Weight decay; 0: none.
    weight_decay: f32 = 0.0,
    takes Takes::Number(0.0, 1.0), effect Nothing, was &[],
    "weight decay, 0 (off) to 1: decoupled with adamw, else added to the gradient";

    /// Discriminator updates per step.
    d_steps: usize = 1,
    takes Takes::Number(0.0, 100.0), effect Nothing, was &[],
    "discriminator updates per step, 0 to 100";

    /// Generator updates per step.
    g_steps: usize = 1,
    takes Takes::Number(0.0, 100.0), effect Nothing, was &[],
    "generator updates per step, 0 to 100";

    /// Whether a discriminator is updated once on real and generated items together, or once on each.
    d_batches: DBatches = DBatches::Joint,
    takes Takes::Word(|| DBatches::WORDS.to_vec()), effect Nothing, was &["lessons"],
    "joint: one update of D on real and generated items together; split: one on each";

    /// Whether scores are taken relative to those of the other side.
    relative: Relative = Relative::No,
    takes Takes::Word(|| Relative::WORDS.to_vec()), effect Nothing, was &[],
    "yes: Dx and Dz score relative to the mean score of the other side; pairs: to one item of it; or no";

    /// The target of a discriminator for real items (one-sided label smoothing).
    label_smoothing: f32 = 1.0,
    takes Takes::Number(0.5, 1.0), effect Nothing, was &["smooth"],
    "D's target for real items, 0.5 to 1 (one-sided label smoothing)";

    /// The target of a discriminator for generated items (the other side of smoothing).
    fake_label: f32 = 0.0,
    takes Takes::Number(0.0, 0.5), effect Nothing, was &["smooth_fake"],
    "D's target for generated items, 0 to 0.5";

    /// Weight of the penalty on the slope of Dx or Dxz at real items; 0: none.
    r1: f32 = 0.0,
    takes Takes::Number(0.0, 1000.0), effect Nothing, was &[],
    "weight of the R1 penalty: squared gradient of D at real items, 0 (off) to 1000";

    /// Weight of the penalty on the slope of Dx or Dxz at generated items; 0: none.
    r2: f32 = 0.0,
    takes Takes::Number(0.0, 1000.0), effect Nothing, was &[],
    "weight of the R2 penalty: squared gradient of D at generated items, 0 (off) to 1000";

    /// Steps from one penalty to the next.
    r1_every: u64 = 8,
    takes Takes::Number(1.0, 1000.0), effect Nothing, was &[],
    "steps between R1 and R2 penalties, 1 to 1000";

    /// Weight of the penalty on slopes other than 1 between real and generated items; 0: none.
    gp: f32 = 0.0,
    takes Takes::Number(0.0, 1000.0), effect Slopes, was &[],
    "weight of the gradient penalty: D's gradient norm is held near 1, 0 (off) to 1000";

    /// Standard deviation of the noise on the inputs of Dx or Dxz, falling to nothing over `lr_decay_steps`; 0: none.
    instance_noise: f32 = 0.0,
    takes Takes::Number(0.0, 10.0), effect Nothing, was &[],
    "noise added to the inputs of Dx or Dxz, 0 (none) to 10; fades over lr_decay_steps";

    /// Pixels by which pictures move before Dx or Dxz sees them; 0: they do not.
    shift: usize = 0,
    takes Takes::Number(0.0, 64.0), effect Augments, was &[],
    "augmentation: pictures move by up to this many pixels before D sees them, 0 (off) to 64";

    /// Side of the square that is hidden before Dx or Dxz sees a picture, as a share of its sides; 0: none.
    cutout: f32 = 0.0,
    takes Takes::Number(0.0, 0.9), effect Augments, was &[],
    "augmentation: a square with this share of each side is hidden before D sees a picture, 0 (off) to 0.9";

    /// How far the hue of a picture turns before Dx or Dxz sees it; 0: it does not.
    hue: f32 = 0.0,
    takes Takes::Number(0.0, 1.0), effect Augments, was &[],
    "augmentation: the hue of colour pictures turns before D sees them, 0 (off) to 1 (any hue)";

    /// Each weight of a discriminator is held within ± this; 0: it is not.
    clip_weights: f32 = 0.0,
    takes Takes::Number(0.0, 10.0), effect Nothing, was &[],
    "D's weights are clipped to ± this, 0 (off) to 10";

    /// Decay of the averages of the weights of E and G; 0: no average.
    ema: f32 = 0.995,
    takes Takes::Number(0.0, 0.9999), effect Nothing, was &[],
    "decay of the weight averages of E and G, 0 (off) to 0.9999";

    /// Steps over which the learning rates fall to a twentieth; 0: they stay.
    lr_decay_steps: u64 = 8000,
    takes Takes::Number(0.0, 1e9), effect Nothing, was &["plan"],
    "steps over which the learning rates fall, see schedule; 0: they stay";

    /// How learning rates, penalties and averages change over `lr_decay_steps`.
    schedule: Schedule = Schedule::Linear,
    takes Takes::Word(|| Schedule::WORDS.to_vec()), effect Nothing, was &[],
    "how the learning rates fall over lr_decay_steps; burn_in changes r1, r2, beta2 and ema too";

    /// Adversarial loss.
    loss: Objective = OBJECTIVES[0],
    takes Takes::Word(|| OBJECTIVES.iter().map(|o| (o.name, o.about)).collect()), effect Nothing, was &[],
    "adversarial loss; 'build' also sets what goes with it";

    /// Distance of `rec_x`.
    distance: Distance = DISTANCES[0],
    takes Takes::Word(|| DISTANCES.iter().map(|d| (d.name, d.about)).collect()), effect Nothing, was &[],
    "reconstruction loss rec_x; bernoulli and gaussian are in nats";

    /// Deviation of a pixel in [0, 1] under a Gaussian likelihood.
    sigma: f32 = 0.1,
    takes Takes::Number(0.001, 10.0), effect Nothing, was &[],
    "standard deviation of a pixel in [0, 1] for distance=gaussian, 0.001 to 10";

    /// How the input of E is corrupted.
    corruption: Corruption = Corruption::Clean,
    takes Takes::Word(|| Corruption::WORDS.to_vec()), effect Corruption, was &["source"],
    "how E's input is corrupted";

    /// The share of it that is hidden, or the deviation of its noise.
    strength: f32 = 0.3,
    takes Takes::Number(0.0, 1.0), effect Nothing, was &[],
    "share of values that corruption=masked hides, or standard deviation of corruption=noisy, 0 to 1";
}

fn optimizers() -> Vec<(&'static str, &'static str)> {
    let rules = RULES.iter().map(|rule| (rule.name, rule.about));
    let presets = PRESETS.iter().map(|preset| (preset.name, preset.about));
    rules.chain(presets).collect()
}

/// The setting that goes by this name, its own or another.
///
/// # Errors
/// A sentence with the names there are.
pub fn setting(name: &str) -> Result<&'static Setting> {
    let found = SETTINGS.iter().find(|setting| setting.is_called(name));
    found.ok_or_else(|| Error::unknown("setting", name, SETTINGS.iter().map(|s| s.name)))
}

/// A setting and its value as the lab writes them now, from names and words of any version; nothing where the value
/// cannot be set.
#[must_use]
pub fn as_written_now(name: &str, value: &str) -> Option<(&'static str, String)> {
    let mut settings = Settings::default();
    settings.set(name, value, Origin::You).ok()?;
    let row = setting(name).ok()?;
    Some((row.name, row.of(&settings)))
}

/// Which way a loss or a distance of this name pushes, and whose it is.
#[must_use]
pub fn explained(word: &str) -> Option<&'static str> {
    let objectives = OBJECTIVES.iter().map(|o| (o.name, o.explained));
    let distances = DISTANCES.iter().map(|d| (d.name, d.explained));
    let mut all = objectives.chain(distances);
    all.find(|(name, _)| *name == word).map(|(_, text)| text)
}

/// Scores on real or generated items alone are relative to nothing.
pub(in crate::lab) fn relative_apart() -> Error {
    Error::new(
        "relative scores need real and generated items in one update: 'set d_batches joint' or 'set relative no'",
    )
}

impl Settings {
    /// Sets `name`, for somebody; nothing changes where the value is refused.
    ///
    /// # Errors
    /// A sentence with what is allowed.
    pub fn set(&mut self, name: &str, value: &str, origin: Origin) -> Result<()> {
        let setting = setting(name)?;
        let preset = PRESETS.iter().find(|preset| preset.name == value);
        if let ("optimizer", Some(preset)) = (setting.name, preset) {
            return preset
                .settings
                .iter()
                .try_for_each(|(name, value)| self.set(name, value, origin));
        }
        (setting.write)(self, setting.name, value)?;
        self.origins.insert(setting.name, origin);
        Ok(())
    }

    /// Who chose the value of a setting.
    #[must_use]
    pub fn origin(&self, setting: &Setting) -> Origin {
        self.origins.get(setting.name).copied().unwrap_or_default()
    }

    /// Says who chose a value, where that is known from elsewhere.
    pub(in crate::lab) fn came_from(&mut self, setting: &Setting, origin: Origin) {
        self.origins.insert(setting.name, origin);
    }

    /// The settings whose values are others here than there.
    pub fn changed<'a>(&'a self, from: &'a Self) -> impl Iterator<Item = &'static Setting> + 'a {
        SETTINGS
            .iter()
            .filter(|setting| setting.of(self) != setting.of(from))
    }

    /// Refuses settings that make no sense together.
    ///
    /// # Errors
    /// A sentence with what goes together.
    pub(in crate::lab) fn fit_together(&self) -> Result<()> {
        let loss = self.loss.name;
        if self.loss.critic && (self.label_smoothing < 1.0 || self.fake_label > 0.0) {
            return Err(Error::new(format!(
                "the scores of loss={loss} have no bound, so with smoothed labels D's loss would fall for ever; use label_smoothing=1 and fake_label=0 with it"
            )));
        }
        if self.relative != Relative::No && self.d_batches == DBatches::Split {
            return Err(relative_apart());
        }
        if self.relative != Relative::No && self.loss.relative.is_none() {
            let known = losses::OBJECTIVES.iter().filter(|o| o.relative.is_some());
            let known: Vec<_> = known.map(|o| o.name).collect();
            return Err(Error::new(format!(
                "relative={} works with the losses {}, not with '{loss}'",
                self.relative.word(),
                known.join(", ")
            )));
        }
        Ok(())
    }

    /// The larger weight of the penalties on D's slope at items, R1 and R2.
    #[must_use]
    pub fn at_items(&self) -> f32 {
        self.r1.max(self.r2)
    }

    /// Whether the distance of `rec_x` is a likelihood.
    #[must_use]
    pub fn in_nats(&self) -> bool {
        self.distance.nats.is_some()
    }

    /// The optimiser and its numbers in `step`, for a network that learns at `rate`.
    pub(in crate::lab) fn optimiser(&self, rate: f32, step: u64) -> (Rule, Rates) {
        let now = self.now(step);
        let rates = Rates {
            rate: rate * now.rate,
            beta1: self.beta1,
            beta2: now.beta2,
            clip_norm: self.clipnorm,
            clip_value: self.clipvalue,
            weight_decay: self.weight_decay,
        };
        (self.optimizer, rates)
    }

    /// What the schedule makes of these settings in `step`.
    #[must_use]
    pub fn now(&self, step: u64) -> Now {
        let steps = self.lr_decay_steps;
        self.schedule.at(step, steps, self.beta2, self.ema)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_row_takes_its_own_default_and_its_ends_and_nothing_beyond() {
        let mut settings = Settings::default();
        for row in SETTINGS {
            let word = row.of(&Settings::default());
            settings.set(row.name, &word, Origin::You).unwrap();
            assert_eq!(row.of(&settings), word, "{}", row.name);
            match row.takes {
                Takes::Number(low, high) => {
                    for end in [low, high] {
                        settings
                            .set(row.name, &end.to_string(), Origin::You)
                            .unwrap();
                    }
                    for beyond in [low - 1.0, high + 1.0, f64::NAN] {
                        let refused = settings.set(row.name, &beyond.to_string(), Origin::You);
                        let sentence = refused.unwrap_err().to_string();
                        assert!(sentence.starts_with(row.name), "{sentence}");
                    }
                }
                Takes::Word(words) => {
                    for (word, _) in words() {
                        settings.set(row.name, word, Origin::You).unwrap();
                    }
                    assert!(settings.set(row.name, "nothing", Origin::You).is_err());
                }
            }
        }
    }

    #[test]
    fn every_name_is_that_of_one_row() {
        let names = SETTINGS
            .iter()
            .flat_map(|row| row.was.iter().chain([&row.name]));
        for name in names {
            assert_eq!(
                SETTINGS.iter().filter(|row| row.is_called(name)).count(),
                1,
                "{name}"
            );
        }
        assert!(setting("sigm").unwrap_err().to_string().contains("sigma"));
    }

    #[test]
    fn a_setting_knows_who_chose_it() {
        let mut settings = Settings::default();
        let rate = setting("rate").unwrap();
        assert_eq!(settings.origin(rate), Origin::Default);
        settings.set("rate", "0.5", Origin::Recipe).unwrap();
        assert_eq!(
            (settings.lr(), settings.origin(rate)),
            (0.5, Origin::Recipe)
        );
        assert!(settings.set("lr", "5", Origin::You).is_err());
        assert_eq!(settings.origin(rate), Origin::Recipe);
        settings
            .set("optimizer", "article_adam", Origin::You)
            .unwrap();
        assert_eq!((settings.lr(), settings.origin(rate)), (2e-4, Origin::You));
    }
}
