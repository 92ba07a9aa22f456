//! `eval`: how near the generated items are to real ones, in numbers that can be trusted.

use crate::error::{Error, Result};
use crate::event::{Evaluated, Event};
use crate::lab::{MOST, Side};
use crate::language::command::{Command, Group, Line};
use crate::language::origin;
use crate::language::params::{Count, Forms, Key, Opt, Options};
use crate::language::position;
use crate::language::travel::visit;
use crate::session::Steps;
use crate::shell::measure::{SAMPLES, curves, evaluate};
use crate::shell::origin::Origin;
use crate::shell::{Did, Emit, Shell};

/// Steps that are over.
const PAST: Key = Key::new("past", "measure past steps");
const OVER: Forms = Forms::optional(&[&[&PAST]]);

/// Steps between two measurements of steps that are over, where nobody says how many: so many parts.
const PARTS: u64 = 10;

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
    meant: &["evaluate", "measure", "metrics", "fid", "test"],
    group: Group::Measure,
    params: &[&OVER, &N, &OPTIONS, &origin::OPTIONS],
    about: "measure samples against held-out items: fld, recall, copies",
    details: "eval; eval past every=500 (past steps, as they were); eval 5000; eval 1000 every=500 steps=3000 trains 3000 steps and measures every 500, for plot fld. Pictures are measured on the features of a small LeNet (see classifier). fld is the Fréchet distance there, in hundredths of the variance of real features; do not compare it with an FID. fld_floor is what real training items reach, fld_pca what a Gaussian on principal components reaches. Read precision beside fld: the features of a picture that looks like nothing may lie among those of real ones. Points have modes, good samples, js and sliced; stacked has modes and modes_kl of 26,000 samples. Each measure works with expect and plot. With from=mixture the samples are those of sample from=mixture; these work with expect, not with plot. It never changes the run.",
    no_option: Some(|name, _, given| {
        let n = given.get(&N).unwrap_or_default();
        format!(
            "eval has no option '{name}'; it has every, steps and from: 'eval {n} every=500 steps=3000'"
        )
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let (n, given) = (line.given.get(&N)?, &line.given);
    let origin = origin::origin(given)?;
    if given.has(&PAST) {
        return past(shell, line, origin, emit);
    }
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

/// Measures steps that are over: what `every=` would have found when they were taken.
fn past(shell: &mut Shell, line: &Line, origin: Origin, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let n = line.given.size(&N)?;
    let tree = &shell.timeline.tree;
    let (here, now) = (tree.here, tree.step(tree.here));
    if line.given.option(&STEPS)?.is_some() {
        return Err(Error::new(
            "steps= is for steps to come; 'eval past every=500' measures past ones",
        ));
    }
    let every = line.given.option(&EVERY)?;
    let every = every.unwrap_or_else(|| now.div_ceil(PARTS).max(1));
    if every > now {
        return Err(Error::new(format!(
            "the run has only {now} steps, fewer than every={every}; 'eval' measures it as it is"
        )));
    }
    let steps = (1..=now / every).map(|part| position::step(tree, here, part * every));
    let places = steps.collect::<Result<Vec<_>>>()?;
    let mut all = Vec::new();
    visit(line.language, shell, &places, emit, &mut |shell, emit| {
        let found = evaluate(shell, n, origin, emit)?;
        emit(Event::Evaluated(found.clone()));
        all.push(found);
        Ok(())
    })?;
    if origin == Origin::Prior {
        for found in &all {
            shell.trainer()?.recall(&curves(found));
        }
    }
    Ok(Did::AsTyped)
}

/// Keeps what was measured, for `expect`, and where it is of the run's own samples for `plot`.
fn keep(shell: &mut Shell, found: &Evaluated, origin: Origin) -> Result<()> {
    if origin == Origin::Prior {
        shell.trainer()?.recall(&curves(found));
    }
    shell.evaluated = Some(found.clone());
    Ok(())
}
