//! Whether an entry that was computed again is like its record.
//!
//! On the same instruction set a run is the same bit for bit. On another one sums round differently,
//! in the seventh digit at first, and training carries that on: of the shipped sessions the
//! autoencoder stays within 1e-6 for 300 steps, while a GAN is off by 1 % after 20 to 50 steps and
//! from there on is another run of the same kind. So two things are asked of a run elsewhere:
//!
//! - **The beginning is the same.** In the first [`EARLY`] steps every value lies within 0.01 % at the
//!   first step, growing to 1 % at the last. Measured between AVX2 and AVX-512 is a tenth of that at
//!   most. Another seed, rate, batch size, net or order of the data does not pass here.
//!   It is not asked of a run that begins with what another one had learned: there is no first step.
//! - **What comes of it is alike.** Later the means of an entry lie within 5 %, or within the spread
//!   that the recorded curve itself shows around its trend, twice.

use super::Entry;
use crate::error::{Error, Result};
use crate::event::{Curve, Event, Series, Stepped, TermRow};
use crate::lab::history::{EARLY, RECENT};

/// How far values of the first step may lie apart, relative to their size.
const FIRST: f32 = 1e-4;
/// How far values of the last of the first [`EARLY`] steps may lie apart, relative to their size.
const LAST: f32 = 1e-2;
/// How far means may lie apart later, relative to their size.
const MEANS: f32 = 0.05;
/// How far means may lie apart later, in standard deviations of the record's curve.
const SPREADS: f32 = 2.0;
/// How far means may lie apart where the weights are the same bit for bit: an earlier version added up a hundred
/// values in f32.
const SAME: f32 = 1e-5;
/// Values smaller than this are compared as if they were this large.
const SMALL: f32 = 1e-3;

/// What [`compare`] asks of a run on another instruction set, for people.
#[must_use]
pub fn demand() -> String {
    format!(
        "the first {EARLY} steps are compared within {} % growing to {} %, the means after that within {} % or {SPREADS} standard deviations of the recorded curve",
        FIRST * 100.0,
        LAST * 100.0,
        MEANS * 100.0
    )
}

/// The value that used most of what was allowed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Farthest {
    /// From 0, the same, to 1, just like enough.
    pub share: f32,
    /// `adv_x after 'step 280'`.
    pub what: String,
    /// Whether the run that is compared began with what another one had learned (`build gan from ae` and `on=ae`): its
    /// first steps differ by as much as the last ones of that run.
    pub inherits: bool,
}

/// Whether a line builds a run that begins with what another one had learned.
fn inherits(build: &str) -> bool {
    let mut words = build.split_whitespace().skip(2);
    words
        .next()
        .is_some_and(|word| word == "from" || word.starts_with("on="))
        || words.any(|word| word.starts_with("on="))
}

/// Compares an entry with its record: digests if `exact`, else values; `farthest` is moved on.
///
/// # Errors
/// A sentence that begins with `differs` and says where and by how much.
pub fn compare(
    recorded: &Entry,
    found: &Entry,
    exact: bool,
    farthest: &mut Farthest,
) -> Result<()> {
    let at = format!("after '{}' at step {}", recorded.line, recorded.step);
    if recorded.step != found.step {
        return Err(Error::new(format!(
            "differs: {at} it is step {} here",
            found.step
        )));
    }
    if exact && recorded.digest.is_some() && recorded.digest != found.digest {
        return Err(Error::new(format!(
            "differs: {at} the weights have digest {}…, in the record {}…",
            short(found.digest.as_deref()),
            short(recorded.digest.as_deref())
        )));
    }
    facts(recorded, found, &at)?;
    if recorded.line.starts_with("build") {
        farthest.inherits = inherits(&recorded.line);
    }
    let begins = exact || !farthest.inherits;
    let mut values = Vec::new();
    if let Some(recorded) = stepped(recorded) {
        let empty = Series::new();
        let (curves, means) = stepped(found).map_or((&[][..], &empty), |s| (&s.curves, &s.series));
        if begins {
            beginning(&recorded.curves, curves, &mut values);
        }
        ends(recorded, means, exact, &mut values);
    }
    if begins {
        phases(recorded, found, &mut values);
    }
    for value in values {
        let share = (value.found - value.recorded).abs() / value.allowed;
        if share.is_nan() || share > 1.0 {
            // A run that diverged is like one that diverged.
            if value.found.to_bits() == value.recorded.to_bits() {
                continue;
            }
            return Err(Error::new(format!(
                "differs: {at} {} is {}, in the record {}; {} apart are allowed",
                value.name, value.found, value.recorded, value.allowed
            )));
        }
        if share > farthest.share {
            farthest.share = share;
            farthest.what = format!("{} {at}", value.name);
        }
    }
    Ok(())
}

/// Compares what was built and the weights of terms, where both entries say them.
fn facts(recorded: &Entry, found: &Entry, at: &str) -> Result<()> {
    let of = |entry: &Entry| -> Vec<(String, String)> {
        let mut facts = Vec::new();
        for timed in &entry.events {
            match &timed.event {
                Event::Built(built) => {
                    facts.push(("batch".to_owned(), built.batch.to_string()));
                    facts.push(("latent".to_owned(), built.latent.to_string()));
                    let nets = built.nets.iter().map(|net| {
                        let what = format!("{} of {} weights", net.name, net.parameters);
                        (format!("the network {}", net.role), what)
                    });
                    facts.extend(nets);
                }
                Event::Ledger(ledger) => {
                    let weight = |term: &TermRow| {
                        (
                            format!("the weight of {}", term.name),
                            term.weight.to_string(),
                        )
                    };
                    facts.extend(ledger.terms.iter().map(weight));
                }
                _ => {}
            }
        }
        facts
    };
    let here = of(found);
    for (what, value) in of(recorded) {
        let other = here.iter().find(|(of, _)| *of == what);
        let other = other.map(|(_, other)| other.as_str());
        // A term may have been unknown to an earlier version, or be so to this one; a network was built.
        let other = other.or_else(|| what.starts_with("the network").then_some("none"));
        if let Some(other) = other.filter(|other| *other != value && !here.is_empty()) {
            return Err(Error::new(format!(
                "differs: {at} {what} is {other}, in the record {value}"
            )));
        }
    }
    Ok(())
}

