//! Events in words and tables.

use unicode_width::UnicodeWidthStr;

use super::fit::{cut, number, wrap};
use super::steps;
use crate::error::brief;
use crate::event::{Evaluated, Event, Ledger, Listing, Scores};
use crate::lab::history::WINDOW;

/// Plain lines of an event, without its pictures.
pub(super) fn lines(event: &Event, width: usize) -> Vec<String> {
    match event {
        Event::Said { text } => wrap(text, width),
        Event::Entered { line } => vec![cut(&format!("> {line}"), width)],
        Event::Listing(listing) => table(listing, width),
        Event::Built(built) => {
            let nets: Vec<_> = built
                .nets
                .iter()
                .map(|n| format!("{} {} {}", n.role, n.name, thousands(n.parameters)))
                .collect();
            wrap(
                &format!(
                    "{} on {} {:?} · {} · batch {} · latent {}{} · seed {} · {}",
                    built.recipe,
                    brief(&built.data),
                    built.item,
                    nets.join(", "),
                    built.batch,
                    built.latent,
                    if built.labels { " · labels" } else { "" },
                    built.seed,
                    built.device
                ),
                width,
            )
        }
        Event::Changed { name, from, to } => wrap(&format!("{name}: {from} → {to}"), width),
        Event::Phase(report) => {
            let head = format!(
                "[{}/{}] {} · {}",
                report.number, report.of, report.name, report.about
            );
            let mut lines = wrap(&head, width);
            if !report.facts.is_empty() {
                let facts: Vec<_> = report
                    .facts
                    .iter()
                    .map(|(n, v)| format!("{n} {}", number(*v)))
                    .collect();
                lines.extend(wrap(&format!("  {}", facts.join(" · ")), width));
            }
            lines
        }
        Event::Stepped(stepped) => steps::lines(stepped, width),
        Event::Gallery(gallery) => {
            wrap(&format!("{} · step {}", gallery.title, gallery.step), width)
        }
        Event::Plane(plane) => {
            let marks = match (plane.groups.is_empty(), plane.slopes.is_empty()) {
                (false, _) => "",
                (true, true) => " · real ·, generated +",
                (true, false) => " · real ·, generated an arrow, or +",
            };
            wrap(
                &format!("{} · step {}{marks}", plane.title, plane.step),
                width,
            )
        }
        Event::Scores(scores) => opinion(scores, width),
        Event::Ledger(ledger) => table(&terms(ledger), width),
        Event::Evaluated(evaluated) => table(&measures(evaluated), width),
        Event::Saved { path, digest } => {
            wrap(&format!("saved {path} · weights {}", short(digest)), width)
        }
        Event::Loaded { path, step, digest } => wrap(
            &format!("loaded {path} · step {step} · weights {}", short(digest)),
            width,
        ),
        Event::Moved(moved) => wrap(&steps::moved(moved), width),
        Event::StoppedAt(stopped) => wrap(&steps::stopped(stopped), width),
        Event::Branched { branch, from, step } => wrap(
            &format!("branch '{branch}' begins at step {step} of '{from}'"),
            width,
        ),
        Event::Exported { what, path, count } => wrap(&format!("{count} {what} in {path}"), width),
        Event::Expected { expression, value } => wrap(
            &format!("as expected: {expression} ({})", number(*value)),
            width,
        ),
        Event::Error {
            message,
            line: None,
        } => wrap(&format!("error: {message}"), width),
        Event::Error {
            message,
            line: Some(line),
        } => wrap(&format!("line {line}: error: {message}"), width),
        Event::Curves(curves) => curves
            .curves
            .iter()
            .filter_map(|c| {
                let (step, value) = c.points.last()?;
                let whole = c.points.iter().all(|(_, v)| v.fract() == 0.0);
                let value = if whole {
                    value.to_string()
                } else {
                    number(*value)
                };
                Some(format!("{} {value} at step {step}", c.name))
            })
            .map(|line| cut(&line, width))
            .collect(),
        Event::Chart(chart) => vec![cut(
            &format!("{} · step {}", chart.title, chart.step),
            width,
        )],
        Event::Compared(compared) => {
            let runs = compared.runs.iter();
            let runs: Vec<_> = runs
                .map(|run| format!("{} · step {}", run.name, run.step))
                .collect();
            let text = format!("{}: {}", runs.join(" beside "), compared.about);
            wrap(&text, width)
        }
        Event::Live(_)
        | Event::Progress(_)
        | Event::Screen(_)
        | Event::Quit
        | Event::Replay { .. } => Vec::new(),
    }
}

fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}

fn thousands(n: usize) -> String {
    if n >= 1_000_000 {
        format!("{:.2} M", n as f64 / 1e6)
    } else if n >= 1000 {
        format!("{:.0} k", n as f64 / 1e3)
    } else {
        n.to_string()
    }
}

