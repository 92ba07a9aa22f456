//! One step of training: the discriminators are updated on real and generated items, then encoder and generator on
//! the terms of the ledger (Goodfellow et al. 2014, Algorithm 1; Larsen et al. 2016, Algorithm 1; Lazarou 2020).

use super::batch::{Batch, DLoss, InFlight, Made, Stage};
use super::penalty;
use super::phase::{Phase, Side};
use super::run::Run;
use super::scalars::{Scalars, Terms};
use super::score;
use super::term;
use super::trips;
use crate::error::{Error, Result};
use crate::lab::config::d_batches::DBatches;
use crate::lab::terms::{Product, TERMS, Term};
use crate::layers::{Grads, Ops};
use crate::nets::Role;
use crate::random;

/// The phases of the next step: `d_steps` rounds of the discriminators' updates, each on a new batch, then `g_steps`
/// updates of E and G, the first on the last of these batches. Where `d_batches=split` each update has a new batch.
pub(in crate::lab) fn schedule<D: Ops>(run: &Run<D>, side: Side) -> Vec<Phase> {
    let (terms, settings) = (run.terms(), &run.state.settings);
    let mut discriminators = Role::DISCRIMINATORS.to_vec();
    discriminators.retain(|d| !run.teach(*d).is_empty());
    let joint = settings.d_batches() == DBatches::Joint;
    let mut draw = vec![Phase::Batch, Phase::Noise, Phase::Generate];
    // An autoencoder has no use for noise; to Dz it is what is real.
    let generates = |term: &Term| term.of.needs().contains(&Product::Fake);
    if !(terms.iter().any(generates) || discriminators.contains(&Role::CodeDiscriminator)) {
        draw.remove(1);
    }
    let mut phases = Vec::new();

    let rounds = match side {
        Side::Generator => 0,
        _ if discriminators.is_empty() => 0,
        _ => settings.d_steps(),
    };
    for _ in 0..rounds {
        if joint {
            phases.extend_from_slice(&draw);
        }
        for &d in &discriminators {
            let penalty = penalty::is_due(run, d).then_some(Phase::Penalty(d));
            let update = [Phase::Loss(d), Phase::Update(d)];
            if joint {
                phases.extend([Phase::ScoreReal(d), Phase::ScoreFake(d)]);
                phases.extend(penalty.into_iter().chain(update));
                continue;
            }
            for term in run.teach(d) {
                phases.extend(draw.iter().chain(&[Phase::ScoreReal(d)]));
                phases.extend(penalty.into_iter().chain(update));
                phases.extend(draw.iter().chain(&[Phase::ScoreTerm(d, term)]));
                phases.extend(update);
            }
        }
    }

    let updates = match side {
        Side::Discriminators => 0,
        _ if terms.iter().all(|term| term.moves.is_empty()) => 0,
        _ => settings.g_steps(),
    };
    for update in 0..updates {
        if update > 0 || rounds == 0 || !joint {
            phases.extend_from_slice(&draw);
        }
        phases.extend([Phase::JointLoss, Phase::JointGradients, Phase::JointUpdate]);
    }
    phases
}

