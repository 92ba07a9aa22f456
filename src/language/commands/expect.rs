//! `expect`: checks a value, and fails a script that saw another.

use crate::error::{Error, Result};
use crate::evaluate::MEASURES;
use crate::event::{Event, Series};
use crate::lab::history::WINDOW;
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "expect",
    usage: "NAME < | <= | > | >= | == | != VALUE [+- TOLERANCE]",
    about: "fail unless a value is as expected",
    details: "expect d_loss < 2.0; expect held_out < 0.02; expect g_loss == 0.9 +- 0.3; expect step == 100; expect classes != 1. Where it does not hold, the command fails like any other, with a sentence that begins with 'expected'. Names: every series (means of the last 20 steps), step, held_out (mean squared error over all held-out items), nats (of a vae), translated (mean absolute error), and what the last eval measured (fld, precision, ...).",
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
        word.parse::<f64>().map_err(|_| {
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
    let mut series = trainer.state().history.means(WINDOW);
    series.extend(measured);
    let value = match name {
        "step" => {
            return held(
                args,
                operator,
                trainer.state().step as f64,
                wanted,
                tolerance,
                emit,
            );
        }
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
    // A value that is said in the digits of an f32 is equal to what it says.
    let wanted = f64::from(wanted as f32);
    held(args, operator, f64::from(value), wanted, tolerance, emit)
}

/// Says that a value is as expected, or fails.
fn held(
    args: &Args,
    operator: &str,
    value: f64,
    wanted: f64,
    tolerance: f64,
    emit: Emit<'_>,
) -> Result<Did> {
    let equal = (value - wanted).abs() <= tolerance;
    let holds = match operator {
        "<" => value < wanted + tolerance,
        "<=" => value <= wanted + tolerance,
        ">" => value > wanted - tolerance,
        ">=" => value >= wanted - tolerance,
        "==" => equal,
        // What is no number is equal to nothing.
        "!=" => !equal,
        other => {
            return Err(Error::new(format!(
                "'{other}' compares nothing; <, <=, >, >=, == and != do"
            )));
        }
    };
    let name = args.word(0).unwrap_or("");
    if !holds {
        // A step is a whole number; other values have the digits of an f32.
        let said = if name == "step" {
            value.to_string()
        } else {
            (value as f32).to_string()
        };
        return Err(Error::new(format!(
            "expected {}, but {name} is {said}",
            args.rest
        )));
    }
    emit(Event::Expected {
        expression: args.rest.clone(),
        value: value as f32,
    });
    Ok(Did::Nothing)
}
