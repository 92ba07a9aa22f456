//! A frame as bytes: only what changed, in pieces of any size, what matters most first.
//!
//! The painter knows what the terminal shows and what it should show. A frame that is still being sent is finished
//! before a newer one is begun, but for the rows in which the person reads and types: those are always the newest.

use crossterm::cursor::{MoveRight, MoveTo};
use crossterm::queue;
use crossterm::terminal::{Clear, ClearType};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::pen::Pen;

/// Unchanged cells that are rather written again than jumped over.
const STEP: usize = 4;
/// Changed blanks at the end of a row that are rather erased than written.
const BLANKS: usize = 5;
/// Bytes that a cell and what stands around it take at most.
const CELL: usize = 64;

/// What is shown, and what should be.
pub struct Painter {
    shown: Buffer,
    wanted: Buffer,
    /// Where the cursor is, if that is known, and where it should be.
    cursor: (Option<Position>, Position),
    /// Whether the terminal is to be cleared first.
    clear: bool,
    /// Rows that come first, and those that come then, from the one at which the last piece ended.
    first: Vec<u16>,
    rest: Vec<u16>,
    next: usize,
}

impl Painter {
    /// A painter of a terminal of which nothing is known.
    pub fn new() -> Self {
        Self {
            shown: Buffer::empty(Rect::ZERO),
            wanted: Buffer::empty(Rect::ZERO),
            cursor: (None, Position::ORIGIN),
            clear: true,
            first: Vec::new(),
            rest: Vec::new(),
            next: 0,
        }
    }

    /// Forgets what the terminal shows.
    pub fn forget(&mut self) {
        self.shown = Buffer::empty(self.wanted.area);
        self.cursor.0 = None;
        self.clear = true;
    }

    /// Takes a new frame. Of one that comes while another is being sent only the rows `first` are taken, unless it is
    /// wanted as a `whole`; says whether all of it was.
    pub fn want(&mut self, frame: &Buffer, cursor: Position, first: Vec<u16>, whole: bool) -> bool {
        if frame.area != self.wanted.area {
            self.wanted = Buffer::empty(frame.area);
            self.forget();
        }
        let whole = whole || first != self.first || self.finished(&self.rest);
        if first != self.first {
            self.rest = (0..frame.area.height)
                .filter(|y| !first.contains(y))
                .collect();
            self.next = 0;
        }
        self.first = first;
        self.cursor.1 = cursor;
        if whole {
            self.wanted.clone_from(frame);
        } else {
            for y in &self.first {
                let row = row(frame.area.width, *y);
                self.wanted.content[row.clone()].clone_from_slice(&frame.content[row]);
            }
        }
        whole
    }

    /// Whether these rows show what they should.
    fn finished(&self, rows: &[u16]) -> bool {
        let width = self.wanted.area.width;
        rows.iter()
            .map(|y| row(width, *y))
            .all(|row| self.shown.content.get(row.clone()) == self.wanted.content.get(row))
    }

    /// Whether everything shows what it should.
    pub fn done(&self) -> bool {
        !self.clear
            && self.cursor.0 == Some(self.cursor.1)
            && self.finished(&self.first)
            && self.finished(&self.rest)
    }

    /// The column of the cursor.
    pub fn column(&self) -> u16 {
        self.cursor.1.x
    }

    /// The next piece, of at most `room` bytes for everything, and at most `hurry` bytes for the rows that come first.
    pub fn piece(&mut self, room: usize, hurry: usize) -> Vec<u8> {
        let mut out = Vec::new();
        if room.max(hurry) < 2 * CELL || self.done() {
            return out;
        }
        let mut pen = Pen::default();
        if std::mem::take(&mut self.clear) {
            out.extend(Pen::RESET);
            // Writing to memory does not fail, here and below.
            let _ = queue!(out, Clear(ClearType::All));
        }
        let first = std::mem::take(&mut self.first);
        for y in &first {
            self.row(*y, hurry.max(room), &mut pen, &mut out);
        }
        self.first = first;
        let rest = std::mem::take(&mut self.rest);
        for _ in 0..rest.len() {
            if out.len() + CELL >= room {
                break;
            }
            self.next %= rest.len();
            if !self.row(rest[self.next], room, &mut pen, &mut out) {
                break;
            }
            self.next += 1;
        }
        self.rest = rest;
        pen.set(Pen::default(), &mut out);
        let at = self.cursor.1;
        if !out.is_empty() || self.cursor.0 != Some(at) {
            go_to(at.x, at.y, &mut out);
            self.cursor.0 = Some(at);
        }
        out
    }

