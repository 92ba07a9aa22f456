//! Walking one batch phase by phase: what each phase produced.

use super::batch::{Phase, Round};
use super::trainer::{Side, Trainer};
use crate::error::Result;
use crate::event::{Gallery, PhaseReport};
use crate::layers::{Ops, Var};
use crate::metrics::mean::mean_and_deviation;
use crate::nets::Role;

impl<D: Ops> Trainer<D> {
    /// Whether a phase of this batch or of the next one holds `wanted` in its name.
    #[must_use]
    pub fn has_phase(&self, wanted: &str) -> bool {
        let next = self.schedule(Side::Both);
        let now = self
            .round
            .as_ref()
            .map_or(&[][..], |r| &r.schedule[r.done..]);
        now.iter().chain(&next).any(|p| p.name().contains(wanted))
    }

    /// Walks one phase and reports on it; says whether the step is complete.
    ///
    /// # Errors
    /// See [`Trainer::step`].
    pub fn walk_one(&mut self, side: Side) -> Result<(PhaseReport, bool)> {
        let step = self.state.step + 1;
        let number = self.round.as_ref().map_or(0, |r| r.done) + 1;
        let before = self
            .round
            .as_ref()
            .map(|r| r.values.clone())
            .unwrap_or_default();
        let norms_before = self.norms_in_flight(number)?;
        let (phase, complete) = self.next(side)?;
        let mut facts = norms_before;
        let of = self.round.as_ref().map_or(number, |r| r.schedule.len());
        if let Some(round) = &self.round {
            for (name, value) in &round.values {
                if before.get(name) != Some(value) {
                    facts.push((name.clone(), *value));
                }
            }
        }
        let shown = self.round.as_ref().and_then(|round| match phase {
            Phase::Batch => round.x.clone().map(|v| ("data", v)),
            Phase::Generate => round
                .made
                .fake
                .clone()
                .or_else(|| round.made.recon.clone())
                .map(|v| ("generated", v)),
            _ => None,
        });
        if let (Phase::Noise, Some(z)) = (phase, self.round.as_ref().and_then(|r| r.z.as_ref())) {
            let (mean, deviation) = mean_and_deviation(z.values());
            facts.push(("mean".into(), mean as f32));
            facts.push(("deviation".into(), deviation as f32));
        }
        let report = PhaseReport {
            number,
            of,
            step,
            name: phase.name(),
            about: phase.about().to_owned(),
            facts,
            pictures: shown.map(|(kind, v)| self.few(kind, &v)),
        };
        Ok((report, complete))
    }

    /// Gradient norms of the networks that the coming phase will move.
    fn norms_in_flight(&mut self, number: usize) -> Result<Vec<(String, f32)>> {
        let Some(mut round) = self.round.take() else {
            return Ok(Vec::new());
        };
        let norms = self.norms_of(number, &mut round);
        self.round = Some(round);
        norms
    }

    fn norms_of(&mut self, number: usize, round: &mut Round<D>) -> Result<Vec<(String, f32)>> {
        let mut norms = Vec::new();
        match round.schedule.get(number - 1) {
            Some(Phase::Update(role)) => {
                if let Some(gradients) = round.lesson.as_mut().and_then(|l| l.gradients.as_mut()) {
                    norms.push((
                        format!("gradient norm {role}"),
                        self.member(*role)?.gradient_norm(gradients)?,
                    ));
                }
            }
            Some(Phase::UpdateMakers) => {
                if let Some(gradients) = &mut round.gradients {
                    for role in [Role::Encoder, Role::Generator] {
                        if self.has(role) {
                            let norm = self.member(role)?.gradient_norm(gradients)?;
                            norms.push((format!("gradient norm {role}"), norm));
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(norms)
    }

    fn few(&self, kind: &str, v: &Var<D>) -> Gallery {
        let len = self.data.item.len();
        let values = v.values();
        let first = &values[..(5 * len).min(values.len())];
        Gallery {
            kind: kind.into(),
            title: kind.into(),
            step: self.state.step,
            columns: 5,
            pictures: self.pictures(first),
            captions: Vec::new(),
        }
    }
}
