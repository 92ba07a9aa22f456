//! Draws the points of a drawing.

use rand::Rng;

use super::drawing::{Drawing, EDGE, SIDE};
use crate::data::toy::to_f32;
use crate::random;

const TRAIN: usize = 10_000;
const HELD_OUT: usize = 1_000;
/// The points never change, whatever the seed of a session.
const SEED: u64 = 0;

/// Points, and the class of each.
type Part = (Vec<[f32; 2]>, Vec<i64>);

/// The points to learn from, and those that are held out: each uniform in a cell, all drawn cells being equally likely.
/// There has to be one.
pub(super) fn of(drawing: &Drawing) -> [Part; 2] {
    // 1,600 cells at most. Numbers of 32 bits, so that every machine draws the same.
    let cells: Vec<(u32, u8)> = (0..).zip(drawing.cells.iter().copied()).collect();
    let cells: Vec<(u32, u8)> = cells.into_iter().filter(|(_, class)| *class > 0).collect();
    let last = u32::try_from(cells.len()).unwrap_or(u32::MAX);
    [(TRAIN, 0), (HELD_OUT, 1)].map(|(n, step)| {
        let mut rng = random::stream(SEED, "drawing", step);
        let mut point = || {
            let (cell, class) = cells[rng.gen_range(0..last) as usize];
            let (column, row) = (cell % SIDE as u32, cell / SIDE as u32);
            let mut along = |cell: u32| {
                let place = f64::from(cell) + rng.gen_range(0.0..1.0);
                f64::from(EDGE) * (2.0 * place / SIDE as f64 - 1.0)
            };
            let (x, down) = (along(column), along(row));
            ([x, -down].map(to_f32), i64::from(class))
        };
        (0..n).map(|_| point()).unzip()
    })
}
