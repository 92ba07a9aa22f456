//! Diagnoses: from what a run shows to what is wrong with it, with the evidence and a command to try.

use std::fmt::Write as _;

use crate::event::{Curve, Measure, Series};
use crate::lab::config::settings::Settings;
use crate::metrics::mean::mean;

/// What is known of a run.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    pub recipe: String,
    /// Steps taken.
    pub step: u64,
    /// What ended the last step, if it failed.
    pub failure: Option<String>,
    pub settings: Settings,
    /// Whether G is to fool Dx.
    pub game: bool,
    pub opponent: Opponent,
    /// Whether Dx is a critic: how strong it is has no measure of its own.
    pub critic: bool,
    /// Whether Dx takes a gradient penalty.
    pub penalty: bool,
    /// Means over the last [`WINDOW`](crate::lab::history::WINDOW) steps: what is wrong now, not what was once.
    pub means: Series,
    /// All series over the whole run.
    pub curves: Vec<Curve>,
    /// Gradient norm of the adversarial loss in G, and of the loss on generated items in the discriminator.
    pub norms: Option<(f32, f32)>,
    /// Variance of the samples over that of held-out items, all numbers of an item together.
    pub variety: Option<f32>,
    /// What `eval` finds.
    pub measures: Vec<Measure>,
}

/// The discriminator that G is to fool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Opponent {
    #[default]
    Dx,
    /// Of items with their codes.
    Dxz,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `Dx is too strong`.
    pub what: &'static str,
    /// The numbers that say so.
    pub evidence: String,
    /// A command line that may help.
    pub command: String,
    /// A condition on the series that holds since it began, where one says so.
    pub began: Option<String>,
}

impl Finding {
    fn since(mut self, condition: String) -> Self {
        self.began = Some(condition);
        self
    }
}

/// Steps before which a run is too young for most complaints.
const YOUNG: u64 = 50;

/// What is wrong, the most urgent alone: what else seems wrong often follows from it.
#[must_use]
pub fn diagnose(of: &Evidence) -> Option<Finding> {
    // Causes before what they cause.
    let all = [
        no_number,
        explosion,
        young,
        too_strong,
        oscillating,
        vanishing,
        collapse,
        missing,
        too_weak,
        memorising,
    ];
    all.iter().find_map(|look| look(of))
}

impl Evidence {
    fn measured(&self, name: &str) -> Option<f32> {
        let found = self.measures.iter().find(|m| m.name == name);
        found.map(|m| m.value)
    }

    /// Classes that samples cover, and how many there are.
    fn classes(&self) -> Option<(f32, f32)> {
        let found = self.measures.iter().find(|m| m.name == "classes")?;
        Some((found.value, found.about.rsplit(' ').next()?.parse().ok()?))
    }

    fn mean(&self, name: &str) -> Option<f32> {
        self.means.get(name).copied()
    }
}

fn finding(what: &'static str, evidence: String, command: impl Into<String>) -> Finding {
    Finding {
        what,
        evidence,
        command: command.into(),
        began: None,
    }
}

/// The last step was taken back because something was no finite number.
fn no_number(of: &Evidence) -> Option<Finding> {
    let failure = of.failure.as_ref()?;
    let what = failure.split(';').next().unwrap_or(failure);
    let command = if of.settings.clipnorm() == 0.0 {
        "set clipnorm 1".to_owned()
    } else {
        format!(
            "set lr {}; set lr_d {}",
            of.settings.lr() / 4.0,
            of.settings.lr_d() / 4.0
        )
    };
    Some(finding(
        "numbers overflow",
        format!("the last step failed: {what}"),
        command,
    ))
}

/// Hardly anything has been learned, so that hardly anything can be said.
fn young(of: &Evidence) -> Option<Finding> {
    (of.step < YOUNG).then(|| {
        let evidence = format!(
            "step {}; most problems only show from step {YOUNG} on",
            of.step
        );
        finding("the run is young", evidence, "step 200")
    })
}

/// A loss above this is one that runs away; those of a game that goes on stay below a hundred.
const HUGE: f32 = 1e4;

