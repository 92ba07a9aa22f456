//! What a person may set while a run goes on, each with its range and what it does.

use serde::{Deserialize, Serialize};

use super::source::Source;
use crate::error::{Error, Result};
use crate::losses;
use crate::optim::{PRESETS, rule};

/// How a discriminator takes its batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Lessons {
    /// One update on what is real and what is made, together.
    #[default]
    Whole,
    /// One update on what is real, one on what was made, for each term that fools it (as Lazarou 2020
    /// trains them, and Keras users do).
    Apart,
}

impl Lessons {
    const WORDS: [(&str, &str); 2] = [
        ("whole", "one update on real and made items together"),
        (
            "apart",
            "an update on real items, one on made ones, for each term",
        ),
    ];

    fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }

    fn of(word: &str) -> Result<Self> {
        match word {
            "whole" => Ok(Self::Whole),
            "apart" => Ok(Self::Apart),
            _ => Err(Error::new(format!(
                "lessons is whole or apart, not '{word}'"
            ))),
        }
    }
}

/// The settings of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Items in a batch.
    pub batch: usize,
    /// Adam, `RMSProp` or gradient descent with momentum.
    pub optimizer: String,
    /// Step size for E and G.
    pub rate: f32,
    /// Step size for the discriminators.
    pub rate_d: f32,
    pub beta1: f32,
    pub beta2: f32,
    /// The most that the gradient norm of a tensor may be; 0: anything.
    pub clipnorm: f32,
    /// The most that a number of a gradient may be, up or down; 0: anything.
    pub clipvalue: f32,
    /// Discriminator updates a step.
    pub d_steps: usize,
    /// Generator updates a step.
    pub g_steps: usize,
    /// Whether a discriminator moves once on what is real and what is made together, or on each batch
    /// apart.
    pub lessons: Lessons,
    /// Whether scores are taken relative to the mean score of the other side.
    pub relative: bool,
    /// What a discriminator is taught to answer for real items (one-sided label smoothing).
    pub smooth: f32,
    /// What a discriminator is taught to answer for generated items (the other side of smoothing).
    pub smooth_fake: f32,
    /// Weight of the penalty on steepness of Dx or Dxz at what is real; 0: none.
    pub r1: f32,
    /// Steps from one penalty to the next.
    pub r1_every: u64,
    /// Weight of the penalty on slopes other than 1 between real and made; 0: none.
    pub gp: f32,
    /// Deviation of the noise on items that Dx or Dxz sees, falling to nothing over the plan; 0: none.
    pub instance_noise: f32,
    /// Each weight of a discriminator is held within ± this; 0: it is not.
    pub clip_weights: f32,
    /// What the averages of the weights of E and G keep of themselves a step; 0: no average.
    pub ema: f32,
    /// Steps over which the rates fall to a twentieth; 0: they stay.
    pub plan: u64,
    /// Adversarial objective.
    pub loss: String,
    /// Distance of `rec_x`.
    pub distance: String,
    /// Deviation of a pixel in [0, 1] under a Gaussian likelihood.
    pub sigma: f32,
    /// What E sees of an item.
    pub source: Source,
    /// The share of it that is hidden, or the deviation of its noise.
    pub strength: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            batch: 64,
            optimizer: "adam".to_owned(),
            rate: 1e-3,
            rate_d: 1e-3,
            beta1: 0.5,
            beta2: 0.99,
            clipnorm: 0.0,
            clipvalue: 0.0,
            d_steps: 1,
            g_steps: 1,
            lessons: Lessons::Whole,
            relative: false,
            smooth: 1.0,
            smooth_fake: 0.0,
            r1: 0.0,
            r1_every: 8,
            gp: 0.0,
            instance_noise: 0.0,
            clip_weights: 0.0,
            ema: 0.995,
            plan: 8000,
            loss: "ns".to_owned(),
            distance: "mse".to_owned(),
            sigma: 0.1,
            source: Source::Item,
            strength: 0.3,
        }
    }
}

