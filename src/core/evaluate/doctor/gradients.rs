//! Gradients that say next to nothing to G.

use super::evidence::{Evidence, Opponent, YOUNG};
use super::finding::{Finding, Remedy};

/// Norm of the gradient into G below which it hardly moves; of a GAN that learns it is above 0.01.
const FAINT: f32 = 2e-3;

/// Dx sends next to nothing into G.
pub(super) fn vanishing(of: &Evidence) -> Option<Finding> {
    let (into_g, into_d) = of.norms?;
    let (term, opponent) = match of.opponent {
        Opponent::Dx => ("adv_x", "Dx"),
        Opponent::Dxz => ("adv_xz_g", "Dxz"),
    };
    if of.step < YOUNG || into_g >= FAINT {
        return None;
    }
    let (lr_d, clip) = (of.lr_d(), of.usual.clip_weights());
    let command = if of.settings.clip_weights() > 0.0 && of.settings.clip_weights() < clip {
        format!("set clip_weights {clip}")
    } else if of.settings.label_smoothing() > 0.95 && !of.critic {
        "set label_smoothing 0.9".to_owned()
    } else if lr_d.is_low() || lr_d.is_high() {
        lr_d.set(lr_d.usual)
    } else {
        lr_d.set(lr_d.now / 4.0)
    };
    let why = if of.settings.loss().name == "minimax" {
        "; the loss minimax saturates where Dx wins, ns does not (Goodfellow et al. 2014, section 3)"
    } else {
        ""
    };
    Some(Finding {
        what: "gradients vanish",
        evidence: format!(
            "{term} sends {into_g:.1e} into G, and D's update on generated items {into_d:.1e} into {opponent}{why}"
        ),
        remedy: Remedy::new(command, 200, format!("expect g_norm > {FAINT}")),
        began: Some(format!("mean20(g_norm) < {FAINT}")),
    })
}