/// Losses grow without end: the next thing to come is a number that is none.
fn explosion(of: &Evidence) -> Option<Finding> {
    let losses = ["d_loss", "dz_loss", "g_loss", "rec_x", "r1", "r2"];
    let (name, value) = losses
        .into_iter()
        .filter_map(|name| Some((name, of.mean(name)?)))
        .find(|(_, value)| value.abs() > HUGE)?;
    Some(finding(
        "the losses explode",
        format!(
            "{name} is {value:.1e}; learning rates of {} and {} may be too high: build again with lower ones",
            of.settings.lr(),
            of.settings.lr_d()
        ),
        format!(
            "build {} lr={} lr_d={}",
            of.recipe,
            of.settings.lr() / 10.0,
            of.settings.lr_d() / 10.0
        ),
    )
    .since(format!("mean20({name}) > {HUGE}")))
}

/// Samples are all alike.
fn collapse(of: &Evidence) -> Option<Finding> {
    let variety = of.variety.filter(|v| *v < 0.2 && of.step >= YOUNG)?;
    let mut evidence = format!(
        "the samples vary {:.0} % as much as real items",
        variety * 100.0
    );
    // Writing to a string does not fail.
    if let Some((classes, known)) = of.classes() {
        let _ = write!(evidence, ", {classes:.0} of {known:.0} classes");
    }
    if let Some(recall) = of.measured("recall") {
        let _ = write!(evidence, ", recall {recall:.2}");
    }
    let command = if of.settings.r1() == 0.0 && of.penalty {
        "set r1 1".to_owned()
    } else {
        format!("set lr {}", of.settings.lr() / 4.0)
    };
    Some(finding(
        "collapse: samples are all alike",
        evidence,
        command,
    ))
}

/// Whole classes or modes are never made, though samples vary.
fn missing(of: &Evidence) -> Option<Finding> {
    if of.step < YOUNG || of.variety.is_some_and(|v| v < 0.2) {
        return None;
    }
    let command = if of.settings.r1() == 0.0 && of.penalty {
        "set r1 1"
    } else {
        "set d_steps 2"
    };
    let what = "collapse: classes or modes are missing";
    let classes = of
        .classes()
        .filter(|(classes, known)| *classes < known - 0.5);
    // Of what is no digit yet, no digits are missing: a classifier finds the same in all of it.
    let clear = of.measured("score").is_some_and(|score| score > 2.0)
        || of.measured("fld") < of.measured("fld_pca");
    if let Some((classes, known)) = classes.filter(|_| clear) {
        let evidence =
            format!("{classes:.0} of {known:.0} classes have a tenth of their share or more");
        return Some(finding(what, evidence, command));
    }
    // Where hardly a sample is good, modes are not missing: nothing is there yet.
    let modes = of.measures.iter().find(|m| m.name == "modes")?;
    if of.measured("good")? < 0.3 {
        return None;
    }
    let there: f32 = modes.about.rsplit(' ').next()?.parse().ok()?;
    if modes.value < there {
        let evidence = format!("{:.0} of {there:.0} modes have a good sample", modes.value);
        return Some(finding(what, evidence, command));
    }
    None
}

/// Dx tells real from made without fail: G learns from small differences only.
fn too_strong(of: &Evidence) -> Option<Finding> {
    let (accuracy, real, fake) = (of.mean("d_acc")?, of.mean("d_real")?, of.mean("d_fake")?);
    if of.step < YOUNG || of.critic || accuracy < 0.97 || real - fake < 0.8 {
        return None;
    }
    Some(finding(
        match of.opponent {
            Opponent::Dx => "Dx is too strong",
            Opponent::Dxz => "Dxz is too strong",
        },
        format!(
            "it classifies {:.1} % of the items correctly and gives real ones {real:.3}, samples {fake:.3}",
            accuracy * 100.0
        ),
        format!("set lr_d {}", of.settings.lr_d() / 4.0),
    )
    .since("mean20(d_acc) > 0.97".to_owned()))
}

/// Norm of the gradient into G below which it hardly moves; of a GAN that learns it is above 0.01.
const FAINT: f32 = 2e-3;

