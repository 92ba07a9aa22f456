//! The cheapest way along a row of cells.
//!
//! Most cells can be written in several ways that look the same: a glyph, or its complement with
//! the colours swapped; an even cell as a space or as a full block, which leaves the other colour
//! free. What a choice costs shows only further on, so all ways worth considering are carried along
//! (there are few: a way is known by the two colours that it leaves behind) and the cheapest one
//! is written.

use super::sgr::{self, Layer};
use crate::art::cells::{Cell, Colour};
use crate::art::depth::Depth;
use crate::art::glyphs::complement;

/// Ways carried along at once. More than a handful never pays.
const WAYS: usize = 8;

/// The terminal's two current colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Pen {
    fg: Colour,
    bg: Colour,
}

impl Pen {
    /// Bytes of the escape from these colours to others.
    fn cost(self, to: Pen) -> usize {
        match (self.fg == to.fg, self.bg == to.bg) {
            (true, true) => 0,
            (false, true) => 3 + sgr::len(to.fg, Layer::Fg),
            (true, false) => 3 + sgr::len(to.bg, Layer::Bg),
            (false, false) => 4 + sgr::len(to.fg, Layer::Fg) + sgr::len(to.bg, Layer::Bg),
        }
    }

    /// Appends the escape from these colours to others.
    fn change(self, to: Pen, out: &mut String) {
        if self == to {
            return;
        }
        if to == Pen::default() {
            out.push_str("\x1b[m");
            return;
        }
        out.push_str("\x1b[");
        if self.fg != to.fg {
            sgr::push(to.fg, Layer::Fg, out);
        }
        if self.fg != to.fg && self.bg != to.bg {
            out.push(';');
        }
        if self.bg != to.bg {
            sgr::push(to.bg, Layer::Bg, out);
        }
        out.push('m');
    }
}

/// One way to have written the cells so far.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// The colours that it leaves behind.
    pen: Pen,
    glyph: char,
    /// Bytes so far.
    cost: usize,
    /// The way that it continues, as an index into all ways.
    before: usize,
}

/// A glyph and the colours it needs; `None` is any colour.
type Spelling = (char, Option<Colour>, Option<Colour>);

/// The ways to spell a cell that look the same; the second may be missing.
fn spellings(cell: &Cell) -> [Option<Spelling>; 2] {
    let (fg, bg) = (cell.fg, cell.bg);
    let swappable = complement(cell.glyph);
    let even = match cell.glyph {
        ' ' => Some(bg),
        '█' => Some(fg),
        _ if swappable.is_some() && fg == bg && fg != Colour::Default => Some(fg),
        _ => None,
    };
    match even {
        // The terminal's own ink is not its own paper.
        Some(Colour::Default) if cell.glyph == ' ' => [Some((' ', None, Some(bg))), None],
        Some(Colour::Default) => [Some(('█', Some(fg), None)), None],
        Some(colour) => [
            Some((' ', None, Some(colour))),
            Some(('█', Some(colour), None)),
        ],
        None => {
            let fixed = fg == Colour::Default || bg == Colour::Default;
            [
                Some((cell.glyph, Some(fg), Some(bg))),
                swappable
                    .filter(|_| !fixed)
                    .map(|glyph| (glyph, Some(bg), Some(fg))),
            ]
        }
    }
}

/// Appends a row of cells, from the terminal's own colours back to them.
pub(super) fn write_line(line: &[Cell], depth: Depth, out: &mut String) {
    if depth == Depth::Mono {
        out.extend(line.iter().map(|cell| cell.glyph));
        return;
    }
    let line: Vec<Cell> = line
        .iter()
        .map(|cell| Cell {
            fg: sgr::within(cell.fg, depth),
            bg: sgr::within(cell.bg, depth),
            ..*cell
        })
        .collect();
    let mut pen = Pen::default();
    for (glyph, next) in cheapest(&line) {
        pen.change(next, out);
        out.push(glyph);
        pen = next;
    }
    pen.change(Pen::default(), out);
}

/// The glyph and the pen of every cell along the cheapest way.
fn cheapest(line: &[Cell]) -> Vec<(char, Pen)> {
    let start = Way {
        pen: Pen::default(),
        glyph: ' ',
        cost: 0,
        before: 0,
    };
    let mut ways = vec![start];
    let mut latest = 0..1;
    for (cell, coming) in line.iter().zip(upcoming(line)) {
        let mut reached: Vec<Way> = Vec::with_capacity(4 * WAYS);
        for before in latest {
            let way = ways[before];
            for (glyph, fg, bg) in spellings(cell).into_iter().flatten() {
                for pen in pens(way.pen, fg, bg, coming) {
                    let cost = way.cost + way.pen.cost(pen) + glyph.len_utf8();
                    let next = Way {
                        pen,
                        glyph,
                        cost,
                        before,
                    };
                    match reached.iter_mut().find(|other| other.pen == pen) {
                        Some(other) if other.cost <= cost => {}
                        Some(other) => *other = next,
                        None => reached.push(next),
                    }
                }
            }
        }
        reached.sort_by_key(|way| way.cost);
        reached.truncate(WAYS);
        latest = ways.len()..ways.len() + reached.len();
        ways.append(&mut reached);
    }
    let end = |way: &Way| way.cost + if way.pen == Pen::default() { 0 } else { 3 };
    let last = latest.min_by_key(|at| end(&ways[*at])).unwrap_or(0);
    let mut route = Vec::with_capacity(line.len());
    let mut at = last;
    while at != 0 {
        route.push((ways[at].glyph, ways[at].pen));
        at = ways[at].before;
    }
    route.reverse();
    route
}

/// For each cell, the two colours of the next cell that needs two.
fn upcoming(line: &[Cell]) -> Vec<Option<[Colour; 2]>> {
    let mut coming = None;
    let mut all: Vec<_> = line
        .iter()
        .rev()
        .map(|cell| {
            let here = coming;
            if let [Some((_, Some(fg), Some(bg))), _] = spellings(cell) {
                coming = Some([fg, bg]);
            }
            here
        })
        .collect();
    all.reverse();
    all
}

/// The pens that a spelling may be written with: a colour it leaves free stays, or, if an escape
/// is due anyway, is set in it to what will be needed, which saves an escape of its own.
fn pens(
    pen: Pen,
    fg: Option<Colour>,
    bg: Option<Colour>,
    coming: Option<[Colour; 2]>,
) -> impl Iterator<Item = Pen> {
    let least = Pen {
        fg: fg.unwrap_or(pen.fg),
        bg: bg.unwrap_or(pen.bg),
    };
    let free = (fg.is_none() || bg.is_none()) && least != pen;
    let ahead = coming.filter(|_| free).into_iter().flatten();
    let early = ahead.map(move |colour| Pen {
        fg: fg.unwrap_or(colour),
        bg: bg.unwrap_or(colour),
    });
    std::iter::once(least).chain(early)
}
