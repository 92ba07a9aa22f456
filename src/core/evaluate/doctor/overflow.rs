//! Numbers that grow out of range.

use super::{Evidence, Finding, Remedy};

/// The last step was taken back because something was no finite number.
pub(super) fn no_number(of: &Evidence) -> Option<Finding> {
    let failure = of.failure.as_ref()?;
    let what = failure.split(';').next().unwrap_or(failure);
    let (lr, lr_d) = (of.lr(), of.lr_d());
    let command = if lr.is_high() || lr_d.is_high() {
        // Its weights are far out already.
        of.anew()
    } else if of.settings.clipnorm() == 0.0 {
        "set clipnorm 1".to_owned()
    } else {
        format!("{}; {}", lr.set(lr.now / 4.0), lr_d.set(lr_d.now / 4.0))
    };
    let mut remedy = Remedy::new(command, 100, "");
    let from = if remedy.builds() { 0 } else { of.step };
    remedy.check = format!("expect step == {}", from + 100);
    Some(Finding {
        what: "numbers overflow",
        evidence: format!("the last step failed: {what}"),
        remedy,
        began: None,
    })
}

/// A loss above this is one that runs away; those of a game that goes on stay below a hundred.
const HUGE: f32 = 1e4;

/// Losses grow without end: the next thing to come is a number that is none.
pub(super) fn explosion(of: &Evidence) -> Option<Finding> {
    let losses = ["d_loss", "dz_loss", "g_loss", "rec_x", "r1", "r2"];
    let (name, value) = losses
        .into_iter()
        .filter_map(|name| Some((name, of.mean(name)?)))
        .find(|(_, value)| value.abs() > HUGE)?;
    Some(Finding {
        what: "the losses explode",
        evidence: format!(
            "{name} is {value:.1e}; learning rates of {} and {} may be too high",
            of.settings.lr(),
            of.settings.lr_d()
        ),
        remedy: Remedy::new(of.anew(), 100, format!("expect {name} < {HUGE}")),
        began: Some(format!("mean20({name}) > {HUGE}")),
    })
}
