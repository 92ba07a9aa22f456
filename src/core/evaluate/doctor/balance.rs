//! A game in which one side is far ahead, or in which both turn in circles.

use super::evidence::{Evidence, Opponent, YOUNG};
use super::finding::{Finding, Remedy};
use crate::metrics::mean::mean;

/// Share of the items that a discriminator classifies correctly above which it is too strong.
const SURE: f32 = 0.97;
/// How much more real it then finds real items, as probabilities; penalties on its slope keep them from 1.
const APART: f32 = 0.7;

/// Dx tells real from generated without fail: G learns from small differences only.
pub(super) fn too_strong(of: &Evidence) -> Option<Finding> {
    let (accuracy, real, fake) = (of.mean("d_acc")?, of.mean("d_real")?, of.mean("d_fake")?);
    if of.step < YOUNG || of.critic || accuracy < SURE || real - fake < APART {
        return None;
    }
    let (lr, lr_d) = (of.lr(), of.lr_d());
    let command = if lr.is_low() {
        lr.set(lr.usual)
    } else if lr.is_high() || lr_d.is_high() && of.settings.beta1() > of.usual.beta1() {
        // A G that made large steps against such a Dx is saturated, and does not come back; momentum makes steps large.
        of.anew()
    } else if lr_d.is_high() {
        lr_d.set(lr_d.usual)
    } else {
        lr_d.set(lr_d.now / 4.0)
    };
    Some(Finding {
        what: match of.opponent {
            Opponent::Dx => "Dx is too strong",
            Opponent::Dxz => "Dxz is too strong",
        },
        evidence: format!(
            "it classifies {:.1} % of the items correctly and gives real ones {real:.3}, samples {fake:.3}",
            accuracy * 100.0
        ),
        remedy: Remedy::new(command, 200, format!("expect d_acc < {SURE}")),
        began: Some(format!("mean20(d_acc) > {SURE}")),
    })
}

/// Dx cannot tell, though samples are far from real: it has nothing to teach.
pub(super) fn too_weak(of: &Evidence) -> Option<Finding> {
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
    let (lr, lr_d) = (of.lr(), of.lr_d());
    let command = if lr_d.is_low() || lr_d.is_high() {
        lr_d.set(lr_d.usual)
    } else if lr.is_high() {
        lr.set(lr.usual)
    } else {
        format!("set d_steps {}", of.settings.d_steps().max(1) * 2)
    };
    Some(Finding {
        what: match of.opponent {
            Opponent::Dx => "Dx is too weak",
            Opponent::Dxz => "Dxz is too weak",
        },
        evidence: format!(
            "it classifies {:.0} % of the items correctly and gives real ones {real:.2}, samples {fake:.2}, while {far}",
            accuracy * 100.0
        ),
        remedy: Remedy::new(command, 300, of.nearer()),
        began: Some("mean20(d_acc) < 0.6".to_owned()),
    })
}

/// Swings that count, of what Dx believes of samples: a probability.
const SWING: f32 = 0.25;

/// What Dx believes of samples goes up and down, again and again.
pub(super) fn oscillating(of: &Evidence) -> Option<Finding> {
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
    let (lr, lr_d) = (of.lr(), of.lr_d());
    let far = [lr, lr_d].into_iter().filter(|rate| rate.is_high());
    let command = far.map(|rate| rate.set(rate.usual)).collect::<Vec<_>>();
    let command = if !command.is_empty() {
        command.join("; ")
    } else if of.settings.beta1() > of.usual.beta1() {
        format!("set beta1 {}", of.usual.beta1())
    } else {
        format!("{}; {}", lr.set(lr.now / 4.0), lr_d.set(lr_d.now / 4.0))
    };
    Some(Finding {
        what: "the game oscillates",
        evidence: format!(
            "d_fake changed direction {turns} times between {low:.2} and {high:.2} in the second half of the run"
        ),
        // After as many steps again, all that is looked at comes after the change.
        remedy: Remedy::new(command, of.step, "doctor"),
        began: None,
    })
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

#[cfg(test)]
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
}