/// Two values and how far they may lie apart.
struct Pair {
    name: String,
    recorded: f32,
    found: f32,
    allowed: f32,
}

/// Points of the first steps. Accuracies are left out: they jump by whole items.
fn beginning(recorded: &[Curve], found: &[Curve], into: &mut Vec<Pair>) {
    let steady = |curve: &&Curve| !counts_items(&curve.name) && !is_norm(&curve.name);
    for curve in recorded.iter().filter(steady) {
        let here = found.iter().find(|other| other.name == curve.name);
        for &(step, value) in curve.points.iter().take_while(|p| p.0 <= EARLY) {
            // A record may keep fewer points of a curve than are kept today, or more.
            let Some(point) = here.and_then(|c| c.points.iter().find(|p| p.0 == step)) else {
                continue;
            };
            into.push(Pair {
                name: format!("{} of step {step}", curve.name),
                recorded: value,
                found: point.1,
                allowed: early(step) * value.abs().max(SMALL),
            });
        }
    }
}

/// How far values of one of the first steps may lie apart, relative to their size: differences of
/// rounding grow by about the same factor in each step.
fn early(step: u64) -> f32 {
    let way = step.saturating_sub(1) as f32 / (EARLY - 1) as f32;
    FIRST * (LAST / FIRST).powf(way.min(1.0))
}

/// Means at the end of the entry.
fn ends(recorded: &Stepped, found: &Series, exact: bool, into: &mut Vec<Pair>) {
    for (name, &value) in recorded
        .series
        .iter()
        .filter(|(name, _)| exact || !is_norm(name))
    {
        let size = value.abs().max(SMALL);
        let curve = recorded.curves.iter().find(|curve| &curve.name == name);
        let allowed = if exact {
            SAME * size
        } else {
            let spread = curve.map_or(0.0, |curve| spread(curve, recorded.step));
            (MEANS * size).max(SPREADS * spread)
        };
        into.push(Pair {
            name: name.clone(),
            recorded: value,
            found: found.get(name).copied().unwrap_or(f32::NAN),
            allowed,
        });
    }
}

/// What the phases of the first steps produced.
fn phases(recorded: &Entry, found: &Entry, into: &mut Vec<Pair>) {
    let facts = |entry: &Entry| -> Vec<(String, u64, f32)> {
        let reports = entry.events.iter().filter_map(|timed| match &timed.event {
            Event::Phase(report) if report.step <= EARLY => Some(report),
            _ => None,
        });
        reports
            .flat_map(|report| {
                // An earlier version had one name for both.
                let phase = match report.name.as_str() {
                    "update makers" | "update E and G" => "update G",
                    name => name,
                };
                let name = move |fact: &str| format!("{fact} in '{phase}'");
                report
                    .facts
                    .iter()
                    .map(move |(fact, value)| (name(fact), report.step, *value))
            })
            .collect()
    };
    let here = facts(found);
    for (at, (name, step, value)) in facts(recorded).into_iter().enumerate() {
        if counts_items(&name) {
            continue;
        }
        let same = here.get(at).filter(|(other, ..)| *other == name);
        into.push(Pair {
            recorded: value,
            found: same.map_or(f32::NAN, |(.., value)| *value),
            allowed: early(step) * value.abs().max(SMALL),
            name,
        });
    }
}

/// The standard deviation of the points that the mean at `end` is of, around their trend: a loss that
/// falls is not wide for that.
fn spread(curve: &Curve, end: u64) -> f32 {
    let points: Vec<(f64, f64)> = curve
        .points
        .iter()
        .filter(|(step, _)| step + RECENT as u64 > end)
        .map(|&(step, value)| (step as f64, f64::from(value)))
        .collect();
    if points.len() < 3 {
        return 0.0;
    }
    let count = points.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(&|p| p.0), mean(&|p| p.1));
    let slope = mean(&|p| (p.0 - x) * (p.1 - y)) / mean(&|p| (p.0 - x).powi(2)).max(1e-12);
    let around = mean(&|p| (p.1 - y - slope * (p.0 - x)).powi(2));
    // A spread that is no number allows nothing.
    around.max(0.0).sqrt() as f32
}

/// Whether a series is the norm of a gradient: what rounds otherwise moves it a hundred times as far as a loss.
fn is_norm(name: &str) -> bool {
    name.ends_with("_norm")
}

fn counts_items(name: &str) -> bool {
    name.split([' ', '_'])
        .any(|part| part == "acc" || part == "accuracy")
}

fn stepped(entry: &Entry) -> Option<&Stepped> {
    entry.events.iter().find_map(|timed| match &timed.event {
        Event::Stepped(stepped) => Some(stepped),
        _ => None,
    })
}

fn short(digest: Option<&str>) -> String {
    digest.unwrap_or("none").chars().take(12).collect()
}
