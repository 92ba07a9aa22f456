//! Curves of two runs on the same axes: each series in a small chart, the other run behind it in grey.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use unicode_width::UnicodeWidthStr;

use super::curves::{Drawn, curve};
use super::{Theme, put};
use crate::event::{Compared, OneRun};
use crate::transcript::{Dots, braille, number};

/// Columns for the ends of an axis.
const LABEL: u16 = 6;
/// Columns of a chart that others may stand beside.
const CHART: u16 = 26;
/// Rows of the smallest chart: its name, and two of curves.
const LEAST: u16 = 3;

/// One series of both runs, in the units of its axes.
struct Shared {
    name: String,
    log: bool,
    runs: Vec<Option<Drawn>>,
    /// First and last step, least and greatest value.
    across: (f64, f64),
    up: (f64, f64),
}

/// Draws the series of one of the runs, with axes that hold those of both.
pub(super) fn draw(compared: &Compared, at: usize, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let mut names: Vec<&str> = Vec::new();
    for curve in compared.runs.iter().flat_map(|run| &run.curves) {
        if !names.contains(&curve.name.as_str()) {
            names.push(&curve.name);
        }
    }
    if names.is_empty() {
        let text = "no steps were taken yet";
        put(buffer, area, (0, 0), text, theme.dim());
        return;
    }
    if area.height < LEAST || area.width < 2 * LABEL {
        return;
    }
    let runs: Vec<&str> = compared.runs.iter().map(|run| run.name.as_str()).collect();
    let beside = usize::from(area.width / CHART).clamp(1, names.len());
    let rows = names.len().div_ceil(beside);
    // Where not all have room, the first ones are shown.
    let rows = rows.min(usize::from(area.height / LEAST));
    let lines = Layout::vertical(vec![Constraint::Fill(1); rows]).split(area);
    for (line, names) in lines.iter().zip(names.chunks(beside)) {
        let places = Layout::horizontal(vec![Constraint::Fill(1); beside])
            .spacing(2)
            .split(*line);
        for (place, name) in places.iter().zip(names) {
            let width = place.width.saturating_sub(LABEL + 1);
            if let Some(shared) = Shared::of(&compared.runs, name, width) {
                shared.draw((at, &runs), *place, buffer, theme);
            }
        }
    }
}