/// Dx sends next to nothing into G.
fn vanishing(of: &Evidence) -> Option<Finding> {
    let (into_g, into_d) = of.norms?;
    let (term, opponent) = match of.opponent {
        Opponent::Dx => ("adv_x", "Dx"),
        Opponent::Dxz => ("adv_xz_g", "Dxz"),
    };
    if of.step < YOUNG || into_g >= FAINT {
        return None;
    }
    let command = if of.settings.loss().name == "minimax" {
        "set loss ns".to_owned()
    } else if of.settings.label_smoothing() > 0.95 && !of.critic {
        "set label_smoothing 0.9".to_owned()
    } else {
        format!("set lr_d {}", of.settings.lr_d() / 4.0)
    };
    Some(
        finding(
            "gradients vanish",
            format!("{term} sends {into_g:.1e} into G, and D's update on generated items {into_d:.1e} into {opponent}"),
            command,
        )
        .since(format!("mean20(g_norm) < {FAINT}")),
    )
}

/// Dx cannot tell, though samples are far from real: it has nothing to teach.
fn too_weak(of: &Evidence) -> Option<Finding> {
    let (accuracy, real, fake) = (of.mean("d_acc")?, of.mean("d_real")?, of.mean("d_fake")?);
    let far = match (
        of.measured("fld"),
        of.measured("fld_pca"),
        of.measured("js"),
    ) {
        (Some(fld), Some(pca), _) if fld > pca => {
            format!("fld {fld:.1} is above the {pca:.1} of principal components")
        }
        (_, _, Some(js)) if js > 0.5 => format!("js is {js:.2}"),
        _ => return None,
    };
    if of.step < YOUNG || accuracy > 0.6 && real - fake > 0.1 {
        return None;
    }
    let command = if of.settings.lr_d() < of.settings.lr() / 2.0 {
        format!("set lr_d {}", of.settings.lr())
    } else {
        format!("set d_steps {}", of.settings.d_steps().max(1) * 2)
    };
    Some(finding(
        match of.opponent {
            Opponent::Dx => "Dx is too weak",
            Opponent::Dxz => "Dxz is too weak",
        },
        format!(
            "it classifies {:.0} % of the items correctly and gives real ones {real:.2}, samples {fake:.2}, while {far}",
            accuracy * 100.0
        ),
        command,
    )
    .since("mean20(d_acc) < 0.6".to_owned()))
}

/// Swings that count, of what Dx believes of samples: a probability.
const SWING: f32 = 0.25;

/// What Dx believes of samples goes up and down, again and again.
fn oscillating(of: &Evidence) -> Option<Finding> {
    let plays = of.game && !of.critic;
    let curve = of.curves.iter().find(|c| c.name == "d_fake" && plays)?;
    // The second half of the run, in at most 40 means: what remains is no noise of single batches.
    let half = &curve.points[curve.points.len() / 2..];
    let values: Vec<f32> = half
        .chunks(half.len().div_ceil(40).max(1))
        .map(|part| mean(part.iter().map(|p| p.1)) as f32)
        .collect();
    if of.step < 2 * YOUNG || values.len() < 10 {
        return None;
    }
    let turns = turns(&values, SWING);
    if turns < 4 {
        return None;
    }
    let (low, high) = values.iter().fold((f32::MAX, f32::MIN), |(low, high), v| {
        (low.min(*v), high.max(*v))
    });
    let command = if of.settings.beta1() > 0.0 {
        "set beta1 0".to_owned()
    } else {
        format!(
            "set lr {}; set lr_d {}",
            of.settings.lr() / 2.0,
            of.settings.lr_d() / 2.0
        )
    };
    Some(finding(
        "the game oscillates",
        format!(
            "d_fake changed direction {turns} times between {low:.2} and {high:.2} in the second half of the run"
        ),
        command,
    ))
}

/// How often a curve turns round after it has moved by `least` one way.
fn turns(values: &[f32], least: f32) -> usize {
    let Some(&first) = values.first() else {
        return 0;
    };
    let (mut low, mut high, mut up, mut count) = (first, first, None, 0);
    for &value in values {
        (low, high) = (low.min(value), high.max(value));
        let way = match up {
            Some(true) | None if value < high - least => false,
            Some(false) | None if value > low + least => true,
            _ => continue,
        };
        count += usize::from(up.is_some());
        (up, low, high) = (Some(way), value, value);
    }
    count
}

