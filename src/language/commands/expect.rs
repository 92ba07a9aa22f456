//! `expect`: checks a value, and fails a script that saw another.

use super::plot;
use crate::error::{Error, Result};
use crate::evaluate::MEASURES;
use crate::event::{Event, Series};
use crate::lab::history::WINDOW;
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Forms, Given, Key, Name, Suggestion, any};
use crate::shell::{Did, Emit, Shell};

/// What is looked at.
const NAME: Name<String> = Name::needed("NAME", any, |_| {
    let mut all = Suggestion::all([
        ("step", "steps taken"),
        ("held_out", "mean squared error over all held-out items"),
        ("nats", "bound of a VAE, over all held-out items"),
        ("translated", "mean absolute error over all held-out items"),
    ]);
    all.extend(plot::series());
    all
});

/// How it is compared.
const OPERATOR: Name<Operator> =
    Name::needed("OPERATOR", operator, Suggestion::none).shown("< | <= | > | >= | == | !=");

/// With what.
const VALUE: Name<f64> = Name::needed("VALUE", number, Suggestion::none);

/// How far from it is near enough.
const TOLERANCE: Name<f64> = Name::needed("TOLERANCE", number, Suggestion::none);
const WITHIN: Forms = Forms::optional(&[&[&Key::new("+-", "near enough").or("±"), &TOLERANCE]]);

/// Says whether a value compares so with what was wanted, within a tolerance.
type Operator = fn(f64, f64, f64) -> bool;

fn operator(word: &str) -> Result<Operator> {
    Ok(match word {
        "<" => |value, wanted, tolerance| value < wanted + tolerance,
        "<=" => |value, wanted, tolerance| value <= wanted + tolerance,
        ">" => |value, wanted, tolerance| value > wanted - tolerance,
        ">=" => |value, wanted, tolerance| value >= wanted - tolerance,
        "==" => equal,
        // What is no number is equal to nothing.
        "!=" => |value, wanted, tolerance| !equal(value, wanted, tolerance),
        other => {
            return Err(Error::new(format!(
                "'{other}' is not a comparison; use <, <=, >, >=, == or !="
            )));
        }
    })
}

fn equal(value: f64, wanted: f64, tolerance: f64) -> bool {
    (value - wanted).abs() <= tolerance
}

fn number(word: &str) -> Result<f64> {
    let number = word.parse().ok().filter(|value: &f64| !value.is_nan());
    number.ok_or_else(|| {
        Error::new(format!(
            "'{word}' is not a number, as in 'expect d_loss < 2.0'"
        ))
    })
}

pub(super) const COMMAND: Command = Command {
    name: "expect",
    meant: &["assert"],
    group: Group::Lab,
    params: &[&NAME, &OPERATOR, &VALUE, &WITHIN],
    about: "fail unless a value is as expected; for scripts",
    details: "expect d_loss < 2.0; expect held_out < 0.02; expect g_loss == 0.9 +- 0.3; expect step == 100; expect classes != 1. If it does not hold, the command fails like any other, with an error that begins with 'expected'. Names: every series (mean of the last 20 steps), step, held_out (mean squared error over all held-out items), nats (of a vae), translated (mean absolute error), and what the last eval measured (fld, precision, ...).",
    misfit: Some(|_, _, _| "a tolerance goes at the end: 'expect g_loss == 0.9 +- 0.3'".to_owned()),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let given = &line.given;
    let (name, wanted) = (given.get(&NAME)?, given.get(&VALUE)?);
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
    // A step is a whole number; other values have the digits of an f32.
    let value = match name.as_str() {
        "step" => return held(given, trainer.state().step as f64, wanted, emit),
        "held_out" => trainer.held_out_error()?,
        "translated" => {
            let all = trainer.dataset().held_out.len();
            trainer.translate(all)?.1
        }
        "nats" => trainer.held_out_bound()?.total(),
        name if MEASURES.iter().any(|(known, _)| *known == name) && !series.contains_key(name) => {
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
    held(given, f64::from(value), wanted, emit)
}

/// Says that a value is as expected, or fails.
fn held(given: &Given, value: f64, wanted: f64, emit: Emit<'_>) -> Result<Did> {
    let holds = given.get(&OPERATOR)?;
    let (name, expression) = (given.get(&NAME)?, given.rest());
    if !holds(value, wanted, given.maybe(&TOLERANCE)?.unwrap_or(0.0)) {
        let said = if name == "step" {
            value.to_string()
        } else {
            (value as f32).to_string()
        };
        return Err(Error::new(format!(
            "expected {expression}, but {name} is {said}"
        )));
    }
    emit(Event::Expected {
        expression: expression.to_owned(),
        value: value as f32,
    });
    Ok(Did::Nothing)
}
