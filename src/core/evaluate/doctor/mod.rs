//! Diagnoses: from what a run shows to what is wrong with it, with the evidence, a command to try, and how to see that
//! it helped.
//!
//! A diagnosis is a function from [`Evidence`] to a [`Finding`]. Add one to the list in [`diagnose`], and a run that
//! shows it to `tests/lab/doctor.rs`: there the suggestion is carried out, and has to help.

mod balance;
mod evidence;
mod finding;
mod gradients;
mod overflow;
mod rates;
mod variety;

use evidence::YOUNG;
pub use evidence::{Evidence, Opponent};
pub use finding::{Finding, Remedy};

/// What is wrong, the most urgent alone: what else seems wrong often follows from it.
#[must_use]
pub fn diagnose(of: &Evidence) -> Option<Finding> {
    // Causes before what they cause.
    let all = [
        overflow::no_number,
        overflow::explosion,
        young,
        balance::too_strong,
        balance::oscillating,
        gradients::vanishing,
        variety::collapse,
        variety::missing,
        balance::too_weak,
        variety::memorising,
    ];
    all.iter().find_map(|look| look(of))
}

/// Hardly anything has been learned, so that hardly anything can be said.
fn young(of: &Evidence) -> Option<Finding> {
    (of.step < YOUNG).then(|| Finding {
        what: "the run is young",
        evidence: format!(
            "step {}; most problems only show from step {YOUNG} on",
            of.step
        ),
        remedy: Remedy::new("step 200", 0, "doctor"),
        began: None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
