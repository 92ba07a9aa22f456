//! Cells as text with colour escapes, in as few bytes as there can be.

mod route;
mod sgr;

use super::cells::Cells;
use super::depth::Depth;

/// Appends the cells to `out`, each row ended by a newline.
///
/// Every row begins and ends in the terminal's own colours, so that rows may be cut out, indented
/// or paged. The text looks like the cells but may spell them otherwise: with a complement and its
/// colours swapped, or in true colour with the palette's entry of exactly the same colour. Colours
/// beyond the depth are replaced by the nearest within; mono has no escapes.
pub fn write(cells: &Cells, depth: Depth, out: &mut String) {
    for line in cells.lines() {
        route::write_line(line, depth, out);
        out.push('\n');
    }
}

/// The rows of [`write()`] one by one, without the newlines.
pub fn lines(cells: &Cells, depth: Depth) -> impl Iterator<Item = String> {
    cells.lines().map(move |line| {
        let mut out = String::new();
        route::write_line(line, depth, &mut out);
        out
    })
}
