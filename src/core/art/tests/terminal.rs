//! The text as a terminal emulator reads it.

use super::digits;
use crate::art::{Blitter, Cells, Colour, Depth, Picture, ansi, decode, draw};
use std::num::NonZero;

/// What a terminal shows after a text, as a picture of the cells' blitter.
fn shown(cells: &Cells, blitter: Blitter, text: &str) -> Picture {
    let side = |n: usize| NonZero::new(u16::try_from(n + 1).unwrap()).unwrap();
    let mut terminal = vt100::Parser::new(side(cells.rows()), side(cells.columns()), 0);
    terminal.process(text.replace('\n', "\r\n").as_bytes());
    let screen = terminal.screen();
    let colour = |colour| match colour {
        vt100::Color::Default => Colour::Default,
        vt100::Color::Idx(index) => Colour::Indexed(index),
        vt100::Color::Rgb(red, green, blue) => Colour::Rgb(red, green, blue),
    };
    let mut seen = Vec::new();
    for (row, line) in cells.lines().enumerate() {
        for column in 0..line.len() {
            let (row, column) = (row.try_into().unwrap(), column.try_into().unwrap());
            let cell = screen.cell(row, column).unwrap();
            seen.push(crate::art::Cell {
                glyph: cell.contents().chars().next().unwrap_or(' '),
                fg: colour(cell.fgcolor()),
                bg: colour(cell.bgcolor()),
            });
        }
    }
    assert_eq!(screen.fgcolor(), vt100::Color::Default, "a colour leaks");
    assert_eq!(screen.bgcolor(), vt100::Color::Default, "a colour leaks");
    let seen = Cells::new(cells.columns(), cells.rows(), seen).unwrap();
    decode(&seen, blitter, 2, 12).unwrap()
}

/// A colourful picture: hues across, brightness down.
fn rainbow() -> Picture {
    let pixels = (0..48 * 40).flat_map(|at: usize| {
        let (x, y) = (at % 48, at / 48);
        [x * 5, y * 6, (x * y) % 256].map(|sample| sample as u8)
    });
    Picture::new(48, 40, 3, pixels.collect()).unwrap()
}

#[test]
fn a_terminal_shows_what_was_drawn() {
    let digits = Picture::tile(&digits(), 4, 1).unwrap();
    for picture in [&digits, &rainbow()] {
        for blitter in Blitter::ALL {
            for depth in Depth::ALL {
                let cells = draw(picture, 23, 9, *blitter, *depth);
                let mut text = String::new();
                ansi::write(&cells, *depth, &mut text);
                let painted = decode(&cells, *blitter, 2, 12).unwrap();
                assert_eq!(shown(&cells, *blitter, &text), painted, "{blitter} {depth}");
            }
        }
    }
}

#[test]
fn mono_has_no_escapes_and_ascii_no_other_letters() {
    for blitter in Blitter::ALL {
        let cells = draw(&rainbow(), 20, 9, *blitter, Depth::Mono);
        let lines: Vec<String> = ansi::lines(&cells, Depth::Mono).collect();
        assert!(lines.iter().all(|line| line.chars().count() == 20));
        assert!(lines.iter().all(|line| !line.contains('\x1b')));
        assert_eq!(*blitter == Blitter::Ascii, lines.concat().is_ascii());
    }
}