/// Walks one phase of a step: from what is there to what is there then.
pub(in crate::lab) fn walk<D: Ops>(
    run: &mut Run<D>,
    phase: Phase,
    step: &mut InFlight<D>,
) -> Result<()> {
    let scalars = &mut step.scalars;
    step.stage = match (phase, std::mem::take(&mut step.stage)) {
        (Phase::Batch, _) => {
            step.batches += 1;
            Stage::Drawn(draw_batch(run, step.batches - 1)?)
        }
        (Phase::Noise, Stage::Drawn(mut batch)) => {
            batch.z(run)?;
            Stage::Drawn(batch)
        }
        (Phase::Generate, Stage::Drawn(batch)) => {
            let key = random::key(run.state.seed, "masks of makers", batch.draw);
            Stage::Made(Made::of(run, batch, &run.terms(), key)?)
        }
        (Phase::ScoreReal(d), Stage::Made(mut made)) => {
            let loss = score::real(run, d, &mut made, scalars)?;
            Stage::Scored(made, loss)
        }
        (Phase::ScoreFake(d), Stage::Scored(mut made, mut loss)) => {
            score::fake(run, d, &run.teach(d), &mut made, &mut loss, scalars)?;
            Stage::Scored(made, loss)
        }
        (Phase::ScoreTerm(d, term), Stage::Made(mut made)) => {
            let mut loss = DLoss::new(run, d, &format!(" on {}", term.name), &made.batch);
            loss.goes_on = true;
            score::fake(run, d, &[term], &mut made, &mut loss, scalars)?;
            Stage::Scored(made, loss)
        }
        (Phase::Penalty(d), Stage::Scored(mut made, mut loss)) => {
            penalty::add(run, d, &mut made, &mut loss, scalars)?;
            Stage::Scored(made, loss)
        }
        (Phase::Loss(d), Stage::Scored(made, loss)) => {
            Stage::DGradients(made, d_gradients(run, d, loss, scalars)?)
        }
        (Phase::Update(d), Stage::DGradients(made, gradients)) => {
            d_update(run, d, gradients, scalars)?;
            Stage::Made(made)
        }
        (Phase::JointLoss, Stage::Made(mut made)) => {
            let terms = joint_loss(run, &mut made, scalars)?;
            Stage::Valued(made, terms)
        }
        (Phase::JointGradients, Stage::Valued(made, terms)) => {
            let parts = terms.into_iter().map(|(term, w, loss)| (term, (w, loss)));
            let (terms, losses): (Vec<Term>, Vec<_>) = parts.unzip();
            let gradients = made.pass.backward(&run.device, &losses)?;
            Stage::JointGradients(terms, gradients)
        }
        (Phase::JointUpdate, Stage::JointGradients(terms, gradients)) => {
            joint_update(run, &terms, gradients, scalars)?;
            Stage::Start
        }
        (phase, _) => {
            let name = phase.name(run.has(Role::Encoder));
            return Err(Error::new(format!(
                "there is nothing yet for the phase '{name}'"
            )));
        }
    };
    Ok(())
}

/// The batch after `before` others of this step.
fn draw_batch<D: Ops>(run: &mut Run<D>, before: u64) -> Result<Batch<D>> {
    let size = run.state.settings.batch();
    let all = schedule(run, Side::Both);
    let of_a_step = all
        .iter()
        .filter(|phase| **phase == Phase::Batch)
        .count()
        .max(1);
    let position = (run.state.step * of_a_step as u64 + before) * size as u64;
    let indices = run.order.batch(position, size)?;
    Batch::of(run, indices, before)
}

/// The gradients of a discriminator's loss and its penalties.
fn d_gradients<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    mut loss: DLoss<D>,
    scalars: &mut Scalars<D>,
) -> Result<Grads<D>> {
    scalars.note_d_loss(
        d,
        &run.teach(d),
        &loss.losses,
        loss.goes_on,
        run.state.step + 1,
    );
    loss.losses.append(&mut loss.penalties);
    trips::gradients(run, d, loss)
}

/// Moves a discriminator's weights.
fn d_update<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    mut gradients: Grads<D>,
    scalars: &mut Scalars<D>,
) -> Result<()> {
    let (settings, step) = (&run.state.settings, run.state.step);
    let (rates, limit) = (
        settings.optimiser(settings.lr_d(), step),
        settings.clip_weights(),
    );
    let from = run.teach(d);
    let network = run.network(d)?;
    let norm = network.update(rates, &mut gradients)?;
    if limit > 0.0 {
        network.clip(limit);
    }
    scalars.note_norm(d, &from, norm, step + 1);
    Ok(())
}

/// The terms that are on, scored by discriminators that learn nothing here: gradients pass through them.
fn joint_loss<D: Ops>(
    run: &mut Run<D>,
    made: &mut Made<D>,
    scalars: &mut Scalars<D>,
) -> Result<Terms<D>> {
    made.pass.learn = false;
    let mut terms = Vec::new();
    for &term in TERMS {
        if run.on(term) && !term.moves.is_empty() {
            terms.push((term, run.weight(term), term::value(run, term, made)?));
        }
    }
    scalars.note_terms(&terms, run.state.step + 1);
    Ok(terms)
}

/// Moves the weights of E and G, where a term moves them; their averages follow.
fn joint_update<D: Ops>(
    run: &mut Run<D>,
    terms: &[Term],
    mut gradients: Grads<D>,
    scalars: &mut Scalars<D>,
) -> Result<()> {
    let (settings, step) = (&run.state.settings, run.state.step);
    let (rates, ema) = (
        settings.optimiser(settings.lr(), step),
        settings.now(step).ema,
    );
    for role in [Role::Encoder, Role::Generator] {
        if terms.iter().any(|term| term.moves.contains(&role)) {
            let network = run.network(role)?;
            let norm = network.update(rates, &mut gradients)?;
            network.follow(ema, step)?;
            scalars.note_norm(role, terms, norm, step + 1);
        }
    }
    Ok(())
}