/// The ledger as a table.
fn terms(ledger: &Ledger) -> Listing {
    let norms = ledger.terms.iter().any(|t| !t.norms.is_empty());
    let mut columns = vec![
        "term".to_owned(),
        "what".into(),
        ">weight".into(),
        ">value".into(),
    ];
    if norms {
        columns.push(">gradient norms".into());
    }
    let rows = ledger
        .terms
        .iter()
        .map(|t| {
            let weight = if t.weight == 0.0 {
                "off".to_owned()
            } else {
                format!("×{}", t.weight)
            };
            let value = t.value.map_or("–".to_owned(), number);
            let mut row = vec![t.name.clone(), t.formula.clone(), weight, value];
            if norms {
                let all: Vec<_> = t
                    .norms
                    .iter()
                    .map(|(net, v)| format!("∇{net} {}", number(*v)))
                    .collect();
                row.push(all.join(" "));
            }
            row
        })
        .collect();
    Listing {
        title: format!("ledger · step {} · means of {WINDOW}", ledger.step),
        columns,
        rows,
        footer: String::new(),
    }
}

/// Measurements as a table.
fn measures(evaluated: &Evaluated) -> Listing {
    let row = |measure: &crate::event::Measure| {
        let spread = measure.spread.map_or_else(String::new, number);
        vec![
            measure.name.clone(),
            number(measure.value),
            spread,
            measure.about.clone(),
        ]
    };
    Listing {
        title: format!(
            "eval · step {} · {} generated against {} held-out items of {}",
            evaluated.step,
            evaluated.generated,
            evaluated.real,
            brief(&evaluated.data)
        ),
        columns: ["measure", ">value", ">±", "what it says"]
            .map(str::to_owned)
            .to_vec(),
        rows: evaluated.measures.iter().map(row).collect(),
        footer: evaluated.note.clone(),
    }
}

/// What the discriminator believes: a bar for each tenth, means, accuracy.
pub(super) fn opinion(scores: &Scores, width: usize) -> Vec<String> {
    let bars = |counts: &[u32]| -> String {
        const LEVELS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let most = counts.iter().copied().max().unwrap_or(0).max(1);
        let level = |c: &u32| (f64::from(*c) * 8.0 / f64::from(most)).ceil() as usize;
        counts.iter().map(|c| LEVELS[level(c).min(8)]).collect()
    };
    vec![
        cut(
            &format!(
                "what {} says · step {} · accuracy {:.2} on held-out items and samples",
                if scores.discriminator.is_empty() {
                    "Dx"
                } else {
                    &scores.discriminator
                },
                scores.step,
                scores.accuracy
            ),
            width,
        ),
        cut(
            &format!(
                "  real  0 │{}│ 1  mean {:.2}",
                bars(&scores.real),
                scores.mean_real
            ),
            width,
        ),
        cut(
            &format!(
                "  fake  0 │{}│ 1  mean {:.2}",
                bars(&scores.fake),
                scores.mean_fake
            ),
            width,
        ),
    ]
}

/// An aligned table; on a narrow screen the widest column is made narrower and its cells are wrapped.
fn table(listing: &Listing, width: usize) -> Vec<String> {
    let heads: Vec<&str> = listing
        .columns
        .iter()
        .map(|c| c.trim_start_matches('>'))
        .collect();
    let mut widths: Vec<usize> = heads.iter().map(|h| h.width()).collect();
    for row in &listing.rows {
        for (w, cell) in widths.iter_mut().zip(row) {
            *w = (*w).max(cell.width());
        }
    }
    let all = |widths: &[usize]| widths.iter().sum::<usize>() + 2 * widths.len();
    while all(&widths) > width.max(20) {
        let Some(widest) = widths.iter_mut().max_by_key(|w| **w).filter(|w| **w > 4) else {
            break;
        };
        *widest -= 1;
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for ((cell, width), column) in cells.zip(&widths).zip(&listing.columns) {
            let cell = cut(cell, *width);
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            text.push_str("  ");
            if column.starts_with('>') {
                text.push_str(&gap);
                text.push_str(&cell);
            } else {
                text.push_str(&cell);
                text.push_str(&gap);
            }
        }
        cut(text.trim_end(), width)
    };
    let mut lines = vec![cut(&listing.title, width)];
    let heads = heads.into_iter().map(str::to_owned).collect();
    for row in std::iter::once(&heads).chain(&listing.rows) {
        let cells = row.iter().zip(&widths);
        let cells: Vec<_> = cells.map(|(cell, width)| wrap(cell, *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        lines.extend((0..height).map(|part| {
            let parts = cells.iter().map(|cell| cell.get(part));
            line(&mut parts.map(|part| part.map_or("", String::as_str)))
        }));
    }
    if !listing.footer.is_empty() {
        lines.extend(wrap(&listing.footer, width));
    }
    lines
}
