//! A drawing in progress: a cursor, a pen and an eraser, brushes, and strokes that can be undone.

use crate::language::Drawing;

/// The largest brush, in cells.
const LARGEST: usize = 5;
/// Strokes that can be undone.
const KEPT: usize = 100;

/// A cell of the canvas, from the top left; what is beside the canvas is none.
pub type Cell = (isize, isize);

/// A drawing in progress.
pub struct Sketch {
    pub drawing: Drawing,
    pub cursor: Cell,
    /// The class that is drawn.
    pub class: u8,
    /// Cells that the brush is wide and high.
    pub brush: usize,
    /// Whether moving the cursor draws.
    pub down: bool,
    /// Whether the pen is an eraser.
    pub erases: bool,
    /// Whether there is anything that the lab was not given.
    pub changed: bool,
    /// What there was before each stroke.
    before: Vec<Drawing>,
}

impl Default for Sketch {
    fn default() -> Self {
        Self::of(Drawing::default())
    }
}

impl Sketch {
    /// Begins with a drawing, in its middle.
    pub fn of(drawing: Drawing) -> Self {
        let middle = Drawing::SIDE.cast_signed() / 2;
        Self {
            drawing,
            cursor: (middle, middle),
            class: 1,
            brush: 1,
            down: false,
            erases: false,
            changed: false,
            before: Vec::new(),
        }
    }

    /// Begins a stroke.
    pub fn begin(&mut self) {
        if self.before.last() != Some(&self.drawing) {
            self.before.push(self.drawing.clone());
        }
        if self.before.len() > KEPT {
            self.before.remove(0);
        }
    }

    /// Undoes the last stroke that changed anything.
    pub fn undo(&mut self) {
        self.down = false;
        while let Some(before) = self.before.pop() {
            if before != self.drawing {
                (self.drawing, self.changed) = (before, true);
                return;
            }
        }
    }

    /// Empties every cell.
    pub fn clear(&mut self) {
        self.begin();
        self.down = false;
        (self.drawing, self.changed) = (Drawing::default(), true);
    }

    /// What the pen puts into cells: its class, or nothing.
    pub fn ink(&self) -> u8 {
        if self.erases { 0 } else { self.class }
    }

    /// Puts the pen down and draws at the cursor, or lifts it.
    pub fn toggle(&mut self) {
        self.down = !self.down;
        if self.down {
            self.begin();
            self.line(self.cursor, self.cursor, self.ink());
        }
    }

    /// Takes the pen of a class.
    pub fn choose(&mut self, class: u8) {
        (self.class, self.erases) = (class, false);
        self.begin();
    }

    /// Takes the eraser, or the pen again.
    pub fn turn(&mut self) {
        self.erases = !self.erases;
        self.begin();
    }

    /// Makes the brush larger or smaller.
    pub fn resize(&mut self, larger: bool) {
        let wanted = if larger {
            self.brush + 1
        } else {
            self.brush - 1
        };
        self.brush = wanted.clamp(1, LARGEST);
    }

    /// Moves the cursor, no farther than to the edge; a pen that is down draws.
    pub fn step(&mut self, (across, down): Cell) {
        let from = self.cursor;
        self.place((from.0 + across, from.1 + down));
        if self.down {
            self.line(from, self.cursor, self.ink());
        }
    }

    /// Puts the cursor on a cell, or on the nearest one.
    pub fn place(&mut self, (column, row): Cell) {
        let last = Drawing::SIDE.cast_signed() - 1;
        self.cursor = (column.clamp(0, last), row.clamp(0, last));
    }

    /// Draws from one cell to another, so that no cell between them is left out.
    pub fn line(&mut self, from: Cell, to: Cell, class: u8) {
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let steps = across.abs().max(down.abs()).max(1);
        // To the nearest cell.
        let part = |of: isize, step: isize| (2 * of * step + steps).div_euclid(2 * steps);
        for step in 0..=steps {
            self.dab(
                (from.0 + part(across, step), from.1 + part(down, step)),
                class,
            );
        }
    }

    /// Puts the brush on a cell.
    fn dab(&mut self, (column, row): Cell, class: u8) {
        let size = self.brush.cast_signed();
        let span = -(size - 1) / 2..=size / 2;
        for (x, y) in span.clone().flat_map(|y| span.clone().map(move |x| (x, y))) {
            if let (Ok(x), Ok(y)) = (usize::try_from(column + x), usize::try_from(row + y))
                && x < Drawing::SIDE
                && y < Drawing::SIDE
                && self.drawing.at(x, y) != class
            {
                self.drawing.set(x, y, class);
                self.changed = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells that are drawn, row by row.
    fn cells(sketch: &Sketch) -> Vec<(usize, usize, u8)> {
        let all =
            (0..Drawing::SIDE * Drawing::SIDE).map(|i| (i % Drawing::SIDE, i / Drawing::SIDE));
        all.map(|(x, y)| (x, y, sketch.drawing.at(x, y)))
            .filter(|(.., class)| *class > 0)
            .collect()
    }

    #[test]
    fn a_fast_stroke_has_no_holes() {
        for to in [(39, 3), (5, 39), (0, 0), (39, 39), (-8, 60)] {
            let mut sketch = Sketch::default();
            sketch.line((20, 20), to, 2);
            let mut drawn = cells(&sketch);
            drawn.sort_by_key(|(x, y, _)| (x.abs_diff(20).max(y.abs_diff(20)), *x, *y));
            assert_eq!(drawn[0], (20, 20, 2));
            let near = |a: &(usize, usize, u8), b: &(usize, usize, u8)| {
                a.0.abs_diff(b.0) <= 1 && a.1.abs_diff(b.1) <= 1
            };
            assert!(
                drawn.windows(2).all(|pair| near(&pair[0], &pair[1])),
                "{drawn:?}"
            );
        }
    }

    #[test]
    fn the_pen_draws_when_it_moves_and_strokes_are_undone() {
        let mut sketch = Sketch::default();
        sketch.step((-1, 0));
        assert_eq!(cells(&sketch), []);
        sketch.toggle();
        sketch.step((2, 0));
        let row = [(19, 20, 1), (20, 20, 1), (21, 20, 1)];
        assert_eq!(cells(&sketch), row);
        // Another class begins another stroke.
        sketch.choose(3);
        sketch.step((0, 1));
        assert_eq!(cells(&sketch)[2..], [(21, 20, 3), (21, 21, 3)]);
        sketch.undo();
        assert_eq!((cells(&sketch), sketch.down), (row.to_vec(), false));
        sketch.step((-9, 0));
        sketch.turn();
        sketch.toggle();
        sketch.step((8, -1));
        assert_eq!(cells(&sketch)[..], row[2..]);
        sketch.clear();
        sketch.undo();
        sketch.undo();
        sketch.undo();
        assert_eq!(cells(&sketch), []);
        assert_eq!(sketch.ink(), 0, "the eraser stays");
    }

    #[test]
    fn a_brush_is_as_large_as_it_says_and_ends_at_the_edge() {
        let mut sketch = Sketch::default();
        sketch.resize(false);
        for size in 1..=LARGEST + 1 {
            let size = size.min(LARGEST);
            assert_eq!(sketch.brush, size);
            sketch.clear();
            sketch.line((20, 20), (20, 20), 1);
            assert_eq!(sketch.drawing.drawn(), size * size);
            sketch.resize(true);
        }
        sketch.clear();
        sketch.step((99, 99));
        sketch.toggle();
        assert_eq!(cells(&sketch).len(), 9);
    }
}
