//! Samples that are all alike, that leave something out, or that are copies.

use std::fmt::Write as _;

use super::evidence::{Evidence, YOUNG, short};
use super::finding::{Finding, Remedy};

/// Share of the variance of real items below which samples are all alike.
const ALIKE: f32 = 0.2;

/// Steps before which a class that is not made may be one that comes later than others.
const ALL_COME: u64 = 5 * YOUNG;

/// Samples are all alike.
pub(super) fn collapse(of: &Evidence) -> Option<Finding> {
    let variety = of.variety.filter(|v| *v < ALIKE && of.step >= YOUNG)?;
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
    let (lr, lr_d) = (of.lr(), of.lr_d());
    let command = if of.settings.d_steps() == 0 {
        "set d_steps 1".to_owned()
    } else if lr_d.is_low() {
        lr_d.set(lr_d.usual)
    } else if lr.is_high() || lr_d.is_high() {
        of.anew()
    } else if of.settings.r1() == 0.0 && of.penalty {
        "set r1 1".to_owned()
    } else {
        lr.set(lr.now / 4.0)
    };
    Some(Finding {
        what: "collapse: samples are all alike",
        evidence,
        remedy: Remedy::new(command, 300, of.nearer()),
        began: None,
    })
}

/// Whole classes or modes are never made, though samples vary.
pub(super) fn missing(of: &Evidence) -> Option<Finding> {
    if of.step < YOUNG || of.variety.is_some_and(|v| v < ALIKE) {
        return None;
    }
    let (evidence, number) = classes(of).or_else(|| modes(of))?;
    let command = if of.settings.r1() == 0.0 && of.penalty {
        // On the plane distances are small and slopes are steep.
        format!("set r1 {}", if of.image.is_some() { 1.0 } else { 0.1 })
    } else if of.settings.r2() == 0.0 && of.penalty && of.image.is_some() {
        "set r2 1".to_owned()
    } else {
        "set d_steps 2".to_owned()
    };
    Some(Finding {
        what: "collapse: classes or modes are missing",
        evidence,
        remedy: Remedy::new(
            command,
            if of.image.is_some() { 300 } else { 1000 },
            format!("eval; expect {number}"),
        ),
        began: None,
    })
}

/// The classes that are there, and what should hold once more are.
fn classes(of: &Evidence) -> Option<(String, String)> {
    let (classes, known) = of.classes()?;
    // Of what is no digit yet, no digits are missing: a classifier finds the same in all of it.
    let clear = of.measured("score").is_some_and(|score| score > 2.0)
        || of.measured("fld") < of.measured("fld_pca");
    (of.step >= ALL_COME && clear && classes < known - 0.5).then(|| {
        (
            format!("{classes:.0} of {known:.0} classes have a tenth of their share or more"),
            format!("classes > {classes:.0}"),
        )
    })
}

fn modes(of: &Evidence) -> Option<(String, String)> {
    let modes = of.measures.iter().find(|m| m.name == "modes")?;
    // Where hardly a sample is good, modes are not missing: nothing is there yet.
    if of.measured("good")? < 0.3 {
        return None;
    }
    let there: f32 = modes.about.rsplit(' ').next()?.parse().ok()?;
    let modes = modes.value;
    (modes < there).then(|| {
        (
            format!("{modes:.0} of {there:.0} modes have a good sample"),
            format!("modes > {modes:.0}"),
        )
    })
}

/// Samples are copies of training items.
pub(super) fn memorising(of: &Evidence) -> Option<Finding> {
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
    Some(Finding {
        what: "samples are memories",
        evidence: format!(
            "{:.0} % of them are nearer to a training item than a held-out item is, at {:.0} % of its distance; 'nearest 6' shows them. More data or a weaker Dx helps",
            nearer * 100.0,
            ratio * 100.0
        ),
        remedy: Remedy::new(
            command,
            200,
            format!("eval; expect memory > {}", short(ratio)),
        ),
        began: None,
    })
}