/// Names and what they do; `set`, its help and its completion read this table.
pub const SETTINGS: &[(&str, &str)] = &[
    ("batch", "items in a batch, 1 to 4096"),
    (
        "optimizer",
        "adam, rmsprop, sgd, or a preset: article_rmsprop, article_adam",
    ),
    ("rate", "step size for E and G"),
    (
        "rate_d",
        "step size for the discriminators; another than rate: two time scales",
    ),
    ("beta1", "Adam's β1, or the momentum of sgd, 0 to 0.999"),
    (
        "beta2",
        "Adam's β2, or what rmsprop's mean square keeps, 0 to 0.9999",
    ),
    (
        "clipnorm",
        "the most that the gradient norm of each tensor may be; 0: anything",
    ),
    (
        "clipvalue",
        "the most that a number of a gradient may be; 0: anything",
    ),
    ("d_steps", "discriminator updates a step, 0 to 100"),
    ("g_steps", "generator updates a step, 0 to 100"),
    (
        "lessons",
        "whole: a discriminator moves on real and made items together; apart: on each batch",
    ),
    (
        "relative",
        "yes: Dx and Dz score relative to the mean of the other side; or no",
    ),
    (
        "smooth",
        "what real items are taught as, 0.5 to 1 (label smoothing)",
    ),
    (
        "smooth_fake",
        "what generated items are taught as, 0 to 0.5 (its other side)",
    ),
    (
        "r1",
        "weight of the penalty on steepness of Dx or Dxz at what is real, 0 (off) to 1000",
    ),
    (
        "r1_every",
        "steps from one penalty r1 to the next, 1 to 1000",
    ),
    (
        "gp",
        "weight of the penalty on slopes of a discriminator other than 1, 0 (off) to 1000",
    ),
    (
        "instance_noise",
        "deviation of the noise on items Dx or Dxz sees, 0 (none) to 10; fades over the plan",
    ),
    (
        "clip_weights",
        "the most that a weight of a discriminator may be, 0 (anything) to 10",
    ),
    (
        "ema",
        "what the averages of E and G keep a step, 0 (off) to 0.9999",
    ),
    ("plan", "steps over which the rates fall; 0: they stay"),
    (
        "loss",
        "adversarial objective: ns, minimax, ls, hinge, wgan, wgan_gp; build takes what suits it along",
    ),
    (
        "distance",
        "distance of rec_x: mse, mae, cross_entropy, or nats: bernoulli, gaussian",
    ),
    (
        "sigma",
        "deviation of a pixel in [0, 1] for distance=gaussian, 0.001 to 10",
    ),
    (
        "source",
        "what E sees of an item: item, masked, noisy, half, outline",
    ),
    (
        "strength",
        "the share of numbers that source=masked hides, the deviation of source=noisy, 0 to 1",
    ),
];

/// What a setting is, and what it takes.
#[must_use]
pub fn about(name: &str) -> Option<&'static str> {
    let mut all = SETTINGS.iter();
    all.find(|(known, _)| *known == name)
        .map(|(_, about)| *about)
}

/// The words that a setting takes, with what they are; none where it takes a number.
#[must_use]
pub fn words(name: &str) -> Vec<(&'static str, &'static str)> {
    use crate::losses::{DISTANCES, OBJECTIVES};
    use crate::optim::{PRESETS, RULES};
    match name {
        "loss" => OBJECTIVES.iter().map(|o| (o.name, o.about)).collect(),
        "relative" => vec![
            (
                "yes",
                "by how much an item is more real than the other side",
            ),
            ("no", "the scores themselves"),
        ],
        "lessons" => Lessons::WORDS.to_vec(),
        "source" => Source::WORDS.to_vec(),
        "distance" => DISTANCES.iter().map(|d| (d.name, d.about)).collect(),
        "optimizer" => {
            let presets = PRESETS.iter().map(|p| (p.name, p.about));
            RULES
                .iter()
                .map(|r| (r.name, r.about))
                .chain(presets)
                .collect()
        }
        _ => Vec::new(),
    }
}

fn number<T: Copy + std::str::FromStr + PartialOrd + std::fmt::Display>(
    name: &str,
    value: &str,
    low: T,
    high: T,
) -> Result<T> {
    value
        .parse::<T>()
        .ok()
        .filter(|v| *v >= low && *v <= high)
        .ok_or_else(|| {
            Error::new(format!(
                "{name} takes a number from {low} to {high}, not '{value}'"
            ))
        })
}

impl Settings {
    /// The value of `name` as text.
    ///
    /// # Errors
    /// A sentence with the names there are.
    pub fn get(&self, name: &str) -> Result<String> {
        Ok(match name {
            "batch" => self.batch.to_string(),
            "optimizer" => self.optimizer.clone(),
            "rate" => self.rate.to_string(),
            "rate_d" => self.rate_d.to_string(),
            "beta1" => self.beta1.to_string(),
            "beta2" => self.beta2.to_string(),
            "clipnorm" => self.clipnorm.to_string(),
            "clipvalue" => self.clipvalue.to_string(),
            "d_steps" => self.d_steps.to_string(),
            "g_steps" => self.g_steps.to_string(),
            "lessons" => self.lessons.word().to_owned(),
            "relative" => if self.relative { "yes" } else { "no" }.to_owned(),
            "smooth" => self.smooth.to_string(),
            "smooth_fake" => self.smooth_fake.to_string(),
            "r1" => self.r1.to_string(),
            "r1_every" => self.r1_every.to_string(),
            "gp" => self.gp.to_string(),
            "instance_noise" => self.instance_noise.to_string(),
            "clip_weights" => self.clip_weights.to_string(),
            "ema" => self.ema.to_string(),
            "plan" => self.plan.to_string(),
            "loss" => self.loss.clone(),
            "distance" => self.distance.clone(),
            "sigma" => self.sigma.to_string(),
            "source" => self.source.word().to_owned(),
            "strength" => self.strength.to_string(),
            _ => {
                let names = SETTINGS.iter().map(|(name, _)| *name);
                return Err(Error::unknown("setting", name, names));
            }
        })
    }