    /// Writes what changed in a row until `out` has `room` bytes; says whether the row is finished.
    fn row(&mut self, y: u16, room: usize, pen: &mut Pen, out: &mut Vec<u8>) -> bool {
        let width = self.wanted.area.width;
        let (Some(shown), Some(wanted)) = (
            self.shown.content.get_mut(row(width, y)),
            self.wanted.content.get(row(width, y)),
        ) else {
            return true;
        };
        if shown == wanted {
            return true;
        }
        // Glyphs of two columns leave no room for cleverness.
        let whole = shown.iter().chain(wanted).any(wide);
        let end = if whole {
            wanted.len()
        } else {
            blanks(shown, wanted)
        };
        let mut at: Option<usize> = None;
        let mut x = 0;
        while x < end {
            if !whole && shown[x] == wanted[x] {
                x += 1;
                continue;
            }
            if !whole && out.len() + CELL >= room {
                return false;
            }
            match at {
                Some(at) if at == x => {}
                Some(at) if x - at <= STEP && wanted[at..x].iter().all(|cell| pen.writes(cell)) => {
                    wanted[at..x]
                        .iter()
                        .for_each(|cell| out.extend(cell.symbol().as_bytes()));
                }
                Some(at) => {
                    let _ = queue!(out, MoveRight(column(x - at)));
                }
                None => go_to(column(x), y, out),
            }
            pen.set(pen.for_cell(&wanted[x]), out);
            out.extend(wanted[x].symbol().as_bytes());
            let columns = if wide(&wanted[x]) { 2 } else { 1 };
            let after = (x + columns).min(wanted.len());
            shown[x..after].clone_from_slice(&wanted[x..after]);
            x = after;
            at = Some(x);
        }
        if end < wanted.len() {
            if out.len() + CELL >= room {
                return false;
            }
            if at != Some(end) {
                go_to(column(end), y, out);
            }
            pen.set(Pen::default(), out);
            let _ = queue!(out, Clear(ClearType::UntilNewLine));
            shown[end..].clone_from_slice(&wanted[end..]);
        }
        true
    }
}

/// The place of a row in the content of a buffer.
fn row(width: u16, y: u16) -> std::ops::Range<usize> {
    let width = usize::from(width);
    usize::from(y) * width..(usize::from(y) + 1) * width
}

/// A column of a row; rows have no more columns than that.
fn column(x: usize) -> u16 {
    u16::try_from(x).unwrap_or(0)
}

fn go_to(x: u16, y: u16, out: &mut Vec<u8>) {
    let _ = queue!(out, MoveTo(x, y));
}

fn wide(cell: &Cell) -> bool {
    cell.symbol().len() > 1 && cell.symbol().width() > 1
}

/// From where on a row is to be blank, if that is worth an erasure; its width otherwise.
fn blanks(shown: &[Cell], wanted: &[Cell]) -> usize {
    let blank = |cell: &&Cell| cell.symbol() == " " && Pen::of(cell) == Pen::default();
    let from = wanted.len() - wanted.iter().rev().take_while(blank).count();
    let changed = shown[from..]
        .iter()
        .zip(&wanted[from..])
        .filter(|(a, b)| a != b);
    if changed.count() >= BLANKS {
        from
    } else {
        wanted.len()
    }
}

#[cfg(test)]
mod tests;
