//! `diff`: two branches beside each other: what was done on each, and what came of it.

use super::plot;
use crate::error::{Error, Result};
use crate::event::{Curves, Event, Gallery, Listing, Series};
use crate::lab::Noise;
use crate::lab::config::settings::{SETTINGS, Settings};
use crate::lab::history::WINDOW;
use crate::lab::timeline::{Act, Position, Tree};
use crate::language::command::{Command, Group, Line};
use crate::language::known::branches;
use crate::language::params::{Name, any};
use crate::language::position;
use crate::language::travel::visit;
use crate::shell::{Did, Emit, Shell};

/// The other branch.
const NAME: Name<String> = Name::needed("NAME", any, branches);

/// Samples of each side.
const SAMPLES: usize = 8;
/// Series whose curves a screen shows of both, and points of each.
const DRAWN: [&str; 3] = ["d_loss", "g_loss", "rec_x"];
const POINTS: usize = 300;
/// Letters of a checksum that are shown, as where the run goes somewhere.
const DIGITS: usize = 12;

pub(super) const COMMAND: Command = Command {
    name: "diff",
    meant: &["difference"],
    group: Group::Time,
    params: &[&NAME],
    about: "compare with another branch: lines, settings, series, samples",
    details: "diff main. Compares the run as it stands with the end of the other branch: the lines since they parted, the settings that differ, the means of the last 20 steps, whether the weights are the same, and samples of both from the same noise (this run's first). On a screen the losses of both are drawn as well, as by 'plot d_loss with main'.",
    run,
    ..Command::BASE
};

/// One of the two.
struct One {
    name: String,
    step: u64,
    digest: String,
    settings: Settings,
    series: Series,
    samples: Option<Gallery>,
}

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let name = line.given.get(&NAME)?;
    let tree = &shell.timeline.tree;
    let other = tree.end(position::branch(tree, &name)?);
    let here = tree.here;
    if tree.place(other) == tree.place(here) {
        return Err(Error::new(format!(
            "the run stands at the end of '{name}': there is nothing to compare"
        )));
    }
    let own = tree.current().map_or("", |b| b.name.as_str()).to_owned();
    let ours = one(shell, own)?;
    let mut theirs = None;
    visit(line.language, shell, &[other], emit, &mut |shell, _| {
        theirs = Some(one(shell, name.clone())?);
        Ok(())
    })?;
    let Some(theirs) = theirs else {
        return Ok(Did::Nothing);
    };
    let mut rows = Vec::new();
    let tree = &shell.timeline.tree;
    let (left, right) = (
        since(shell, tree, here, other),
        since(shell, tree, other, here),
    );
    for at in 0..left.len().max(right.len()) {
        let of = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
        let what = if at == 0 {
            "lines since they parted"
        } else {
            ""
        };
        rows.push(vec![what.to_owned(), of(&left), of(&right)]);
    }
    for row in SETTINGS {
        let (ours, theirs) = (row.of(&ours.settings), row.of(&theirs.settings));
        if ours != theirs {
            rows.push(vec![row.name.to_owned(), ours, theirs]);
        }
    }
    let names: std::collections::BTreeSet<_> =
        ours.series.keys().chain(theirs.series.keys()).collect();
    for name in names {
        let value = |series: &Series| {
            let value = series.get(name).copied();
            value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"))
        };
        rows.push(vec![
            name.clone(),
            value(&ours.series),
            value(&theirs.series),
        ]);
    }
    let weights = |one: &One| one.digest.chars().take(DIGITS).collect::<String>();
    rows.push(vec!["weights".into(), weights(&ours), weights(&theirs)]);
    let same = if ours.digest == theirs.digest {
        "the weights are the same, bit for bit · "
    } else {
        ""
    };
    let head = |one: &One| format!(">{} · step {}", one.name, one.step);
    emit(Event::Listing(Listing {
        title: format!("{} and {}", ours.name, theirs.name),
        columns: vec![String::new(), head(&ours), head(&theirs)],
        rows,
        footer: format!("{same}means of the last {WINDOW} steps"),
    }));
    // A screen has room for the curves of both; they stand beside the samples, or behind them, on the next tab.
    if shell.live.is_some() && ours.name != theirs.name {
        let mut curves = shell.trainer()?.state().history.curves(None, POINTS);
        curves.retain(|curve| DRAWN.contains(&curve.name.as_str()));
        let curves = plot::beside(shell, &curves, std::slice::from_ref(&theirs.name))?;
        emit(Event::Curves(Curves { curves, log: true }));
    }
    if let (Some(mine), Some(other)) = (ours.samples, theirs.samples) {
        emit(Event::Gallery(Gallery {
            kind: "diff".into(),
            title: format!("the same noise: {} above, {} below", ours.name, theirs.name),
            step: ours.step,
            columns: SAMPLES,
            pictures: [mine.pictures, other.pictures].concat(),
            captions: Vec::new(),
        }));
    }
    Ok(Did::AsTyped)
}

fn one(shell: &mut Shell, name: String) -> Result<One> {
    let trainer = shell.trainer()?;
    let drawn = trainer.is_drawn_from() && !trainer.is_plane();
    let samples = drawn.then(|| trainer.sample(SAMPLES, Noise::Fixed, None));
    Ok(One {
        name,
        step: trainer.state().step,
        digest: trainer.digest(),
        settings: trainer.state().settings.clone(),
        series: trainer.state().history.means(WINDOW),
        samples: samples.transpose()?,
    })
}

/// The lines that lead to one position and not to another.
fn since(shell: &Shell, tree: &Tree, of: Position, other: Position) -> Vec<String> {
    let (path, beside) = (tree.path(of.branch), tree.path(other.branch));
    let same = path.iter().zip(&beside).take_while(|(a, b)| a == b).count();
    let same = same.min(of.legs).min(other.legs);
    let entries = shell.session.as_ref().map_or(&[][..], |s| &s.entries[..]);
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
