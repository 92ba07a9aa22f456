//! `eval`: how near the generated items are to real ones, in numbers that can be trusted.

use std::sync::Arc;

use super::origin::Origin;
use super::sample::small;
use super::watch::{watch, watch_parts};
use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::evaluate::{Exam, Reader, from_mixture, points, shipped};
use crate::event::{Curve, Evaluated, Event, Measure};
use crate::lab::{MOST, Noise};

/// Samples that are measured where nobody says how many; `doctor` takes as many, since precision, recall and fld
/// all depend on it.
pub(super) const SAMPLES: usize = 2000;

pub(super) const COMMAND: Command = Command {
    name: "eval",
    usage: "[N] [every=N steps=N] [from=mixture k=N]",
    about: "measure N samples (2000) against held-out items: fld, recall, copies",
    details: "eval; eval 5000; eval 1000 every=500 steps=3000 takes 3000 steps and measures each 500, for plot fld. Pictures are measured on the features of a small LeNet (see reader): fld is the Fréchet distance there, in hundredths of the variance of real features and never to be compared with an FID; fld_floor is what real training items reach, fld_pca what a Gaussian on principal components does. Read precision beside fld: what is no picture at all may lie among the features of real ones. Points of the plane have modes, good samples, js and sliced. Each measure can be asked for with expect and plot. With from=mixture the samples are those of sample from=mixture, for expect and not for plot. Looking never changes the run.",
    words: (0, 1),
    suggest: |_| {
        let mut all = Suggestion::all([
            ("every=", "measure again after so many steps"),
            ("steps=", "steps to take in all"),
        ]);
        all.extend(Origin::suggestions());
        all
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let n = args.count(0, SAMPLES as u64, 10, MOST as u64)?;
    let (mut every, mut steps) = (None, None);
    let (origin, others) = Origin::of(&args.options)?;
    for (name, value) in others {
        let count = value
            .parse::<u64>()
            .ok()
            .filter(|n| *n > 0)
            .ok_or_else(|| {
                Error::new(format!(
                    "{name} takes a whole number of steps, not '{value}'"
                ))
            })?;
        match name.as_str() {
            "every" => every = Some(count),
            "steps" => steps = Some(count),
            _ => {
                return Err(Error::new(format!(
                    "eval has no option '{name}'; 'eval {n} every=500 steps=3000' has these, and from=mixture"
                )));
            }
        }
    }
    match (every, steps) {
        (None, None) => {
            let found = evaluate(shell, small(n), origin, emit)?;
            keep(shell, &found, origin)?;
            emit(Event::Evaluated(found));
            Ok(Did::AsTyped)
        }
        (Some(every), Some(mut left)) => {
            // Each part is an entry of its own, as if it had been typed.
            while left > 0 && !shell.control.stopped() {
                let part = every.min(left);
                left -= part;
                shell.execute(&format!("step {part}"), emit)?;
                if !shell.control.stopped() {
                    shell.execute(&format!("eval {n}{origin}"), emit)?;
                }
            }
            Ok(Did::Nothing)
        }
        _ => Err(Error::new(format!(
            "every and steps belong together: 'eval {n} every=500 steps=3000'"
        ))),
    }
}

/// Measures `n` samples of the experiment as it stands.
pub(super) fn evaluate(
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
            "js and sliced are above chance: about 0 for other points of one source, less for the same".to_owned();
        (points(&data, &made), note)
    } else {
        let known = shell.exam.take().filter(|e| e.digest() == data.digest);
        let mut exam = if let Some(exam) = known {
            exam
        } else {
            let of = Some(Reader::parts(data.held_out.len()));
            let mut go_on = watch_parts("eval", "measured", of, step, &control, &mut *emit);
            Exam::new(reader(shell, &data)?, Arc::clone(&data), &mut go_on)?
        };
        let of = Some(exam.parts(n));
        let mut go_on = watch_parts("eval", "measured", of, step, &control, emit);
        let measures = exam.measure(&made, &mut go_on);
        shell.exam = Some(exam);
        let note = "fld: features of a small LeNet, scaled to a total variance of 100; no FID. ±: one standard deviation over 20 resamples of both sets";
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

/// The classifier for these data: the one that was trained here, or the program's.
pub(super) fn reader(shell: &Shell, data: &Dataset) -> Result<Reader> {
    let trained = shell.reader.as_ref().filter(|r| r.data == data.digest);
    let known = trained.map(|reader| Ok(reader.clone()));
    known.or_else(|| shipped(&data.digest)).unwrap_or_else(|| {
        // Data that no reader can learn from say so.
        Reader::suits(data)?;
        Err(Error::new(format!(
            "no reader has learned from '{}' yet; 'data {}; reader train' lets one learn, then eval can measure",
            data.name,
            data.word()
        )))
    })
}

/// Keeps what was measured, for `expect`, and where it is of the run's own samples for `plot`.
fn keep(shell: &mut Shell, found: &Evaluated, origin: Origin) -> Result<()> {
    if origin == Origin::Prior {
        shell.trainer()?.recall(&curves(found));
    }
    shell.evaluated = Some(found.clone());
    Ok(())
}

/// What was measured, as curves of one point each.
pub(super) fn curves(found: &Evaluated) -> Vec<Curve> {
    let curve = |measure: &Measure| Curve {
        name: measure.name.clone(),
        points: vec![(found.step, measure.value)],
    };
    found.measures.iter().map(curve).collect()
}
