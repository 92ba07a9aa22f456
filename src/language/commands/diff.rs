//! `diff`: two runs beside each other, branches or saved ones: what was done in each, and what came of it.

use std::sync::Arc;

use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::event::{Compared, Event, Listing, Scores, Series};
use crate::lab::config::settings::SETTINGS;
use crate::lab::history::WINDOW;
use crate::lab::timeline::{Act, Position, Tree};
use crate::language::command::{Command, Group, Line};
use crate::language::halves::{Common, Half, beside};
use crate::language::known::branches;
use crate::language::params::{Name, Suggestion, any};
use crate::language::position;
use crate::language::saved::{For, Named, named, open};
use crate::language::travel::visit;
use crate::session::Entry;
use crate::shell::{Did, Emit, Shell};

/// The other run, or the first of two.
const NAME: Name<String> = Name::needed("NAME", any, runs).shown("BRANCH|FILE.ron");
/// The second, where the run that stands is none of them.
const OTHER: Name<String> = Name::optional("OTHER", any, runs).shown("OTHER");

/// Letters of a checksum that are shown, as where the run goes somewhere.
const DIGITS: usize = 12;
/// The most lines of each side in the table.
const LINES: usize = 12;

pub(super) const COMMAND: Command = Command {
    name: "diff",
    meant: &["difference", "beside"],
    group: Group::Time,
    params: &[&NAME, &OTHER],
    about: "two runs side by side: samples, losses, D, and what differs",
    details: "diff main compares the run as it stands with the end of another branch, diff gan.ron with a saved run, and diff a.ron b.ron (or two branches) two others. It shows the lines since they parted, the settings that differ, the means of the last 20 steps, whether the weights are the same, and of both, side by side: samples from the same noise, their losses on the same axes, and what each discriminator believes. On a screen with room for one, the same key shows the other. A saved run is read and checked as 'load' does it, and has to have learned from the same data; the run of the lab stays as it is.",
    run,
    ..Command::BASE
};

/// What may be compared.
fn runs(before: &[&str]) -> Vec<Suggestion> {
    let mut all = branches(before);
    all.extend(Suggestion::files("ron"));
    all
}

/// Where one of the two is.
enum Which {
    /// On the timeline.
    At(Position),
    File(Named),
}

/// One of the two: where it is, and what it is called.
struct One {
    which: Which,
    name: String,
}

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let (first, second) = (line.given.get(&NAME)?, line.given.maybe(&OTHER)?);
    let words = match second {
        Some(second) => [Some(first), Some(second)],
        None => [None, Some(first)],
    };
    if words[0].is_none() {
        shell.trainer()?;
    }
    let mut ones = Vec::new();
    for word in words {
        ones.push(one(shell, word)?);
    }
    let tree = &shell.timeline.tree;
    let places: Vec<Position> = ones.iter().filter_map(One::at).collect();
    if let [a, b] = places[..]
        && tree.place(a) == tree.place(b)
    {
        return Err(Error::new(format!(
            "the run stands at the end of '{}': there is nothing to compare",
            ones[1].name
        )));
    }
    let mut halves = look(shell, line, ones, emit)?;
    if let [a, b] = places[..] {
        let entries = shell.session.as_ref().map_or(&[][..], |s| &s.entries[..]);
        let tree = &shell.timeline.tree;
        halves[0].lines = since(entries, tree, a, Some(b));
        halves[1].lines = since(entries, tree, b, Some(a));
    } else if halves[0].built.seed == halves[1].built.seed {
        let both = halves[0].lines.iter().zip(&halves[1].lines);
        let both = both.take_while(|(a, b)| a == b).count();
        for half in &mut halves {
            half.lines.drain(..both);
        }
    }
    let [left, right] = halves;
    emit(Event::Listing(table(&left, &right)));
    let (about, runs) = beside(left, right);
    emit(Event::Compared(Compared { about, runs }));
    Ok(Did::AsTyped)
}

