//! `expect`: checks a value, and fails a script that saw another.

use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::{Error, Result};
use crate::exam::MEASURES;
use crate::lab::event::{Event, Series};

pub(super) const COMMAND: Command = Command {
    name: "expect",
    usage: "NAME < | <= | > | >= | == VALUE [+- TOLERANCE]",
    about: "fail unless a value is as expected",
    details: "expect d_loss < 2.0; expect held_out < 0.02; expect g_loss == 0.9 +- 0.3; expect step == 100. Names: every series (means of the last 20 steps), step, held_out (mean squared error over all held-out items), nats (of a vae), translated (mean absolute error), and what the last eval measured (fld, precision, ...).",
    words: (3, 5),
    suggest: |words| {
        if words.is_empty() {
            Suggestion::all([
                ("d_loss", ""),
                ("g_loss", ""),
                ("loss", ""),
                ("rec_x", ""),
                ("d_acc", ""),
                ("held_out", "mean squared error over all held-out items"),
                ("step", "steps taken"),
                ("fld", "of the last eval, like all its measures"),
            ])
        } else {
            Vec::new()
        }
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let [name, operator, wanted] = [0, 1, 2].map(|i| args.word(i).unwrap_or(""));
    let number = |word: &str| {
        word.parse::<f32>().map_err(|_| {
            Error::new(format!(
                "'{word}' is no number; 'expect d_loss < 2.0' compares with one"
            ))
        })
    };
    let wanted = number(wanted)?;
    let tolerance = match (args.word(3), args.word(4)) {
        (None, None) => 0.0,
        (Some("+-" | "±"), Some(tolerance)) => number(tolerance)?,
        _ => {
            return Err(Error::new(
                "a tolerance stands at the end: 'expect g_loss == 0.9 +- 0.3'",
            ));
        }
    };
    let measured: Series = match &shell.evaluated {
        Some(last) => last
            .measures
            .iter()
            .map(|m| (m.name.clone(), m.value))
            .collect(),
        None => Series::new(),
    };
    let trainer = shell.trainer()?;
    let mut series = trainer.history.means(20);
    series.extend(measured);
    #[allow(clippy::cast_precision_loss)]
    let value = match name {
        "step" => trainer.step as f32,
        "held_out" => trainer.held_out_error()?,
        "translated" => {
            let all = trainer.dataset().held_out.len();
            trainer.translate(all)?.1
        }
        "nats" => trainer.held_out_bound()?.total(),
        name if MEASURES.contains(&name) && !series.contains_key(name) => {
            return Err(Error::new(format!(
                "nothing has measured '{name}' yet; 'eval' does"
            )));
        }
        name => *series.get(name).ok_or_else(|| {
            let names = series.keys().map(String::as_str);
            let others = ["step", "held_out", "nats", "translated"];
            Error::unknown("value", name, names.chain(others))
        })?,
    };
    let holds = match operator {
        "<" => value < wanted + tolerance,
        "<=" => value <= wanted + tolerance,
        ">" => value > wanted - tolerance,
        ">=" => value >= wanted - tolerance,
        "==" => (value - wanted).abs() <= tolerance,
        other => {
            return Err(Error::new(format!(
                "'{other}' compares nothing; <, <=, >, >= and == do"
            )));
        }
    };
    if !holds {
        return Err(Error::new(format!(
            "expected {}, but {name} is {value}",
            args.rest
        )));
    }
    emit(Event::Expected {
        expression: args.rest.clone(),
        value,
    });
    Ok(Did::Nothing)
}