/// Samples are copies of training items.
fn memorising(of: &Evidence) -> Option<Finding> {
    let (nearer, ratio) = (of.measured("nearer")?, of.measured("memory")?);
    // Samples that are all alike may lie near to a training item by chance.
    if nearer < 0.9 || ratio > 0.6 || of.variety.is_some_and(|v| v < 0.5) {
        return None;
    }
    // Noise fades over the plan: where that is over, another one begins.
    let over = of.settings.lr_decay_steps() > 0 && of.step >= of.settings.lr_decay_steps();
    let command = if of.settings.instance_noise() > 0.0 && !over {
        "nearest 6".to_owned()
    } else if over {
        format!("set lr_decay_steps {}; set instance_noise 0.2", 2 * of.step)
    } else {
        "set instance_noise 0.2".to_owned()
    };
    Some(finding(
        "samples are memories",
        format!(
            "{:.0} % of them are nearer to a training item than a held-out item is, at {:.0} % of its distance; 'nearest 6' shows them. More data or a weaker Dx helps",
            nearer * 100.0,
            ratio * 100.0
        ),
        command,
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_counted_where_they_are_wide_enough() {
        let wave: Vec<f32> = (0..100).map(|i| (i as f32 * 0.3).sin()).collect();
        assert!(
            (7..=10).contains(&turns(&wave, 1.0)),
            "{}",
            turns(&wave, 1.0)
        );
        assert_eq!(turns(&wave, 2.5), 0);
        let falling: Vec<f32> = (0..100).map(|i| 5.0 - i as f32 * 0.04).collect();
        assert_eq!(turns(&falling, 0.5), 0);
        assert_eq!(turns(&[], 1.0), 0);
    }

    #[test]
    fn a_run_that_has_shown_nothing_is_young_and_no_more() {
        let found = diagnose(&Evidence::default());
        assert_eq!(found.unwrap().what, "the run is young");
        let later = Evidence {
            step: 100,
            ..Evidence::default()
        };
        assert_eq!(diagnose(&later), None);
    }

    #[test]
    fn gradients_that_vanish_and_a_weak_discriminator_are_named_where_nothing_is_worse() {
        let mut settings = Settings::default();
        let you = crate::lab::config::origin::Origin::You;
        settings.set("loss", "minimax", you).unwrap();
        let faint = Evidence {
            step: 100,
            norms: Some((1e-4, 1.0)),
            settings,
            ..Evidence::default()
        };
        let found = diagnose(&faint).unwrap();
        assert_eq!(
            (found.what, found.command.as_str()),
            ("gradients vanish", "set loss ns")
        );
        let mean = |name: &str, value| (name.to_owned(), value);
        let weak = Evidence {
            step: 100,
            means: Series::from([mean("d_acc", 0.5), mean("d_real", 0.5), mean("d_fake", 0.5)]),
            measures: vec![Measure {
                name: "js".into(),
                value: 0.9,
                spread: None,
                about: String::new(),
            }],
            ..Evidence::default()
        };
        let found = diagnose(&weak).unwrap();
        assert_eq!(found.what, "Dx is too weak");
        // A collapse is the first thing to mend.
        let collapsed = Evidence {
            variety: Some(0.01),
            ..weak
        };
        let found = diagnose(&collapsed).unwrap();
        assert_eq!(found.what, "collapse: samples are all alike");
    }

    #[test]
    fn a_game_that_swings_oscillates_and_that_comes_before_what_follows_from_it() {
        let wave = |step: u64| (step, 0.5 + 0.45 * (step as f32 * 0.05).sin());
        let swings = Evidence {
            step: 1000,
            game: true,
            variety: Some(0.01),
            curves: vec![Curve {
                name: "d_fake".into(),
                points: (1..=1000).map(wave).collect(),
            }],
            ..Evidence::default()
        };
        let found = diagnose(&swings).unwrap();
        assert_eq!(found.what, "the game oscillates");
        assert_eq!(found.command, "set beta1 0");
        let critic = Evidence {
            critic: true,
            ..swings
        };
        let found = diagnose(&critic).unwrap();
        assert_eq!(found.what, "collapse: samples are all alike");
    }
}
