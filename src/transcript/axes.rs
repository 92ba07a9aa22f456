//! One quantity plotted over another, with both axes named.

use super::chart::{Dots, along};
use super::fit::{cut, number, wrap};
use crate::event::Chart;

/// The marks for the points of each line, in order; characters that every terminal has.
pub const PLOTTED: [char; 6] = ['o', 'x', '+', '#', '@', '%'];

/// What the points of a chart span, in the units of its axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    log: bool,
    /// Least and most, as they are shown.
    pub across: [f32; 2],
    pub up: [f32; 2],
}

impl Span {
    /// Of the points that can be shown; nothing where there are none.
    #[must_use]
    pub fn of(chart: &Chart) -> Option<Self> {
        let shown = |p: &&[f32; 2]| p.iter().all(|v| v.is_finite()) && (!chart.log || p[0] > 0.0);
        let points = || {
            chart
                .lines
                .iter()
                .flat_map(|line| line.points.iter().filter(shown))
        };
        points().next()?;
        let range = |axis: usize| {
            points().fold([f32::INFINITY, f32::NEG_INFINITY], |[low, high], p| {
                [low.min(p[axis]), high.max(p[axis])]
            })
        };
        Some(Self {
            log: chart.log,
            across: range(0),
            up: range(1),
        })
    }

    /// Where a point lies between the ends of both axes, each in [0, 1]; nothing if it cannot be shown.
    #[must_use]
    pub fn place(&self, [x, y]: [f32; 2]) -> Option<[f32; 2]> {
        let scale = |v: f32| if self.log { v.ln() } else { v };
        let share = |v: f32, [low, high]: [f32; 2]| {
            if high > low {
                (v - low) / (high - low)
            } else {
                0.5
            }
        };
        let place = [share(scale(x), self.across.map(scale)), share(y, self.up)];
        place.iter().all(|v| v.is_finite()).then_some(place)
    }
}

/// The lines as dots with a mark at each point, the axes with their ends and names, and a legend.
pub(super) fn chart(chart: &Chart, width: usize) -> Vec<String> {
    const ROWS: usize = 12;
    let Some(span) = Span::of(chart) else {
        return Vec::new();
    };
    let columns = width.saturating_sub(11).clamp(4, 60);
    let mut dots = Dots::new(columns, ROWS);
    let places: Vec<Vec<[f32; 2]>> = (chart.lines.iter())
        .map(|line| line.points.iter().filter_map(|p| span.place(*p)).collect())
        .collect();
    for [x, y] in places.iter().flat_map(|line| along(line)) {
        dots.set(x, y);
    }
    let mut grid: Vec<Vec<char>> = dots.lines().map(|line| line.chars().collect()).collect();
    for (line, mark) in places.iter().zip(PLOTTED.iter().cycle()) {
        for [x, y] in line {
            let column = ((x * columns as f32) as usize).min(columns - 1);
            let row = (((1.0 - y) * ROWS as f32) as usize).min(ROWS - 1);
            grid[row][column] = *mark;
        }
    }
    let mut lines = vec![cut(&format!("  {}", chart.up), width)];
    for (row, cells) in grid.into_iter().enumerate() {
        let label = match row {
            0 => number(span.up[1]),
            row if row + 1 == ROWS => number(span.up[0]),
            _ => String::new(),
        };
        let cells: String = cells.into_iter().collect();
        lines.push(cut(&format!("{label:>8} │{cells}"), width));
    }
    lines.push(cut(&format!("{:>9}└{}", "", "─".repeat(columns)), width));
    let log = if chart.log { " (log)" } else { "" };
    let [from, to] = span.across.map(number);
    let name = format!("{}{log}", chart.across);
    let wide = columns.saturating_sub(from.len() + to.len());
    lines.push(cut(&format!("{:>10}{from}{name:^wide$}{to}", ""), width));
    let named = chart.lines.iter().zip(PLOTTED.iter().cycle());
    let legend: Vec<_> = named
        .map(|(line, mark)| format!("{mark} {}", line.name))
        .collect();
    lines.extend(wrap(&format!("  {}", legend.join("   ")), width));
    lines
}