    /// Refuses settings that make no sense together.
    ///
    /// # Errors
    /// A sentence with what goes together.
    pub(super) fn fit_together(&self) -> Result<()> {
        let objective = losses::objective(&self.loss)?;
        if objective.critic && (self.smooth < 1.0 || self.smooth_fake > 0.0) {
            return Err(Error::new(format!(
                "the scores of loss={} know no bound, so that smoothed targets would let D's loss fall for ever; smooth 1 and smooth_fake 0 go with it",
                self.loss
            )));
        }
        if self.relative && self.lessons == Lessons::Apart {
            return Err(super::relative::alone());
        }
        if self.relative && objective.relative.is_none() {
            let known = losses::OBJECTIVES.iter().filter(|o| o.relative.is_some());
            let known: Vec<_> = known.map(|o| o.name).collect();
            return Err(Error::new(format!(
                "relative scores are known for the losses {}, not for '{}'",
                known.join(", "),
                self.loss
            )));
        }
        Ok(())
    }

    /// Sets `name`; nothing changes where the value is refused.
    ///
    /// # Errors
    /// A sentence with what is allowed.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        match name {
            "batch" => self.batch = number(name, value, 1, 4096)?,
            "optimizer" => self.optimise_by(value)?,
            "rate" => self.rate = number(name, value, 0.0, 1.0)?,
            "rate_d" => self.rate_d = number(name, value, 0.0, 1.0)?,
            "beta1" => self.beta1 = number(name, value, 0.0, 0.999)?,
            "beta2" => self.beta2 = number(name, value, 0.0, 0.9999)?,
            "clipnorm" => self.clipnorm = number(name, value, 0.0, 1e6)?,
            "clipvalue" => self.clipvalue = number(name, value, 0.0, 1e6)?,
            "d_steps" => self.d_steps = number(name, value, 0, 100)?,
            "g_steps" => self.g_steps = number(name, value, 0, 100)?,
            "lessons" => self.lessons = Lessons::of(value)?,
            "relative" => {
                self.relative = match value {
                    "yes" => true,
                    "no" => false,
                    _ => return Err(Error::new(format!("relative is yes or no, not '{value}'"))),
                };
            }
            "smooth" => self.smooth = number(name, value, 0.5, 1.0)?,
            "smooth_fake" => self.smooth_fake = number(name, value, 0.0, 0.5)?,
            "r1" => self.r1 = number(name, value, 0.0, 1000.0)?,
            "r1_every" => self.r1_every = number(name, value, 1, 1000)?,
            "gp" => self.gp = number(name, value, 0.0, 1000.0)?,
            "instance_noise" => self.instance_noise = number(name, value, 0.0, 10.0)?,
            "clip_weights" => self.clip_weights = number(name, value, 0.0, 10.0)?,
            "ema" => self.ema = number(name, value, 0.0, 0.9999)?,
            "plan" => self.plan = number(name, value, 0, 1_000_000_000)?,
            "loss" => losses::objective(value).map(|o| self.loss = o.name.to_owned())?,
            "distance" => losses::distance(value).map(|d| self.distance = d.name.to_owned())?,
            "sigma" => self.sigma = number(name, value, 0.001, 10.0)?,
            "source" => self.source = Source::of(value)?,
            "strength" => self.strength = number(name, value, 0.0, 1.0)?,
            _ => self.get(name).map(drop)?,
        }
        Ok(())
    }

    /// Takes an optimiser, or all settings of a preset.
    fn optimise_by(&mut self, name: &str) -> Result<()> {
        match PRESETS.iter().find(|preset| preset.name == name) {
            Some(preset) => preset
                .settings
                .iter()
                .try_for_each(|(name, value)| self.set(name, value)),
            None => rule(name).map(|rule| self.optimizer = rule.name.to_owned()),
        }
    }

    /// Whether the distance of `rec_x` is a likelihood.
    #[must_use]
    pub fn in_nats(&self) -> bool {
        losses::distance(&self.distance).is_ok_and(|d| d.nats.is_some())
    }

    /// What the rates are multiplied by at `step`: a line from 1 down to a twentieth.
    #[must_use]
    pub fn decay(&self, step: u64) -> f32 {
        if self.plan == 0 {
            1.0
        } else {
            (1.0 - step as f32 / self.plan as f32).max(0.05)
        }
    }
}
