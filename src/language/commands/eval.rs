//! `eval`: how near the generated items are to real ones, in numbers that can be trusted.

use crate::error::{Error, Result};
use crate::event::{Evaluated, Event};
use crate::lab::{MOST, Side};
use crate::language::command::{Command, Group, Line};
use crate::language::origin;
use crate::language::params::{Count, Opt, Options};
use crate::session::Steps;
use crate::shell::measure::{SAMPLES, curves, evaluate};
use crate::shell::origin::Origin;
use crate::shell::{Did, Emit, Shell};

/// Samples.
const N: Count = Count::of("N", SAMPLES as u64, 10, MOST as u64);

/// Steps between two measurements.
const EVERY: Opt<u64> = Opt {
    key: "every",
    shown: "every=N",
    about: "measure again after so many steps",
    read: steps,
};
/// Steps in all.
const STEPS: Opt<u64> = Opt {
    key: "steps",
    shown: "steps=N",
    about: "steps to take in all",
    read: steps,
};
const OPTIONS: Options = Options::of(&[&EVERY, &STEPS]);

fn steps(name: &str, value: &str) -> Result<u64> {
    let read = value.parse().ok().filter(|n| *n > 0);
    read.ok_or_else(|| {
        Error::new(format!(
            "{name} takes a whole number of steps, not '{value}'"
        ))
    })
}

pub(super) const COMMAND: Command = Command {
    name: "eval",
    group: Group::Measure,
    params: &[&N, &OPTIONS, &origin::OPTIONS],
    about: "measure N samples (2000) against held-out items: fld, recall, copies",
    details: "eval; eval 5000; eval 1000 every=500 steps=3000 takes 3000 steps and measures each 500, for plot fld. Pictures are measured on the features of a small LeNet (see reader): fld is the Fréchet distance there, in hundredths of the variance of real features and never to be compared with an FID; fld_floor is what real training items reach, fld_pca what a Gaussian on principal components does. Read precision beside fld: what is no picture at all may lie among the features of real ones. Points of the plane have modes, good samples, js and sliced. Each measure can be asked for with expect and plot. With from=mixture the samples are those of sample from=mixture, for expect and not for plot. Looking never changes the run.",
    no_option: Some(|name, _, given| {
        let n = given.get(&N).unwrap_or_default();
        format!(
            "eval has no option '{name}'; 'eval {n} every=500 steps=3000' has these, and from=mixture"
        )
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let (n, given) = (line.given.get(&N)?, &line.given);
    let origin = origin::origin(given)?;
    match (given.option(&EVERY)?, given.option(&STEPS)?) {
        (None, None) => {
            let found = evaluate(shell, given.size(&N)?, origin, emit)?;
            keep(shell, &found, origin)?;
            emit(Event::Evaluated(found));
            Ok(Did::AsTyped)
        }
        (Some(every), Some(mut left)) => {
            // Each part is an entry of its own, as if it had been typed.
            while left > 0 && !shell.control.stopped() {
                let part = every.min(left);
                left -= part;
                let steps = Steps::of(part, Side::Both).to_string();
                line.language.execute(shell, &steps, emit)?;
                if !shell.control.stopped() {
                    let measure = format!("{} {n}{origin}", line.command.name);
                    line.language.execute(shell, &measure, emit)?;
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
