//! From a picture to the cells that show it best.

use super::area;
use super::blitter::Blitter;
use super::cells::{Cell, Cells, Colour};
use super::depth::Depth;
use super::glyphs;
use super::ink::Inker;
use super::mixture;
use super::partition::{self, MOST, Paint};
use super::picture::Picture;

/// The most columns and the most rows that are drawn.
pub const MOST_CELLS: usize = 2048;

/// Draws a picture onto `columns` x `rows` cells, all of it, whatever its aspect.
///
/// A pure function. Each cell gets the glyph and the colours whose squared error against the
/// picture is least, chosen together among what blitter and depth allow. An even cell is a space.
/// In mono, ink is the terminal's own foreground and stands for white, nothing for black.
/// More than [`MOST_CELLS`] columns or rows are taken for [`MOST_CELLS`].
#[must_use]
pub fn draw(
    picture: &Picture,
    columns: usize,
    rows: usize,
    blitter: Blitter,
    depth: Depth,
) -> Cells {
    let (columns, rows) = (columns.min(MOST_CELLS), rows.min(MOST_CELLS));
    if columns == 0 || rows == 0 {
        return Cells::from_fn(columns, rows, |_, _| Cell::BLANK);
    }
    let (across, down) = blitter.grid();
    let means = area::resample(picture, columns * across, rows * down);
    let sample = |x: usize, y: usize| -> [f32; 3] {
        let at = y * columns * across + x;
        if picture.channels() == 1 {
            [means[at]; 3]
        } else {
            [means[3 * at], means[3 * at + 1], means[3 * at + 2]]
        }
    };
    let pixels = (picture.width() * picture.height()) as f32;
    let detail = pixels / (columns * across * rows * down) as f32;
    let inker = Inker::new(blitter, detail);
    Cells::from_fn(columns, rows, |column, row| {
        let (left, top) = (column * across, row * down);
        match blitter {
            Blitter::Shade => mixture::shade(sample(left, top), depth),
            Blitter::Ascii => mixture::letter(sample(left, top), depth),
            _ => {
                let mut subs = [[0.0; 3]; MOST];
                for (i, sub) in subs.iter_mut().enumerate().take(across * down) {
                    *sub = sample(left + i % across, top + i / across);
                }
                let subs = &subs[..across * down];
                if depth == Depth::Mono {
                    inker.paint(subs)
                } else {
                    cell(blitter, partition::paint(subs, depth))
                }
            }
        }
    })
}

/// The cell that shows a painting.
fn cell(blitter: Blitter, paint: Paint) -> Cell {
    Cell {
        glyph: glyphs::glyph(blitter, paint.pattern),
        fg: if paint.pattern == 0 {
            Colour::Default
        } else {
            paint.ink
        },
        bg: paint.paper,
    }
}
