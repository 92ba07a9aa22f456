//! What a step shows of itself: its losses, terms and scores, which are noted when they come back from the device.

use crate::error::{Error, Result};
use crate::event::Series;
use crate::lab::terms::{Term, adv_x, adv_xz_g, adv_xz_rec};
use crate::layers::{Later, Ops, Scalar, Var};
use crate::nets::Role;

/// The terms of a joint loss, each with its weight and its value.
pub(in crate::lab) type Terms<D> = Vec<(Term, f32, Scalar<D>)>;

/// Numbers of a step on their way.
pub(in crate::lab) type Scalars<D> = Later<D, Series>;

impl<D: Ops> Scalars<D> {
    /// Notes a discriminator's loss, which it learns from these terms; it may go on with that of an earlier update.
    pub(super) fn note_d_loss(
        &mut self,
        d: Role,
        from: &[Term],
        losses: &[(f32, Scalar<D>)],
        goes_on: bool,
        step: u64,
    ) {
        let what = format!("the loss of {d} (from {})", names(from));
        let weights: Vec<f32> = losses.iter().map(|(weight, _)| *weight).collect();
        let scalars = losses.iter().map(|(_, loss)| loss.clone());
        self.note(scalars, move |losses, values| {
            let weighted = weights.iter().zip(losses).map(|(w, loss)| w * loss);
            let mut loss: f32 = weighted.sum();
            finite(&what, loss, step)?;
            let name = series(d, "loss");
            if goes_on {
                loss += values.get(&name).copied().unwrap_or(0.0);
            }
            values.insert(name, loss);
            Ok(())
        });
    }

    /// Notes the mean probability and the share of right answers at one half, over all that is real or all that
    /// was generated: each term's scores as much as it has of the loss.
    pub(super) fn note_scores(
        &mut self,
        d: Role,
        real: bool,
        scores: &[(f32, Var<D>)],
    ) -> Result<()> {
        let mut opinions = Vec::new();
        let mut parts = Vec::new();
        for (share, logits) in scores {
            opinions.extend(D::opinion(logits)?);
            parts.push((*share, logits.batch().max(1) as f32));
        }
        self.note(opinions, move |opinions, values| {
            let of_all: f32 = parts.iter().map(|(share, _)| share).sum();
            let (mut mean, mut right) = (0.0, 0.0);
            for ((share, n), opinion) in parts.iter().zip(opinions.chunks_exact(2)) {
                let above = opinion[1] / n;
                mean += share / of_all * opinion[0];
                right += share / of_all * if real { above } else { 1.0 - above };
            }
            values.insert(series(d, if real { "real" } else { "fake" }), mean);
            let accuracy = series(d, "acc");
            let of_real = values.get(&accuracy).copied().filter(|_| !real);
            let both = of_real.map_or(right, |real| f32::midpoint(real, right));
            values.insert(accuracy, both);
            Ok(())
        });
        Ok(())
    }

    /// Notes the terms of the joint loss, their weighted sum, and the generator's own part.
    pub(super) fn note_terms(&mut self, terms: &Terms<D>, step: u64) {
        let scalars = terms.iter().map(|(.., value)| value.clone());
        let weights: Vec<_> = terms
            .iter()
            .map(|(term, weight, _)| (*term, *weight))
            .collect();
        self.note(scalars, move |found, values| {
            let mut total = 0.0;
            for ((term, weight), &value) in weights.into_iter().zip(found) {
                let networks: Vec<_> = term.moves.iter().map(ToString::to_string).collect();
                let what = format!("the term {} of {}", term.name, networks.join(" and "));
                finite(&what, value, step)?;
                values.insert(term.name.to_owned(), value);
                total += weight * value;
            }
            finite("the weighted sum of the terms", total, step)?;
            values.insert("loss".to_owned(), total);
            let mut own = [adv_x::TERM, adv_xz_g::TERM, adv_xz_rec::TERM].into_iter();
            let own = own.find_map(|term| values.get(term.name).copied());
            if let Some(value) = own {
                values.insert("g_loss".to_owned(), value);
            }
            Ok(())
        });
    }

    /// Notes the norm of a network's gradient, which comes from these terms: that of the last update of a step.
    pub(super) fn note_norm(&mut self, role: Role, from: &[Term], norm: Scalar<D>, step: u64) {
        let what = format!("the gradient of {role} (from {})", names(from));
        let name = match role {
            Role::Encoder => "e_norm".to_owned(),
            Role::Generator => "g_norm".to_owned(),
            d => series(d, "norm"),
        };
        self.note([norm], move |norm, values| {
            values.insert(name, norm[0]);
            finite(&what, norm[0], step)
        });
    }
}

/// `d_loss` for `Dx` and `Dxz`, `dz_loss` for `Dz`.
pub(super) fn series(d: Role, name: &str) -> String {
    let codes = d == Role::CodeDiscriminator;
    format!("{}_{name}", if codes { "dz" } else { "d" })
}

fn names(terms: &[Term]) -> String {
    let names: Vec<_> = terms.iter().map(|term| term.name).collect();
    names.join(", ")
}

/// Refuses to go on with what is no number.
pub(super) fn finite(what: &str, value: f32, step: u64) -> Result<()> {
    if value.is_finite() {
        return Ok(());
    }
    Err(Error::new(format!(
        "{what} became {value} in step {step}; the step was taken back. Lower the learning rates ('set lr 0.0002') or clip the gradients ('set clipnorm 1'), build again, or load an earlier save"
    )))
}
