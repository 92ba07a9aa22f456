//! `eval`: how near the generated items are to real ones, in numbers that can be trusted.

use super::sample::small;
use crate::error::{Error, Result};
use crate::event::{Evaluated, Event};
use crate::lab::MOST;
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::language::execute::execute;
use crate::language::origin;
use crate::shell::measure::{SAMPLES, curves, evaluate};
use crate::shell::origin::Origin;
use crate::shell::{Did, Emit, Shell};

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
        all.extend(origin::suggestions());
        all
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let n = args.count(0, SAMPLES as u64, 10, MOST as u64)?;
    let (mut every, mut steps) = (None, None);
    let (origin, others) = origin::origin(&args.options)?;
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
                execute(shell, &format!("step {part}"), emit)?;
                if !shell.control.stopped() {
                    execute(shell, &format!("eval {n}{origin}"), emit)?;
                }
            }
            Ok(Did::Nothing)
        }
        _ => Err(Error::new(format!(
            "every and steps belong together: 'eval {n} every=500 steps=3000'"
        ))),
    }
}

/// Keeps what was measured, for `expect`, and where it is of the run's own samples for `plot`.
fn keep(shell: &mut Shell, found: &Evaluated, origin: Origin) -> Result<()> {
    if origin == Origin::Prior {
        shell.trainer()?.recall(&curves(found));
    }
    shell.evaluated = Some(found.clone());
    Ok(())
}
