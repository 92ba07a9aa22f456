//! `plot`: series over the steps.

use crate::error::{Error, Result};
use crate::evaluate::MEASURES;
use crate::event::{Curve, Curves, Event};
use crate::lab::series;
use crate::lab::terms::TERMS;
use crate::lab::timeline::Tree;
use crate::language::command::{Command, Group, Language, Line};
use crate::language::known::branches;
use crate::language::params::{List, Suggestion, any};
use crate::language::position;
use crate::language::saved::named;
use crate::shell::{Did, Emit, Shell};

/// Points of a curve.
const POINTS: usize = 300;

/// Which series.
const SERIES: List<String> = List {
    name: "SERIES... [with BRANCH|FILE.ron...]",
    length: (0, 16),
    read: any,
    suggest: |before| {
        if before.contains(&"with") {
            let mut all = branches(before);
            all.extend(Suggestion::files("ron"));
            return all;
        }
        let mut all = Suggestion::all([("with", "the same of other branches and saved runs")]);
        all.extend(series());
        all
    },
};

/// All series and measures there can be.
pub(super) fn series() -> Vec<Suggestion> {
    let terms = TERMS.iter().map(|term| (term.name, term.formula));
    let series = series::SERIES
        .iter()
        .map(|(name, _)| (*name, "a series of each step"));
    let measures = MEASURES.iter().map(|(name, _)| (*name, "measured by eval"));
    Suggestion::all(series.chain(terms).chain(measures))
}

pub(super) const COMMAND: Command = Command {
    name: "plot",
    meant: &["graph", "curve", "curves", "chart", "losses"],
    group: Group::Measure,
    params: &[&SERIES],
    about: "curves over the steps",
    details: "plot; plot d_loss g_loss; plot d_loss with main also draws the series of another branch, plot d_loss with gan.ron that of a saved run. Without names: the losses.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let asked = line.given.get(&SERIES)?;
    let with = asked.iter().position(|word| word == "with");
    let (asked, with) = match with {
        Some(at) => (asked[..at].to_vec(), Some(asked[at + 1..].to_vec())),
        None => (asked, None),
    };
    let mut curves = shell.trainer()?.state().history.curves(None, POINTS);
    if curves.is_empty() {
        return Err(Error::new("nothing to plot yet; 'step 100' makes curves"));
    }
    let names: Vec<String> = curves.iter().map(|c| c.name.clone()).collect();
    if let Some(unknown) = asked.iter().find(|w| !names.contains(w)) {
        let names = names.iter().map(String::as_str);
        return Err(Error::unknown("series", unknown, names));
    }
    if asked.is_empty() {
        curves.retain(|c| c.name.ends_with("loss") || c.name.starts_with("rec"));
        // A joint loss of one term is that term: one curve says it.
        let others: Vec<_> = curves
            .iter()
            .filter(|c| c.name != "loss")
            .map(|c| c.points.clone())
            .collect();
        curves.retain(|c| c.name != "loss" || !others.contains(&c.points));
        if curves.is_empty() {
            return Err(Error::new(format!(
                "there are no losses yet; 'plot {}' shows what there is: {}",
                names[0],
                names.join(", ")
            )));
        }
    } else {
        curves.retain(|c| asked.contains(&c.name));
    }
    if let Some(with) = with {
        curves = beside(line.language, shell, &curves, &with)?;
    }
    emit(Event::Curves(Curves { curves, log: true }));
    Ok(Did::AsTyped)
}

/// The curves, and those of the same names of other branches and saved runs, each with the name of its run.
///
/// # Errors
/// A sentence when no branch is named, or there is none of that name.
fn beside(
    language: Language,
    shell: &mut Shell,
    curves: &[Curve],
    with: &[String],
) -> Result<Vec<Curve>> {
    if with.is_empty() {
        return Err(Error::new(
            "with which branch or saved run? 'branches' lists them, 'plot d_loss with main' draws both",
        ));
    }
    shell.leave_history();
    let tree = &shell.timeline.tree;
    let own = tree.current().map_or("", |b| b.name.as_str());
    let mut others = Vec::new();
    for name in with {
        others.push((name, of(language, tree, name)?));
    }
    let mut all: Vec<Curve> = Vec::new();
    for curve in curves {
        let named = |branch: &str| format!("{} {branch}", curve.name);
        all.push(Curve {
            name: named(own),
            points: curve.points.clone(),
        });
        for (name, theirs) in &others {
            let same = theirs.iter().find(|other| other.name == curve.name);
            all.extend(same.map(|same| Curve {
                name: named(name),
                points: same.points.clone(),
            }));
        }
    }
    Ok(all)
}

/// The curves of a branch, or of a saved run as it was recorded.
fn of(language: Language, tree: &Tree, name: &str) -> Result<Vec<Curve>> {
    if let Some(branch) = tree.named(name) {
        return Ok(tree.branches[branch].history.curves_ahead(POINTS));
    }
    let file = match named(name) {
        Ok(file) => file,
        Err(why) if name.contains(['.', '/']) => return Err(why),
        Err(_) => return position::branch(tree, name).map(|_| Vec::new()),
    };
    let theirs = file.record(language)?;
    let run = theirs.current().map(|branch| &branch.history);
    Ok(run.map_or_else(Vec::new, |history| history.curves_ahead(POINTS)))
}
