//! Conditions on the series of a run: `d_acc > 0.95`, `d_loss < 0.2*g_loss`, `mean20(rec_x) < 0.05 for 10`.

use std::fmt;

use crate::error::{Error, Result};
use crate::lab::history::History;

/// The most steps that a mean is of, and that a condition has to hold for.
const MOST: u64 = 10_000;

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
struct Value {
    factor: f64,
    /// A series, where it is no mere number.
    of: Option<String>,
    /// Steps that a mean is of; of one step it is the step's own value.
    steps: u64,
}

/// How two values compare.
type Operator = fn(f64, f64) -> bool;

/// All comparisons; longer words first, for one begins with the other.
const OPERATORS: [(&str, Operator); 6] = [
    ("<=", |a, b| a <= b),
    (">=", |a, b| a >= b),
    ("==", |a, b| same(a, b)),
    ("!=", |a, b| !same(a, b)),
    ("<", |a, b| a < b),
    (">", |a, b| a > b),
];

/// Whether two values are one in the digits of an f32.
#[allow(clippy::float_cmp, clippy::cast_possible_truncation)]
fn same(a: f64, b: f64) -> bool {
    a as f32 == b as f32
}

/// A comparison that holds at a step or does not.
#[derive(Debug, Clone)]
pub struct Condition {
    left: Value,
    operator: (&'static str, Operator),
    right: Value,
    /// Steps in a row that it has to hold for.
    lasts: u64,
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// A sentence with the word that is not understood, and an example.
    pub fn read(text: &str) -> Result<Self> {
        let text = text.trim();
        let (compared, lasts) = match text.rsplit_once(" for ") {
            Some((compared, steps)) => {
                let lasts = steps.trim().parse().ok();
                let lasts = lasts.filter(|n| (1..=MOST).contains(n)).ok_or_else(|| {
                    Error::new(format!(
                        "'for {}' is not a number of steps from 1 to {MOST}; 'd_acc > 0.95 for 10' is one condition",
                        steps.trim()
                    ))
                })?;
                (compared, lasts)
            }
            None => (text, 1),
        };
        let found = OPERATORS.into_iter().filter_map(|operator| {
            let at = compared.find(operator.0)?;
            Some((at, std::cmp::Reverse(operator.0.len()), operator))
        });
        let Some((at, _, operator)) = found.min_by_key(|(at, length, _)| (*at, *length)) else {
            return Err(Error::new(format!(
                "'{text}' is not a comparison; a condition looks like 'd_acc > 0.95' or 'd_loss < 0.2*g_loss', with <, <=, >, >=, == or !="
            )));
        };
        let (left, right) = (&compared[..at], &compared[at + operator.0.len()..]);
        let condition = Self {
            left: Value::read(left)?,
            operator,
            right: Value::read(right)?,
            lasts,
        };
        if condition.series().next().is_none() {
            return Err(Error::new(format!(
                "'{text}' compares two numbers; one side has to be a series, like 'd_acc > 0.95'"
            )));
        }
        Ok(condition)
    }

    /// The series that it is about.
    pub fn series(&self) -> impl Iterator<Item = &str> {
        [&self.left, &self.right]
            .into_iter()
            .filter_map(|value| value.of.as_deref())
    }

    /// Refuses series that the run does not have.
    ///
    /// # Errors
    /// A sentence with the nearest name.
    pub fn known(&self, names: &[&str]) -> Result<()> {
        let unknown = self.series().find(|name| !names.contains(name));
        unknown.map_or(Ok(()), |name| {
            Err(Error::unknown("series", name, names.iter().copied()))
        })
    }

    /// Whether it holds at a step; nothing where a series has no value there.
    fn compares(&self, history: &History, step: u64) -> Option<bool> {
        let (left, right) = (self.left.at(history, step)?, self.right.at(history, step)?);
        Some((self.operator.1)(left, right))
    }

    /// Whether it holds at a step, and has for as many steps as it says.
    #[must_use]
    pub fn holds(&self, history: &History, step: u64) -> bool {
        step >= self.lasts
            && (step - self.lasts + 1..=step).all(|at| self.compares(history, at) == Some(true))
    }

    /// Whether it begins to hold at a step: it does there, and did not when it was last known before.
    #[must_use]
    pub fn begins(&self, history: &History, step: u64) -> bool {
        if !self.holds(history, step) {
            return false;
        }
        // A series that few steps have a value of: the last one that has.
        let before = (1..step).rev().take(MOST as usize);
        let known = before
            .filter(|at| self.compares(history, *at).is_some())
            .take(1);
        known.last().is_none_or(|at| !self.holds(history, at))
    }

    /// The steps after `from`, up to `to`, at which it begins to hold.
    #[must_use]
    pub fn beginnings(&self, history: &History, from: u64, to: u64) -> Vec<u64> {
        let mut found = Vec::new();
        let (mut held, mut in_a_row) = (false, 0);
        for step in 1..=to {
            match self.compares(history, step) {
                // A gap ends a row where it has to last.
                None if self.lasts > 1 => in_a_row = 0,
                None => continue,
                Some(true) => in_a_row += 1,
                Some(false) => in_a_row = 0,
            }
            let holds = in_a_row >= self.lasts;
            if holds && !held && step > from {
                found.push(step);
            }
            held = holds;
        }
        found
    }

    /// The values of its series at a step.
    #[must_use]
    pub fn values(&self, history: &History, step: u64) -> Vec<(String, f32)> {
        let of = |value: &Value| {
            let name = value.of.as_ref()?;
            let plain = Value {
                factor: 1.0,
                ..value.clone()
            };
            let name = if value.steps > 1 {
                format!("mean{}({name})", value.steps)
            } else {
                name.clone()
            };
            Some((name, plain.at(history, step)? as f32))
        };
        [&self.left, &self.right]
            .into_iter()
            .filter_map(of)
            .collect()
    }
}

impl Value {
    fn read(text: &str) -> Result<Self> {
        let text = text.trim();
        let wrong = || {
            Error::new(format!(
                "'{text}' is neither a number nor a series; examples are 0.95, d_acc, 0.2*g_loss and mean20(d_acc)"
            ))
        };
        if let Some((first, second)) = text.split_once('*') {
            let (first, second) = (Self::read(first)?, Self::read(second)?);
            let factor = first.factor * second.factor;
            return match (first.of.is_some(), second.of.is_some()) {
                (true, true) => Err(Error::new(format!(
                    "'{text}' multiplies two series; a number times a series is '0.2*g_loss'"
                ))),
                (true, false) => Ok(Self { factor, ..first }),
                (false, _) => Ok(Self { factor, ..second }),
            };
        }
        if let Ok(number) = text.parse::<f64>() {
            let factor = Some(number).filter(|n| n.is_finite()).ok_or_else(wrong)?;
            return Ok(Self {
                factor,
                of: None,
                steps: 1,
            });
        }
        let (name, steps) = match text
            .strip_prefix("mean")
            .and_then(|rest| rest.split_once('('))
        {
            Some((steps, rest)) => {
                let name = rest.strip_suffix(')').ok_or_else(wrong)?;
                let steps = steps.parse().ok().filter(|n| (1..=MOST).contains(n));
                (name.trim(), steps.ok_or_else(wrong)?)
            }
            None => (text, 1),
        };
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(letters) {
            return Err(wrong());
        }
        Ok(Self {
            factor: 1.0,
            of: Some(name.to_owned()),
            steps,
        })
    }