impl One {
    /// Where it is on the timeline.
    fn at(&self) -> Option<Position> {
        match self.which {
            Which::At(at) => Some(at),
            Which::File(_) => None,
        }
    }
}

/// What a word names; no word: the run as it stands.
fn one(shell: &Shell, word: Option<String>) -> Result<One> {
    let tree = &shell.timeline.tree;
    let Some(word) = word else {
        let name = tree.current().map_or("", |b| b.name.as_str()).to_owned();
        let which = Which::At(tree.here);
        return Ok(One { which, name });
    };
    if let Some(branch) = tree.named(&word) {
        let which = Which::At(tree.end(branch));
        return Ok(One { which, name: word });
    }
    match named(&word) {
        Ok(file) => {
            let name = file.path.file_name().unwrap_or(file.path.as_os_str());
            let name = name.to_string_lossy().into_owned();
            let which = Which::File(file);
            Ok(One { which, name })
        }
        Err(why) if word.contains(['.', '/']) => Err(why),
        Err(_) => {
            let why = position::branch(tree, &word).err();
            let why = why.map_or_else(String::new, |why| why.to_string());
            Err(Error::new(format!(
                "{why}; a saved run has the name of its file: 'diff {word}.ron'"
            )))
        }
    }
}

/// Looks at both, one after the other. The run of the lab stands where it stood.
fn look(shell: &mut Shell, line: &Line, ones: Vec<One>, emit: Emit<'_>) -> Result<[Half; 2]> {
    let mut common = None;
    let mut learned: Option<Arc<Dataset>> = None;
    let mut halves = Vec::new();
    for One { which, name } in ones {
        let mut found = None;
        match which {
            Which::At(at) => {
                visit(line.language, shell, &[at], emit, &mut |shell, _| {
                    let trainer = shell.trainer()?;
                    let common = common.get_or_insert_with(|| Common::of(trainer));
                    found = Some((Half::of(trainer, name.clone(), common)?, trainer.dataset()));
                    Ok(())
                })?;
                let entries = shell.session.as_ref().map_or(&[][..], |s| &s.entries[..]);
                if let Some((half, _)) = &mut found {
                    half.lines = since(entries, &shell.timeline.tree, at, None);
                }
            }
            Which::File(file) => {
                let refuse = |theirs: &str, ours: &str| others(&name, theirs, ours);
                let of = For {
                    language: line.language,
                    command: COMMAND.name,
                    same: learned.as_deref().map(|data| (data, &refuse as _)),
                };
                let mut saved = open(&of, shell, file, &mut *emit)?;
                let common = common.get_or_insert_with(|| Common::of(&saved.trainer));
                let mut half = Half::of(&mut saved.trainer, name.clone(), common)?;
                half.lines = since(&saved.session.entries, &saved.tree, saved.tree.here, None);
                found = Some((half, saved.data));
            }
        }
        let Some((half, data)) = found else { continue };
        if let Some(other) = learned.as_ref().filter(|other| other.digest != data.digest) {
            return Err(others(&half.name, &data.name, &other.name));
        }
        learned = Some(data);
        halves.push(half);
    }
    <[Half; 2]>::try_from(halves).map_err(|_| Error::new("stopped; nothing was compared"))
}

/// Runs of different data.
fn others(name: &str, theirs: &str, ours: &str) -> Error {
    Error::new(format!(
        "'{name}' learned from '{theirs}', the other run from '{ours}': no noise, item or score means the same to both; 'plot d_loss with {name}' draws their curves together"
    ))
}