impl Shared {
    fn of(runs: &[OneRun], name: &str, width: u16) -> Option<Self> {
        let points = |run: &OneRun| {
            let curve = run.curves.iter().find(|curve| curve.name == name);
            curve.map(|curve| curve.points.clone())
        };
        let all: Vec<_> = runs.iter().map(points).collect();
        let values = || all.iter().flatten().flatten().map(|p| p.1);
        let log = values().filter(|v| v.is_finite()).all(|v| v > 0.0);
        let scale = |v: f32| f64::from(if log { v.log10() } else { v });
        let drawn = |points: Option<Vec<(u64, f32)>>| {
            points.map(|points| curve(name, &points, width, u64::MAX, scale))
        };
        let runs: Vec<_> = all.into_iter().map(drawn).collect();
        let range = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
                (low.min(v), high.max(v))
            })
        };
        let known = || runs.iter().flatten().filter(|run| !run.smooth.is_empty());
        let across = range(&mut known().flat_map(|run| run.steps.map(|step| step as f64)));
        let up = range(&mut known().flat_map(|run| run.smooth.iter().map(|p| p.1)));
        // Of a flat line the middle.
        let margin = ((up.1 - up.0) * 0.05).max(0.01);
        across.0.is_finite().then(|| Self {
            name: name.to_owned(),
            log,
            across,
            up: (up.0 - margin, up.1 + margin),
            runs,
        })
    }

    fn draw(&self, (at, names): (usize, &[&str]), area: Rect, buffer: &mut Buffer, theme: Theme) {
        let last = |i: usize| self.runs.get(i)?.as_ref()?.last.map(number);
        let mut column = put(buffer, area, (0, 0), &self.name, theme.text());
        let own = last(at).unwrap_or_else(|| "–".to_owned());
        column += put(buffer, area, (column + 1, 0), &own, theme.run(at)) + 1;
        let log = if self.log { "log" } else { "" };
        for (other, name) in names.iter().enumerate().filter(|(other, _)| *other != at) {
            let value = last(other).unwrap_or_else(|| "–".to_owned());
            let room =
                usize::from(area.width.saturating_sub(column + 2)).saturating_sub(log.len() + 1);
            let texts = [format!("{name} {value}"), value];
            if let Some(text) = texts.iter().find(|text| text.width() <= room) {
                put(buffer, area, (column + 2, 0), text, theme.dim());
            }
        }
        put(
            buffer,
            area,
            (area.width.saturating_sub(3), 0),
            log,
            theme.dim(),
        );
        // The steps stand below where there is room.
        let named = u16::from(area.height >= 5);
        let (wide, high) = (
            area.width.saturating_sub(LABEL + 1),
            area.height - 1 - named,
        );
        let value = |v: f64| {
            number(if self.log {
                10_f64.powf(v) as f32
            } else {
                v as f32
            })
        };
        let (low, top) = (value(self.up.0), value(self.up.1));
        for (row, text) in [(1, &top), (high, &low)] {
            let right = LABEL.saturating_sub(u16::try_from(text.width()).unwrap_or(LABEL));
            put(buffer, area, (right, row), text, theme.dim());
        }
        for row in 1..=high {
            put(buffer, area, (LABEL, row), "│", theme.dim());
        }
        if named > 0 {
            let (from, to) = (
                format!("{:.0}", self.across.0),
                format!("step {:.0}", self.across.1),
            );
            let between = usize::from(wide).saturating_sub(from.len());
            let text = format!("{from}{to:>between$}");
            put(buffer, area, (LABEL + 1, high + 1), &text, theme.dim());
        }
        let dots: Vec<Dots> = (0..self.runs.len())
            .map(|i| self.dots(i, usize::from(wide), usize::from(high)))
            .collect();
        let plot = Rect::new(area.x + LABEL + 1, area.y + 1, wide, high);
        for (row, y) in (plot.y..plot.bottom()).enumerate() {
            for (column, x) in (plot.x..plot.right()).enumerate() {
                let own = dots.get(at).map_or(0, |dots| dots.cell(column, row));
                let all = dots
                    .iter()
                    .fold(0, |all, dots| all | dots.cell(column, row));
                // Without colours nothing tells the other run from this one.
                let bits = if theme.colour() { all } else { own };
                let glyph = match (bits, theme.ascii()) {
                    (0, _) => continue,
                    (_, true) => '*',
                    (bits, false) => braille(bits),
                };
                let style = if own > 0 { theme.run(at) } else { theme.dim() };
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    cell.set_char(glyph).set_style(style);
                }
            }
        }
    }

    /// A curve as dots, joined from point to point.
    fn dots(&self, run: usize, wide: usize, high: usize) -> Dots {
        let mut dots = Dots::new(wide.max(1), high.max(1));
        let Some(Some(drawn)) = self.runs.get(run) else {
            return dots;
        };
        let share = |v: f64, (low, high): (f64, f64)| ((v - low) / (high - low).max(1e-9)) as f32;
        let places: Vec<[f32; 2]> = drawn
            .smooth
            .iter()
            .map(|p| [share(p.0, self.across), share(p.1, self.up)])
            .collect();
        for ends in places.windows(2) {
            // Half a dot apart at most.
            let apart = [
                (ends[1][0] - ends[0][0]).abs() * wide as f32 * 4.0,
                (ends[1][1] - ends[0][1]).abs() * high as f32 * 8.0,
            ];
            let pieces = (apart[0].max(apart[1]).ceil() as usize).clamp(1, 4096);
            for piece in 0..pieces {
                let t = piece as f32 / pieces as f32;
                let along = [0, 1].map(|c| ends[0][c] + t * (ends[1][c] - ends[0][c]));
                dots.set(along[0], along[1]);
            }
        }
        if let Some([x, y]) = places.last() {
            dots.set(*x, *y);
        }
        dots
    }
}
