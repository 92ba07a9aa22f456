//! Walking one batch phase by phase: what each phase produced.

use super::batch::{InFlight, Stage};
use super::phase::Phase;
use super::phase::Side;
use super::run::Run;
use super::step;
use super::trainer::Trainer;
use crate::error::Result;
use crate::event::{Gallery, PhaseReport};
use crate::lab::terms::Product;
use crate::layers::{Ops, Var};
use crate::metrics::mean::mean_and_deviation;
use crate::nets::Role;

impl<D: Ops> Trainer<D> {
    /// Whether a phase of this batch or of the next one holds `wanted` in its name.
    #[must_use]
    pub fn has_phase(&self, wanted: &str) -> bool {
        let next = step::schedule(&self.run, Side::Both);
        let in_flight = self.in_flight.iter();
        let now = in_flight.flat_map(|flight| &flight.schedule[flight.done..]);
        let encoder = self.run.has(Role::Encoder);
        now.chain(&next)
            .any(|phase| phase.name(encoder).contains(wanted))
    }

    /// Walks one phase and reports on it; says whether the step is complete.
    ///
    /// # Errors
    /// See [`Trainer::step`].
    pub fn walk_one(&mut self, side: Side) -> Result<(PhaseReport, bool)> {
        let step = self.run.state.step + 1;
        let flight = self.in_flight.as_ref();
        let number = flight.map_or(0, |flight| flight.done) + 1;
        let before = flight
            .map(|flight| flight.values.clone())
            .unwrap_or_default();
        let mut facts = self.norms_in_flight()?;
        let (phase, complete) = self.next(side)?;
        let flight = self.in_flight.as_ref();
        let of = flight.map_or(number, |flight| flight.schedule.len());
        let values = flight.iter().flat_map(|flight| &flight.values);
        let new = values.filter(|(name, value)| before.get(*name) != Some(value));
        facts.extend(new.map(|(name, value)| (name.clone(), *value)));
        let mut shown = None;
        match (phase, flight.map(|flight| &flight.stage)) {
            (Phase::Batch, Some(Stage::Drawn(batch))) => {
                shown = Some(("data", &batch.x, &batch.labels));
            }
            (Phase::Noise, Some(Stage::Drawn(batch))) => {
                if let Some(z) = &batch.noise {
                    let (mean, deviation) = mean_and_deviation(z.values());
                    facts.push(("mean".into(), mean as f32));
                    facts.push(("deviation".into(), deviation as f32));
                }
            }
            (Phase::Generate, Some(Stage::Made(made))) => {
                let items = made.known(Product::Fake).or(made.known(Product::Recon));
                shown = items.map(|items| ("generated", items, &made.batch.labels));
            }
            _ => {}
        }
        let pictures = match shown {
            Some((kind, items, labels)) => Some(self.run.few(kind, items, labels.as_deref())?),
            None => None,
        };
        let report = PhaseReport {
            number,
            of,
            step,
            name: phase.name(self.run.has(Role::Encoder)),
            about: phase.about(self.run.has(Role::Encoder)).to_owned(),
            facts,
            pictures,
        };
        Ok((report, complete))
    }

    /// Gradient norms of the networks that the coming phase will move.
    fn norms_in_flight(&mut self) -> Result<Vec<(String, f32)>> {
        let Some(mut flight) = self.in_flight.take() else {
            return Ok(Vec::new());
        };
        let norms = self.run.norms_of(&mut flight);
        self.in_flight = Some(flight);
        norms
    }
}

impl<D: Ops> Run<D> {
    fn norms_of(&mut self, flight: &mut InFlight<D>) -> Result<Vec<(String, f32)>> {
        let phase = flight.schedule.get(flight.done);
        let (roles, gradients) = match (phase, &mut flight.stage) {
            (Some(Phase::Update(d)), Stage::DGradients(_, gradients)) => (vec![*d], gradients),
            (Some(Phase::JointUpdate), Stage::JointGradients(_, gradients)) => {
                (vec![Role::Encoder, Role::Generator], gradients)
            }
            _ => return Ok(Vec::new()),
        };
        let mut norms = Vec::new();
        for role in roles {
            if self.has(role) {
                let norm = self.network(role)?.gradient_norm(gradients)?;
                norms.push((format!("gradient norm {role}"), norm));
            }
        }
        Ok(norms)
    }

    fn few(&mut self, kind: &str, items: &Var<D>, labels: Option<&[u8]>) -> Result<Gallery> {
        Ok(Gallery {
            kind: kind.into(),
            title: kind.into(),
            step: self.state.step,
            columns: 5,
            pictures: self.first_pictures(items, labels, 5)?,
            captions: Vec::new(),
        })
    }
}
