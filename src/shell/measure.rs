//! Measures the experiment's samples, with the classifier for its data.

use std::sync::Arc;

use super::origin::Origin;
use super::state::{Emit, Shell};
use super::watch::{Watch, watch, watch_parts};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::evaluate::{
    Classifier, Evaluation, Features, MOST_COLUMNS, STACKED_SAMPLES, Stacked, from_mixture, points,
    shipped,
};
use crate::event::{Curve, Evaluated, Measure};
use crate::lab::{Experiment, Noise};
use crate::nets::Role;

/// How many samples are measured by default; `doctor` uses as many, because precision, recall and fld depend on the number.
pub(crate) const SAMPLES: usize = 2000;

/// Measures `n` samples of the experiment as it stands.
pub(crate) fn evaluate(
    shell: &mut Shell,
    n: usize,
    origin: Origin,
    emit: Emit<'_>,
) -> Result<Evaluated> {
    let control = shell.control.clone();
    let trainer = shell.trainer()?;
    let (data, step) = (trainer.dataset(), trainer.state().step);
    let (made, asked) = match origin {
        Origin::Prior => (
            trainer.generate_items(n, Noise::Fixed, None)?,
            trainer.in_turn(n),
        ),
        Origin::Mixture(k) => {
            let mut go_on = watch("eval", "measured", step, &control, &mut *emit);
            from_mixture(trainer, k, n, Noise::Fixed, None, &mut go_on)?
        }
    };
    let (measures, note) = if trainer.is_plane() {
        let note =
            "chance is subtracted from js and sliced: about 0 for other points of the same distribution"
                .to_owned();
        (points(&data, &made), note)
    } else {
        let modes = of_stacked(shell, &data, origin, &made, &mut *emit)?;
        let (measures, note) = of_pictures(shell, &data, &made, &asked, emit)?;
        (modes.into_iter().chain(measures).collect(), note)
    };
    Ok(Evaluated {
        step,
        data: data.name.clone(),
        generated: n,
        real: data.held_out.len(),
        measures,
        note: format!("{}{note}", origin.said()),
    })
}

/// The modes of stacked digits: of as many samples as others publish, or of those of a mixture that were `made`. Nothing
/// for other data.
fn of_stacked(
    shell: &mut Shell,
    data: &Dataset,
    origin: Origin,
    made: &[f32],
    emit: Emit<'_>,
) -> Result<Vec<Measure>> {
    let Some(mut stacked) = Stacked::of(data)? else {
        return Ok(Vec::new());
    };
    let control = shell.control.clone();
    let trainer = shell.trainer()?;
    let (step, item) = (trainer.state().step, data.item.len());
    match origin {
        Origin::Prior => {
            let of = Some(STACKED_SAMPLES as u64);
            let mut watch = Watch::over("eval", step, &control, emit);
            let mut done = 0;
            trainer.generate_parts(STACKED_SAMPLES, Noise::Fixed, None, &mut |part| {
                done += (part.len() / item) as u64;
                stacked.count(&part, &mut || {
                    watch.tell(done, of, "stopped; nothing was measured")
                })
            })?;
        }
        Origin::Mixture(_) => {
            let mut go_on = watch("eval", "measured", step, &control, emit);
            stacked.count(made, &mut go_on)?;
        }
    }
    Ok(stacked.measures())
}

/// Measures pictures by the classifier for their data or, without one, by what the run knows of them; and how to read
/// what was found.
fn of_pictures(
    shell: &mut Shell,
    data: &Arc<Dataset>,
    made: &[f32],
    asked: &[u8],
    emit: Emit<'_>,
) -> Result<(Vec<Measure>, String)> {
    let control = shell.control.clone();
    let known = shell
        .evaluation
        .take()
        .filter(|e| e.digest() == data.digest);
    let (step, items) = (shell.trainer()?.state().step, made.len() / data.item.len());
    let classifier = classifier(shell, data);
    let codes = shell.trainer.as_mut().filter(|trainer| has_codes(trainer));
    let without = classifier
        .as_ref()
        .err()
        .map(|_| without(&shell.data, data));
    let by_codes = classifier.is_err() && codes.is_some();
    // Codes change as the encoder learns.
    let mut evaluation = if let Some(known) = known.filter(|_| !by_codes) {
        known
    } else {
        let of = Classifier::parts(data.held_out.len(), data.item.len());
        let mut go_on = watch_parts("eval", "measured", Some(of), step, &control, &mut *emit);
        let by = match (classifier, codes) {
            (Ok(classifier), _) => Features::Classifier(classifier),
            (Err(_), Some(trainer)) => Features::of_codes(trainer, &mut go_on)?,
            (Err(_), None) => Features::of_pixels(data, &mut go_on)?,
        };
        Evaluation::new(by, Arc::clone(data), &mut go_on)?
    };
    let of = Some(evaluation.parts(items));
    let mut go_on = watch_parts("eval", "measured", of, step, &control, emit);
    let measures = evaluation.measure(made, asked, &mut go_on);
    let by = evaluation.by().said();
    let note = match without {
        None => format!(
            "fld: {by}, scaled to a total variance of 100; not an FID. ±: one standard deviation over 20 resamples of both sets"
        ),
        Some(without) => format!(
            "fd: {by}, scaled to a total variance of 100; precision to coverage on the same. ±: one standard deviation over 20 resamples of both sets. {without}"
        ),
    };
    if !by_codes {
        shell.evaluation = evaluation.kept();
    }
    Ok((measures?, note))
}

/// Whether the run gives items codes that they can be compared by.
fn has_codes(trainer: &Experiment) -> bool {
    trainer.has(Role::Encoder) && trainer.state().latent <= MOST_COLUMNS
}

/// Why there is no classifier for the data of a run, and what would help: a sentence.
pub(crate) fn without(loaded: &Dataset, data: &Dataset) -> String {
    match Classifier::suits(data) {
        Ok(()) if loaded.digest == data.digest => format!(
            "no classifier has been trained on '{}' yet; 'classifier train' trains one, and then eval also measures fld, classes and score",
            data.name
        ),
        Ok(()) => format!(
            "no classifier has been trained on '{}' yet; 'data {}; classifier train' trains one, and then eval also measures fld, classes and score",
            data.name,
            data.word()
        ),
        Err(why) => why.to_string(),
    }
}

/// The classifier for these data: the one trained here, or the built-in one.
pub(crate) fn classifier(shell: &Shell, data: &Dataset) -> Result<Classifier> {
    let trained = shell.classifier.as_ref().filter(|r| r.data == data.digest);
    let known = trained.map(|classifier| Ok(classifier.clone()));
    known
        .or_else(|| shipped(&data.digest))
        .unwrap_or_else(|| Err(Error::new(without(&shell.data, data))))
}

/// The measurements, as curves of one point each.
pub(crate) fn curves(found: &Evaluated) -> Vec<Curve> {
    let curve = |measure: &Measure| Curve {
        name: measure.name.clone(),
        points: vec![(found.step, measure.value)],
    };
    found.measures.iter().map(curve).collect()
}
