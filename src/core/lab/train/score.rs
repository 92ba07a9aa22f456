//! A discriminator's loss: what it pays for its scores of real and generated items.

use super::batch::{Batch, DInput, DLoss, Made};
use super::beside;
use super::run::Run;
use super::scalars::Scalars;
use super::trips;
use crate::error::Result;
use crate::lab::config::d_batches::DBatches;
use crate::lab::terms::{Operand, Term};
use crate::layers::{Ops, Pass, Var};
use crate::nets::Role;

/// The streams of real items that a discriminator learns from.
pub(super) const REAL: &str = "real items";

/// What a discriminator says to its input, whose item is augmented and gets instance noise; `of` names the streams of both.
pub(in crate::lab) fn score<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    input: DInput<D>,
    of: &str,
    batch: &Batch<D>,
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    let item = run.augmented(d, of, input.item, batch.draw, pass)?;
    let item = run.blurred(d, of, item, batch.draw, pass)?;
    pass.codes = input.code;
    let scores = run.network(d)?.net.forward(item, pass);
    pass.codes = None;
    scores
}

/// The scores that a discriminator learns from; `share` is that of the items among those of their side.
fn learned<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    (input, of): (DInput<D>, &str),
    share: f32,
    batch: &Batch<D>,
    loss: &mut DLoss<D>,
) -> Result<Var<D>> {
    match trips::penalty(run, d, of == REAL)? {
        Some((name, weight)) => {
            trips::begin(run, d, (input, of), (name, weight * share), batch, loss)
        }
        None => score(run, d, input, of, batch, &mut loss.pass),
    }
}

/// What is real to a discriminator: items, codes of the prior, or items with their codes.
pub(in crate::lab) fn real_input<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    made: &mut Made<D>,
) -> Result<DInput<D>> {
    let item = match d {
        Role::CodeDiscriminator => made.batch.z(run)?,
        Role::PairDiscriminator => return Ok(made.operand(run, Operand::EncodedPair)?.detached()),
        _ => made.batch.x.clone(),
    };
    Ok(DInput { item, code: None })
}

/// What was generated for these terms. Of pairs with codes of the prior those of `G` are the generated ones,
/// whichever of the two terms is on.
pub(in crate::lab) fn fake_inputs<D: Ops>(
    run: &mut Run<D>,
    terms: &[Term],
    made: &mut Made<D>,
) -> Result<Vec<(Term, DInput<D>)>> {
    let mut inputs: Vec<(Term, DInput<D>)> = Vec::new();
    for term in terms.iter().map(|term| term.generated()) {
        if inputs.iter().all(|(other, _)| *other != term) {
            inputs.push((term, made.operand(run, term.of)?.detached()));
        }
    }
    Ok(inputs)
}

/// The loss of a discriminator on real items.
pub(in crate::lab) fn real<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    made: &mut Made<D>,
    scalars: &mut Scalars<D>,
) -> Result<DLoss<D>> {
    let mut loss = DLoss::new(run, d, "", &made.batch);
    let input = real_input(run, d, made)?;
    let scores = learned(run, d, (input, REAL), 1.0, &made.batch, &mut loss)?;
    if run.is_relative(d) {
        loss.real = Some(scores);
        return Ok(loss);
    }
    loss.pay(run, d, &scores, true, 1.0)?;
    let settings = &run.state.settings;
    if settings.loss().critic && settings.d_batches() == DBatches::Joint {
        // What a critic says of them is read beside what it says of generated ones.
        loss.real = Some(scores.detached());
    } else {
        scalars.note_scores(d, true, &[(1.0, scores)])?;
    }
    Ok(loss)
}

/// Scores what was generated for these terms; each has as much of the loss as its weight has of theirs.
pub(in crate::lab) fn fake<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    terms: &[Term],
    made: &mut Made<D>,
    loss: &mut DLoss<D>,
    scalars: &mut Scalars<D>,
) -> Result<()> {
    let inputs = fake_inputs(run, terms, made)?;
    let of_all: f32 = inputs.iter().map(|(term, _)| run.weight(*term)).sum();
    let (mut reals, mut fakes) = (Vec::new(), Vec::new());
    for (term, input) in inputs {
        // A term that is only looked at is alone.
        let share = if of_all > 0.0 {
            run.weight(term) / of_all
        } else {
            1.0
        };
        let mut scores = learned(run, d, (input, term.name), share, &made.batch, loss)?;
        if run.is_relative(d) || loss.real.is_some() {
            let (real, fake) = beside::pay(run, d, &scores, share, loss)?;
            reals.push((share, real));
            scores = fake;
        } else {
            loss.pay(run, d, &scores, false, share)?;
        }
        fakes.push((share, scores));
    }
    if !reals.is_empty() {
        scalars.note_scores(d, true, &reals)?;
    }
    scalars.note_scores(d, false, &fakes)
}
