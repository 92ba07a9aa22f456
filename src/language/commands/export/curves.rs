//! The values of all series at every step, as a table or as lines of JSON.

use std::fmt::Write as _;
use std::io;

use super::words::exported;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::file::write_atomically;
use crate::lab::Experiment;
use crate::shell::lines::line;
use crate::shell::target::{Kind, Target};
use crate::shell::watch::Watch;
use crate::shell::{Emit, Shell};

/// Steps after which it is told how far the work is.
const TELL: u64 = 1024;

/// Writes the curves to the place that was typed.
pub(super) fn export(shell: &mut Shell, typed: &str, emit: Emit<'_>) -> Result<()> {
    shell.trainer()?;
    let target = Target::typed(typed);
    target.check(Kind::Curves, shell)?;
    let json = target
        .path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("jsonl") || end.eq_ignore_ascii_case("ndjson"));
    let control = shell.control.clone();
    let trainer = shell.trainer()?;
    let (history, last) = (&trainer.state().history, trainer.state().step);
    let names: Vec<&str> = history.names().into_iter().collect();
    if names.is_empty() {
        return Err(Error::new("there are no curves yet; 'step 100' makes some"));
    }
    let (mut taken, mut known, mut refused) = (0_usize, 0_u64, None);
    let mut watch = Watch::over("export", last, &control, &mut *emit);
    let written = write_atomically(&target.path, |out| {
        if !json {
            out.write_all(head(trainer, &names).as_bytes())?;
        }
        for step in 0..=last {
            if step.is_multiple_of(TELL)
                && let Err(why) = watch.tell(step, Some(last), "stopped; nothing was written")
            {
                refused = Some(why);
                return Err(io::Error::other("stopped"));
            }
            let values: Vec<_> = names.iter().map(|name| history.at(name, step)).collect();
            if values.iter().all(Option::is_none) {
                continue;
            }
            taken += 1;
            known += u64::from(step > 0);
            let text = if json {
                let found = names.iter().zip(&values);
                line(
                    None,
                    step,
                    found.filter_map(|(name, v)| Some((*name, (*v)?))),
                )
            } else {
                row(step, &values)
            };
            out.write_all(text.as_bytes())?;
        }
        Ok(())
    });
    refused.map_or(written, Err)?;
    if known < last {
        emit(Event::Said {
            text: format!(
                "{known} of {last} steps are known: a session keeps only a few steps of each command from before 'load'"
            ),
        });
    }
    shell.written.note(&target.path);
    exported("steps", &target.path, taken, emit);
    Ok(())
}

/// What stands before the rows: what each column is, behind `#`, and their names.
fn head(trainer: &Experiment, names: &[&str]) -> String {
    let state = trainer.state();
    let mut text = format!(
        "# curves of {} on {}, seed {}: a row a step; pandas.read_csv(FILE, comment=\"#\") reads it\n# step: batches taken\n",
        state.recipe.name,
        trainer.dataset().name.replace(['\n', '\r'], " "),
        state.seed
    );
    for name in names {
        // To write to a `String` does not fail.
        let _ = writeln!(text, "# {name}: {}", trainer.meaning(name));
    }
    let _ = writeln!(text, "step,{}", names.join(","));
    text
}

/// A row of the table; what is not known is empty.
fn row(step: u64, values: &[Option<f32>]) -> String {
    let mut text = step.to_string();
    for value in values {
        text.push(',');
        if let Some(value) = value {
            let _ = write!(text, "{value}");
        }
    }
    text.push('\n');
    text
}
