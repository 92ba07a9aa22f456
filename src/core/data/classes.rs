//! From labels in a file to classes: those that occur.

use super::Rule;
use super::input::Input;
use super::labels::Labels;
use super::place::{Files, find};
use crate::error::{Error, Result, plain};
use std::collections::BTreeSet;

/// The file that names classes, one a line: that of label 0 first.
const NAMES: &str = "classes.txt";
/// The most bytes of it.
const MOST_NAMES: usize = 64 << 10;
/// Classes that there can be.
const MOST: usize = 256;

/// Names the classes of the labels and turns each label into the place of its class.
///
/// Files may count from 1, or hold only a few of the classes that there are: a class without an item is none, and
/// each keeps the number that the file gives it as its name. Where there are `names`, those of the labels 0, 1, 2 and so
/// on, they are the classes.
///
/// # Errors
/// If a label has no name.
pub(super) fn of(labels: [&mut Vec<u8>; 2], names: Vec<String>, rule: Rule) -> Result<Vec<String>> {
    if !names.is_empty() {
        let unnamed = labels.iter().flat_map(|part| part.iter());
        return match unnamed
            .copied()
            .find(|label| usize::from(*label) >= names.len())
        {
            Some(label) => Err(unnamed_label(&names, i64::from(label))),
            None if labels[0].is_empty() => Ok(Vec::new()),
            None => Ok(names),
        };
    }
    let mut occurs = [false; 256];
    for label in labels.iter().flat_map(|part| part.iter()) {
        occurs[usize::from(*label)] = true;
    }
    let last = (0..=u8::MAX).rev().find(|l| occurs[usize::from(*l)]);
    if let (Rule::Earlier, Some(last)) = (rule, last) {
        return Ok((0..=last).map(|label| label.to_string()).collect());
    }
    let there: Vec<u8> = (0..=u8::MAX).filter(|l| occurs[usize::from(*l)]).collect();
    let mut place = [0_u8; 256];
    for (at, label) in (0..=u8::MAX).zip(&there) {
        place[usize::from(*label)] = at;
    }
    for label in labels.into_iter().flatten() {
        *label = place[usize::from(*label)];
    }
    Ok(there.iter().map(u8::to_string).collect())
}

/// The names of classes in `classes.txt`, where it is there.
///
/// # Errors
/// If it cannot be read, or does not name 1 to 256 classes.
pub(super) fn in_file(files: &impl Files) -> Result<Vec<String>> {
    let Some((file, content)) = find(files, &[NAMES.to_owned()])? else {
        return Ok(Vec::new());
    };
    let mut input = Input::open(&file, content)?;
    let bytes = input.read(MOST_NAMES + 1)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.trim_start_matches('\u{feff}').lines();
    let names: Vec<String> = lines.map(|line| plain(line.trim())).collect();
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    let twice = (1..names.len()).find(|at| names[..*at].contains(&names[*at]));
    if let Some(twice) = twice {
        return Err(input.says(&format!(
            "names '{}' twice; each class needs its own name",
            names[twice]
        )));
    }
    if bytes.len() > MOST_NAMES || !(1..=MOST).contains(&names.len()) {
        return Err(input.says(&format!(
            "should hold the names of 1 to {MOST} classes, one per line, in at most {MOST_NAMES} bytes"
        )));
    }
    Ok(names)
}

/// The classes of both parts and the label of each item as a place among them. `names` are those of the labels 0, 1, 2
/// and so on, or empty.
///
/// # Errors
/// If there are too many classes, or names are missing.
pub(super) fn named(
    of: &str,
    labels: [Labels; 2],
    names: Vec<String>,
    notes: &mut Vec<String>,
) -> Result<(Vec<String>, [Vec<u8>; 2])> {
    match labels {
        [Labels::None, _] => {
            if !names.is_empty() {
                notes.push(format!(
                    "{NAMES} names classes, but the items have no labels"
                ));
            }
            Ok((Vec::new(), [Vec::new(), Vec::new()]))
        }
        [Labels::Places(train), held] => {
            let held = match held {
                Labels::Places(held) => held,
                _ => Vec::new(),
            };
            Ok((names, [train, held]))
        }
        [Labels::Numbers(train), held] => {
            let held = match held {
                Labels::Numbers(held) => held,
                _ => Vec::new(),
            };
            if names.is_empty() {
                return places(of, &[train, held], i64::to_string);
            }
            let place = |label: &i64| {
                let place = usize::try_from(*label).ok().filter(|at| *at < names.len());
                let place = place.and_then(|at| u8::try_from(at).ok());
                place.ok_or_else(|| unnamed_label(&names, *label))
            };
            let all = |labels: Vec<i64>| labels.iter().map(place).collect::<Result<Vec<u8>>>();
            let placed = [all(train)?, all(held)?];
            Ok((names, placed))
        }
        [Labels::Words(train), held] => {
            let held = match held {
                Labels::Words(held) => held,
                _ => Vec::new(),
            };
            places(of, &[train, held], |word| plain(word))
        }
    }
}

/// Each label as its place among those that occur, in order.
fn places<T: Ord>(
    of: &str,
    labels: &[Vec<T>; 2],
    name: impl Fn(&T) -> String,
) -> Result<(Vec<String>, [Vec<u8>; 2])> {
    let there: BTreeSet<&T> = labels.iter().flatten().collect();
    if there.len() > MOST {
        return Err(Error::new(format!(
            "{of} has {} different labels; there can be at most {MOST} classes",
            there.len()
        )));
    }
    let there: Vec<&T> = there.into_iter().collect();
    let place = |label: &T| {
        // It is there, and there are at most 256.
        there.binary_search(&label).unwrap_or_default() as u8
    };
    let placed = [0, 1].map(|part| labels[part].iter().map(place).collect());
    Ok((there.into_iter().map(name).collect(), placed))
}

fn unnamed_label(names: &[String], label: i64) -> Error {
    Error::new(format!(
        "{NAMES} names {} classes, for labels 0 to {}, but an item has label {label}; add the missing names, one per line",
        names.len(),
        names.len() - 1
    ))
}
