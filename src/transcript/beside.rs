//! Two runs beside each other as lines: samples of one above those of the other, curves on the same axes, what each
//! discriminator believes.

use unicode_width::UnicodeWidthStr;

use super::chart::{Dots, plane};
use super::fit::{cut, number};
use super::{pictures, text};
use crate::art::Style;
use crate::event::{Compared, Gallery, OneRun};

/// Rows of a chart.
const ROWS: usize = 4;
/// Columns of the numbers left of it.
const LABEL: usize = 8;

/// All that is shown of both.
pub(super) fn lines(compared: &Compared, style: Style, width: usize) -> Vec<String> {
    let [left, right] = &compared.runs[..] else {
        return Vec::new();
    };
    let mut lines = looks(left, right, style, width);
    for [ours, theirs] in shared(left, right) {
        lines.extend(curves(ours, theirs, [&left.name, &right.name], width));
    }
    let opinion = |run: &OneRun| {
        let Some(scores) = &run.scores else {
            return vec![format!("{} has no discriminator", run.name)];
        };
        let mut lines = text::opinion(scores, usize::MAX);
        lines[0] = format!("D of {} · accuracy {:.2}", run.name, scores.accuracy);
        lines
    };
    if left.scores.is_some() || right.scores.is_some() {
        lines.extend(halves(&opinion(left), &opinion(right), width));
    }
    lines
}

/// Pictures above each other, so that those of the same noise stand in one column; planes side by side.
fn looks(left: &OneRun, right: &OneRun, style: Style, width: usize) -> Vec<String> {
    if let (Some(a), Some(b)) = (&left.plane, &right.plane) {
        let named = |run: &OneRun| format!("{} · real ·, generated +", run.name);
        let drawn = |of, head| [vec![head], plane(of, width / 2 - 2)].concat();
        return halves(&drawn(a, named(left)), &drawn(b, named(right)), width);
    }
    let mut lines = Vec::new();
    if let (Some(a), Some(b)) = (&left.gallery, &right.gallery)
        && a.pictures.len() == b.pictures.len()
        && a.columns == 0
    {
        let both = Gallery {
            columns: a.pictures.len(),
            pictures: [&a.pictures[..], &b.pictures[..]].concat(),
            ..a.clone()
        };
        let captions = [&a.captions[..], &b.captions[..]].concat();
        let both = Gallery { captions, ..both };
        let head = format!("{} above, {} below", left.name, right.name);
        lines.push(cut(&head, width));
        lines.extend(pictures::gallery(&both, style, width));
        return lines;
    }
    for run in [left, right] {
        if let Some(gallery) = &run.gallery {
            lines.push(cut(&format!("{} · {}", run.name, gallery.title), width));
            lines.extend(pictures::gallery(gallery, style, width));
        }
        if let Some(points) = &run.plane {
            lines.push(cut(&format!("{} · {}", run.name, points.title), width));
            lines.extend(plane(points, width));
        }
    }
    lines
}

/// A series of both, each as its finite points.
type Pair<'a> = [(&'a str, Vec<(u64, f32)>); 2];

/// The series that either has, in order.
fn shared<'a>(left: &'a OneRun, right: &'a OneRun) -> Vec<Pair<'a>> {
    let mut names: Vec<&str> = Vec::new();
    for curve in left.curves.iter().chain(&right.curves) {
        if !names.contains(&curve.name.as_str()) {
            names.push(&curve.name);
        }
    }
    let of = |run: &OneRun, name: &str| {
        let curve = run.curves.iter().find(|curve| curve.name == name);
        let points = curve.map_or(&[][..], |curve| &curve.points[..]).iter();
        points.filter(|p| p.1.is_finite()).copied().collect()
    };
    let pair = |name: &'a str| [(name, of(left, name)), (name, of(right, name))];
    names.into_iter().map(pair).collect()
}

/// One series of both, on the same axes.
fn curves(
    (name, ours): (&str, Vec<(u64, f32)>),
    (_, theirs): (&str, Vec<(u64, f32)>),
    runs: [&str; 2],
    width: usize,
) -> Vec<String> {
    let all = || ours.iter().chain(&theirs);
    let log = all().all(|p| p.1 > 0.0);
    let scale = |v: f32| if log { v.ln() } else { v };
    let range = |low: f32, high: f32| (low, (high - low).max(1e-9));
    let low = all().map(|p| p.1).fold(f32::INFINITY, f32::min);
    let high = all().map(|p| p.1).fold(f32::NEG_INFINITY, f32::max);
    let (Some(first), Some(last)) = (all().map(|p| p.0).min(), all().map(|p| p.0).max()) else {
        return Vec::new();
    };
    let (from, span) = range(scale(low), scale(high));
    let steps = last.saturating_sub(first).max(1) as f32;
    let columns = (width.saturating_sub(LABEL + 5) / 2).clamp(4, 200);
    let drawn = |points: &[(u64, f32)]| -> Vec<String> {
        let mut dots = Dots::new(columns, ROWS);
        for (step, value) in points {
            let across = step.saturating_sub(first) as f32 / steps;
            dots.set(across, (scale(*value) - from) / span);
        }
        dots.lines().collect()
    };
    let axis = if log { " (log)" } else { "" };
    let last_of = |points: &[(u64, f32)], run: &str| {
        let value = points.last().map_or("–".to_owned(), |p| number(p.1));
        format!("{run} {value}")
    };
    let head = format!(
        "{name} · {} · {} · steps {first} to {last}{axis}",
        last_of(&ours, runs[0]),
        last_of(&theirs, runs[1]),
    );
    let mut lines = vec![cut(&head, width)];
    let rows = drawn(&ours).into_iter().zip(drawn(&theirs));
    for (row, (left, right)) in rows.enumerate() {
        let label = match row {
            0 => number(high),
            row if row + 1 == ROWS => number(low),
            _ => String::new(),
        };
        lines.push(format!("{label:>LABEL$} │{left} │{right}"));
    }
    lines
}

/// Lines on both sides of a page.
fn halves(left: &[String], right: &[String], width: usize) -> Vec<String> {
    let half = width / 2;
    let line = |row| {
        let left = left.get(row).map_or("", String::as_str);
        let right = right.get(row).map_or("", String::as_str);
        let left = cut(left, half.saturating_sub(1));
        let gap = " ".repeat(half.saturating_sub(left.width()));
        let line = format!("{left}{gap}{}", cut(right, width - half));
        line.trim_end().to_owned()
    };
    (0..left.len().max(right.len())).map(line).collect()
}