/// What differs, in words and numbers.
fn table(ours: &Half, theirs: &Half) -> Listing {
    let mut rows = Vec::new();
    let lines = ours.lines.len().max(theirs.lines.len());
    for at in 0..lines.min(LINES) {
        let of = |half: &Half| match half.lines.len().saturating_sub(LINES) {
            more if more > 0 && at + 1 == LINES => format!("… and {} more", more + 1),
            _ => half.lines.get(at).cloned().unwrap_or_default(),
        };
        let what = if at == 0 {
            "lines since they parted"
        } else {
            ""
        };
        rows.push(vec![what.to_owned(), of(ours), of(theirs)]);
    }
    let mut differs = |name: &str, ours: String, theirs: String| {
        if ours != theirs {
            rows.push(vec![name.to_owned(), ours, theirs]);
        }
    };
    let nets = |half: &Half| {
        let nets = half.built.nets.iter();
        let nets: Vec<_> = nets.map(|n| format!("{} {}", n.role, n.name)).collect();
        nets.join(", ")
    };
    let both = |of: fn(&Half) -> String| (of(ours), of(theirs));
    for (name, (ours, theirs)) in [
        ("recipe", both(|half| half.built.recipe.clone())),
        ("networks", (nets(ours), nets(theirs))),
        (
            "numbers in a code",
            both(|half| half.built.latent.to_string()),
        ),
        ("labels", both(|half| half.built.labels.to_string())),
        ("seed", both(|half| half.built.seed.to_string())),
    ] {
        differs(name, ours, theirs);
    }
    for row in SETTINGS {
        differs(row.name, row.of(&ours.settings), row.of(&theirs.settings));
    }
    let names: std::collections::BTreeSet<_> =
        ours.series.keys().chain(theirs.series.keys()).collect();
    let known = |value: Option<f32>| value.map_or_else(|| "–".to_owned(), |v| format!("{v:.4}"));
    for name in names {
        let value = |series: &Series| known(series.get(name).copied());
        rows.push(vec![
            name.clone(),
            value(&ours.series),
            value(&theirs.series),
        ]);
    }
    if ours.scores.is_some() || theirs.scores.is_some() {
        let of = |half: &Half, value: fn(&Scores) -> f32| known(half.scores.as_ref().map(value));
        for (name, value) in [
            (
                "D on held-out items",
                (|s| s.mean_real) as fn(&Scores) -> f32,
            ),
            ("D on samples", |s| s.mean_fake),
            ("accuracy of D", |s| s.accuracy),
        ] {
            rows.push(vec![name.to_owned(), of(ours, value), of(theirs, value)]);
        }
    }
    let weights = |half: &Half| half.digest.chars().take(DIGITS).collect::<String>();
    rows.push(vec!["weights".into(), weights(ours), weights(theirs)]);
    let same = if ours.digest == theirs.digest {
        "the weights are the same, bit for bit · "
    } else {
        ""
    };
    let head = |half: &Half| format!(">{} · step {}", half.name, half.step);
    Listing {
        title: format!("{} and {}", ours.name, theirs.name),
        columns: vec![String::new(), head(ours), head(theirs)],
        rows,
        footer: format!("{same}means of the last {WINDOW} steps"),
    }
}

/// The lines that lead to one position and not to another; where there is no other, those from its build on.
fn since(entries: &[Entry], tree: &Tree, of: Position, other: Option<Position>) -> Vec<String> {
    let path = tree.path(of.branch);
    let beside = other.map_or_else(Vec::new, |other| tree.path(other.branch));
    let same = match other {
        Some(other) => {
            let same = path.iter().zip(&beside).take_while(|(a, b)| a == b).count();
            same.min(of.legs).min(other.legs)
        }
        None => tree.build(of).unwrap_or(0),
    };
    let until = of.legs + usize::from(of.steps > 0);
    let legs = path.iter().enumerate().take(until).skip(same);
    let lines = legs.map(|(place, leg)| match leg.act {
        Act::Steps { count, .. } => {
            let count = if place == of.legs { of.steps } else { count };
            // Of a line that both begin with, the part that is not both's.
            let both = match beside.get(place).map(|leg| leg.act) {
                Some(Act::Steps { count: theirs, .. }) if place == same => theirs.min(count),
                _ => 0,
            };
            let left = count - both;
            if left == 0 {
                String::new()
            } else {
                format!("step {left}")
            }
        }
        _ => entries
            .get(leg.entry)
            .map_or_else(String::new, |e| e.line.clone()),
    });
    lines.filter(|line| !line.is_empty()).collect()
}