    /// Its value at a step, where there is one.
    fn at(&self, history: &History, step: u64) -> Option<f64> {
        let Some(name) = &self.of else {
            return Some(self.factor);
        };
        // A mean is known where the step itself is; of fewer steps where fewer were taken.
        let here = f64::from(history.at(name, step)?);
        if self.steps == 1 {
            return Some(self.factor * here);
        }
        let from = step.saturating_sub(self.steps - 1);
        let values = (from..=step).filter_map(|at| history.at(name, at));
        let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| {
            (sum + f64::from(value), count + 1.0)
        });
        Some(self.factor * sum / count)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(name) = &self.of else {
            return write!(f, "{}", self.factor);
        };
        if (self.factor - 1.0).abs() > 0.0 {
            write!(f, "{}*", self.factor)?;
        }
        match self.steps {
            1 => f.write_str(name),
            steps => write!(f, "mean{steps}({name})"),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.operator.0, self.right)?;
        match self.lasts {
            1 => Ok(()),
            steps => write!(f, " for {steps}"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::event::Series;

    fn history(values: &[f32]) -> History {
        let mut history = History::default();
        for (step, value) in (1..).zip(values) {
            let series = [("a".to_owned(), *value), ("b".to_owned(), 1.0)];
            history.push(step, &Series::from(series));
        }
        history
    }

    #[test]
    fn conditions_are_read_and_said() {
        for (typed, said) in [
            ("d_acc>0.95", "d_acc > 0.95"),
            ("d_loss < 0.2*g_loss", "d_loss < 0.2*g_loss"),
            ("g_loss * 2 >= 3", "2*g_loss >= 3"),
            (" mean20(d_acc) > 0.9 for 10 ", "mean20(d_acc) > 0.9 for 10"),
            ("-1e3 != rec_x", "-1000 != rec_x"),
        ] {
            assert_eq!(Condition::read(typed).unwrap().to_string(), said);
        }
        for (typed, part) in [
            ("d_acc", "is not a comparison"),
            ("", "is not a comparison"),
            ("1 < 2", "two numbers"),
            ("a*b > 1", "two series"),
            ("d acc > 1", "'d acc' is neither"),
            ("mean(a) > 1", "'mean(a)' is neither"),
            ("mean0(a) > 1", "'mean0(a)'"),
            ("a > 1 for ever", "'for ever'"),
            ("a > 1 for 0", "'for 0'"),
            ("a > nan", "'nan' is neither"),
            ("a => 1", "is neither"),
        ] {
            let why = Condition::read(typed).unwrap_err().to_string();
            assert!(why.contains(part), "{typed}: {why}");
        }
        let unknown = Condition::read("d_los < 1").unwrap();
        let why = unknown.known(&["d_loss", "g_loss"]).unwrap_err();
        assert!(why.to_string().contains("d_loss"), "{why}");
    }

    #[test]
    fn a_condition_begins_to_hold_where_it_did_not_before() {
        let history = history(&[2.0, 0.0, 2.0, 2.0, 2.0, 0.0, 2.0, 2.0]);
        let begins = |text: &str| {
            let condition = Condition::read(text).unwrap();
            let one_by_one: Vec<u64> = (1..=8)
                .filter(|step| condition.begins(&history, *step))
                .collect();
            assert_eq!(condition.beginnings(&history, 0, 8), one_by_one, "{text}");
            one_by_one
        };
        assert_eq!(begins("a > 1"), [1, 3, 7]);
        assert_eq!(begins("a > b"), [1, 3, 7]);
        assert_eq!(begins("a > 3*b"), [] as [u64; 0]);
        assert_eq!(begins("a > 1 for 2"), [4, 8]);
        assert_eq!(begins("mean2(a) >= 2"), [1, 4, 8]);
        assert_eq!(begins("c > 1"), [] as [u64; 0]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z0-9_*()<>=!. +-]{0,30}") {
            if let Ok(condition) = Condition::read(&text) {
                let again = Condition::read(&condition.to_string()).unwrap();
                proptest::prop_assert_eq!(again, condition);
            }
        }
    }
}
