//! Measures the experiment's samples, with the classifier for its data.

use std::sync::Arc;

use super::origin::Origin;
use super::state::{Emit, Shell};
use super::watch::{watch, watch_parts};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::evaluate::{Classifier, Evaluation, from_mixture, points, shipped};
use crate::event::{Curve, Evaluated, Measure};
use crate::lab::Noise;

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
    let made = match origin {
        Origin::Prior => trainer.generate_items(n, Noise::Fixed, None)?,
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
        let known = shell
            .evaluation
            .take()
            .filter(|e| e.digest() == data.digest);
        let mut evaluation = if let Some(evaluation) = known {
            evaluation
        } else {
            let of = Some(Classifier::parts(data.held_out.len()));
            let mut go_on = watch_parts("eval", "measured", of, step, &control, &mut *emit);
            Evaluation::new(classifier(shell, &data)?, Arc::clone(&data), &mut go_on)?
        };
        let of = Some(evaluation.parts(n));
        let mut go_on = watch_parts("eval", "measured", of, step, &control, emit);
        let measures = evaluation.measure(&made, &mut go_on);
        shell.evaluation = Some(evaluation);
        let note = "fld: features of a small LeNet, scaled to a total variance of 100; not an FID. ±: one standard deviation over 20 resamples of both sets";
        (measures?, note.to_owned())
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

/// The classifier for these data: the one trained here, or the built-in one.
pub(crate) fn classifier(shell: &Shell, data: &Dataset) -> Result<Classifier> {
    let trained = shell.classifier.as_ref().filter(|r| r.data == data.digest);
    let known = trained.map(|classifier| Ok(classifier.clone()));
    known.or_else(|| shipped(&data.digest)).unwrap_or_else(|| {
        // Data that no classifier can learn from say so.
        Classifier::suits(data)?;
        Err(Error::new(format!(
            "no classifier has been trained on '{}' yet; 'data {}; classifier train' trains one, then eval can measure",
            data.name,
            data.word()
        )))
    })
}

/// The measurements, as curves of one point each.
pub(crate) fn curves(found: &Evaluated) -> Vec<Curve> {
    let curve = |measure: &Measure| Curve {
        name: measure.name.clone(),
        points: vec![(found.step, measure.value)],
    };
    found.measures.iter().map(curve).collect()
}
