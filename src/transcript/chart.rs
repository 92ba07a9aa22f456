//! Curves and scatters in braille dots: two by four to a cell.

use super::fit::{cut, number, wrap};
use crate::event::{Curve, Curves, Plane};

/// A raster of dots, two by four to a cell.
#[derive(Debug)]
pub struct Dots {
    columns: usize,
    rows: usize,
    cells: Vec<u8>,
}

impl Dots {
    /// An empty raster of that many cells.
    #[must_use]
    pub fn new(columns: usize, rows: usize) -> Self {
        Self {
            columns,
            rows,
            cells: vec![0; columns * rows],
        }
    }

    /// Sets the dot at `(x, y)`, both in [0, 1], `y` upwards.
    pub fn set(&mut self, x: f32, y: f32) {
        /// Bits of a braille cell, by row and column.
        const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        if !(x.is_finite() && y.is_finite()) {
            return;
        }
        let place = |v: f32, n: usize| ((v.clamp(0.0, 1.0) * n as f32) as usize).min(n - 1);
        let (column, row) = (place(x, self.columns * 2), place(1.0 - y, self.rows * 4));
        self.cells[row / 4 * self.columns + column / 2] |= BITS[row % 4][column % 2];
    }

    /// The dots of a cell, as bits of a braille pattern; 0 where there are none.
    #[must_use]
    pub fn cell(&self, column: usize, row: usize) -> u8 {
        let at = row * self.columns + column;
        self.cells.get(at).copied().unwrap_or(0)
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.cells
            .chunks(self.columns)
            .map(|row| row.iter().map(|bits| braille(*bits)).collect())
    }
}

/// The glyph of a cell with these dots.
#[must_use]
pub fn braille(bits: u8) -> char {
    char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' ')
}

/// Each series on an axis of its own: what matters is its shape and its last value.
pub(super) fn curves(curves: &Curves, width: usize) -> Vec<String> {
    const ROWS: usize = 4;
    curves
        .curves
        .iter()
        .flat_map(|curve| one(curve, curves.log, width, ROWS))
        .collect()
}

fn one(curve: &Curve, log: bool, width: usize, rows: usize) -> Vec<String> {
    let points: Vec<_> = curve.points.iter().filter(|(_, v)| v.is_finite()).collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let log = log && points.iter().all(|(_, v)| *v > 0.0);
    let scale = |v: f32| if log { v.ln() } else { v };
    let (low, high) = points
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), (_, v)| {
            (l.min(*v), h.max(*v))
        });
    let columns = width.saturating_sub(11).clamp(4, 200);
    let mut dots = Dots::new(columns, rows);
    let span = (scale(high) - scale(low)).max(1e-9);
    let steps = last.0.saturating_sub(first.0).max(1) as f32;
    for (step, v) in &points {
        dots.set(
            step.saturating_sub(first.0) as f32 / steps,
            (scale(*v) - scale(low)) / span,
        );
    }
    let axis = if log { " (log)" } else { "" };
    let head = format!(
        "{} {} · steps {} to {}{axis}",
        curve.name,
        number(last.1),
        first.0,
        last.0
    );
    let mut lines = vec![cut(&head, width)];
    for (i, row) in dots.lines().enumerate() {
        let label = match i {
            0 => number(high),
            i if i + 1 == rows => number(low),
            _ => String::new(),
        };
        lines.push(cut(&format!("{label:>8} │{row}"), width));
    }
    lines
}

/// Real points and lines as dots, generated ones as `+` or as arrows over them, points by class as marks.
pub(super) fn plane(plane: &Plane, width: usize) -> Vec<String> {
    const ROWS: usize = 16;
    let rows = if plane.groups.is_empty() { ROWS } else { 20 };
    let columns = width.clamp(4, 2 * rows + 4);
    let [left, right, bottom, top] = plane.bounds;
    let at = |p: &[f32; 2]| {
        (
            (p[0] - left) / (right - left),
            (p[1] - bottom) / (top - bottom),
        )
    };
    let mut dots = Dots::new(columns, rows);
    for (x, y) in plane.real.iter().map(at) {
        dots.set(x, y);
    }
    for (x, y) in plane
        .lines
        .iter()
        .flat_map(|line| along(line))
        .map(|p| at(&p))
    {
        if (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y) {
            dots.set(x, y);
        }
    }
    let mut grid: Vec<Vec<char>> = dots.lines().map(|line| line.chars().collect()).collect();
    let mut put = |p: &[f32; 2], mark: char| {
        let (x, y) = at(p);
        if (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y) {
            grid[(((1.0 - y) * rows as f32) as usize).min(rows - 1)]
                [((x * columns as f32) as usize).min(columns - 1)] = mark;
        }
    };
    for (point, mark) in plane.generated.iter().zip(marks(plane)) {
        put(point, mark);
    }
    for (i, group) in plane.groups.iter().enumerate() {
        for point in &group.points {
            put(point, mark(i));
        }
    }
    let mut lines: Vec<String> = grid
        .into_iter()
        .map(|row| row.into_iter().collect())
        .collect();
    if !plane.groups.is_empty() {
        let names = plane.groups.iter().enumerate();
        let legend: Vec<_> = names
            .map(|(i, group)| (mark(i).to_string(), group.name.as_str()))
            .map(|(mark, name)| {
                if mark == name {
                    mark
                } else {
                    format!("{mark} {name}")
                }
            })
            .collect();
        lines.extend(wrap(&legend.join("  "), width));
    }
    lines
}

/// The mark of the `i`th class: a digit, then a letter.
#[must_use]
pub fn mark(i: usize) -> char {
    let i = u32::try_from(i % 36).unwrap_or_default();
    char::from_digit(i, 36).unwrap_or('?')
}

/// The mark of each generated point: an arrow along the gradient of D, or a plain `+` if there is no gradient or it is
/// less than a tenth of the largest.
#[must_use]
pub fn marks(plane: &Plane) -> Vec<char> {
    /// From the right, against the clock.
    const ARROWS: [char; 8] = ['→', '↗', '↑', '↖', '←', '↙', '↓', '↘'];
    let length = |[x, y]: [f32; 2]| x.hypot(y);
    let slopes = plane.slopes.iter().map(|s| length(*s));
    let most = slopes.filter(|l| l.is_finite()).fold(0.0, f32::max);
    (0..plane.generated.len())
        .map(|i| match plane.slopes.get(i) {
            Some(&[x, y]) if length([x, y]) > 0.1 * most => {
                let eighth = y.atan2(x) / std::f32::consts::FRAC_PI_4;
                ARROWS[(eighth.round() as i32).rem_euclid(8) as usize]
            }
            _ => '+',
        })
        .collect()
}

/// Points along a line, close enough to draw it.
#[must_use]
pub fn along(line: &[[f32; 2]]) -> Vec<[f32; 2]> {
    const BETWEEN: usize = 12;
    let parts = line.windows(2);
    parts
        .flat_map(|ends| {
            (0..=BETWEEN).map(|i| {
                let t = i as f32 / BETWEEN as f32;
                [0, 1].map(|c| ends[0][c] + t * (ends[1][c] - ends[0][c]))
            })
        })
        .collect()
}
