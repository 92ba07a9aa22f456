//! Tiny pictures whose cells are known.

use crate::art::{Blitter, Cell, Cells, Colour, Depth, Picture, ansi, draw};

fn grey(width: usize, height: usize, pixels: &[u8]) -> Picture {
    Picture::new(width, height, 1, pixels.to_vec()).unwrap()
}

fn one(picture: &Picture, blitter: Blitter, depth: Depth) -> Cell {
    draw(picture, 1, 1, blitter, depth).cells()[0]
}

fn text(cells: &Cells, depth: Depth) -> String {
    let mut text = String::new();
    ansi::write(cells, depth, &mut text);
    text
}

const fn rgb(level: u8) -> Colour {
    Colour::Rgb(level, level, level)
}

#[test]
fn each_blitter_shows_its_sub_cells() {
    let column = grey(1, 2, &[200, 10]);
    let upper = Cell {
        glyph: '▀',
        fg: rgb(200),
        bg: rgb(10),
    };
    assert_eq!(one(&column, Blitter::Half, Depth::Truecolour), upper);
    let diagonal = grey(2, 2, &[0, 255, 255, 0]);
    let glyph = |picture: &Picture, blitter| one(picture, blitter, Depth::Indexed256).glyph;
    assert_eq!(glyph(&diagonal, Blitter::Quadrant), '▞');
    assert_eq!(glyph(&diagonal, Blitter::Octant), '▞');
    assert_eq!(glyph(&diagonal, Blitter::Braille), '⡜');
    let stroke = grey(2, 3, &[255, 0, 0, 255, 0, 255]);
    assert_eq!(glyph(&stroke, Blitter::Sextant), '\u{1FB27}');
    let dots = grey(2, 4, &[0, 0, 255, 0, 0, 0, 0, 255]);
    assert_eq!(glyph(&dots, Blitter::Octant), '\u{1CD74}');
}

#[test]
fn even_cells_are_spaces() {
    let flat = grey(3, 3, &[77; 9]);
    for blitter in [
        Blitter::Half,
        Blitter::Octant,
        Blitter::Braille,
        Blitter::Shade,
    ] {
        let expected = Cell {
            bg: rgb(77),
            ..Cell::BLANK
        };
        assert_eq!(one(&flat, blitter, Depth::Truecolour), expected);
    }
}

#[test]
fn three_levels_are_cut_where_it_hurts_least() {
    // A threshold at the mean (78) would put 100 with 190.
    let picture = grey(2, 2, &[0, 20, 100, 190]);
    let cell = one(&picture, Blitter::Quadrant, Depth::Truecolour);
    assert_eq!((cell.glyph, cell.fg, cell.bg), ('▄', rgb(145), rgb(10)));
    let picture = grey(2, 2, &[0, 20, 90, 230]);
    let cell = one(&picture, Blitter::Quadrant, Depth::Truecolour);
    assert_eq!((cell.glyph, cell.fg, cell.bg), ('▗', rgb(230), rgb(37)));
}

#[test]
fn colours_are_those_of_the_depth() {
    let picture = Picture::new(1, 2, 3, vec![250, 10, 5, 0, 0, 120]).unwrap();
    let colours = |depth| {
        let cell = one(&picture, Blitter::Half, depth);
        assert_eq!(cell.glyph, '▀');
        (cell.fg, cell.bg)
    };
    let exact = (Colour::Rgb(250, 10, 5), Colour::Rgb(0, 0, 120));
    assert_eq!(colours(Depth::Truecolour), exact);
    let indexed = (Colour::Indexed(196), Colour::Indexed(18));
    assert_eq!(colours(Depth::Indexed256), indexed);
    let ansi = (Colour::Indexed(9), Colour::Indexed(4));
    assert_eq!(colours(Depth::Ansi16), ansi);
}

#[test]
fn greys_stay_grey_in_every_palette() {
    let ramp: Vec<u8> = (0..=255).collect();
    let picture = grey(256, 1, &ramp);
    for depth in [Depth::Indexed256, Depth::Ansi16] {
        for cell in draw(&picture, 128, 1, Blitter::Quadrant, depth).cells() {
            for colour in [cell.fg, cell.bg] {
                let is_grey = match colour {
                    Colour::Indexed(i @ 16..232) => (i - 16) % 43 == 0,
                    Colour::Indexed(i) => matches!(i, 0 | 7 | 8 | 15 | 232..),
                    Colour::Default => true,
                    Colour::Rgb(..) => false,
                };
                assert!(is_grey, "{cell:?}");
            }
        }
    }
}

#[test]
fn ramps_run_from_dark_to_bright() {
    let ramp: Vec<u8> = (0..10).map(|i| i * 28).collect();
    let picture = grey(10, 1, &ramp);
    let letters = draw(&picture, 10, 1, Blitter::Ascii, Depth::Mono);
    assert_eq!(text(&letters, Depth::Mono), " .:-=+*#%@\n");
    let shades = draw(&picture, 10, 1, Blitter::Shade, Depth::Mono);
    assert_eq!(text(&shades, Depth::Mono), "  ░░▒▒▓▓██\n");
}

#[test]
fn colours_are_written_once() {
    let picture = grey(4, 2, &[0, 0, 255, 255, 0, 0, 0, 0]);
    let cells = draw(&picture, 4, 1, Blitter::Half, Depth::Indexed256);
    let once = "\x1b[38;5;231;48;5;16m  ▀▀\x1b[m\n";
    assert_eq!(text(&cells, Depth::Indexed256), once);
}

#[test]
fn a_complement_avoids_a_change() {
    // White over black, then black over white.
    let picture = grey(2, 2, &[255, 0, 0, 255]);
    let cells = draw(&picture, 2, 1, Blitter::Half, Depth::Ansi16);
    assert_eq!(text(&cells, Depth::Ansi16), "\x1b[97;40m▀▄\x1b[m\n");
}

#[test]
fn rows_begin_and_end_clean() {
    let picture = grey(1, 4, &[0, 255, 255, 255]);
    let cells = draw(&picture, 1, 2, Blitter::Half, Depth::Ansi16);
    let lines: Vec<String> = ansi::lines(&cells, Depth::Ansi16).collect();
    assert_eq!(lines, ["\x1b[97;40m▄\x1b[m", "\x1b[107m \x1b[m"]);
    let blank = Cells::new(2, 1, vec![Cell::BLANK; 2]).unwrap();
    assert_eq!(text(&blank, Depth::Truecolour), "  \n");
}

#[test]
fn no_cells_are_no_text() {
    let picture = grey(1, 1, &[9]);
    assert_eq!(draw(&picture, 0, 5, Blitter::Half, Depth::Mono).cells(), []);
    let cells = draw(&picture, 5, 0, Blitter::Half, Depth::Mono);
    assert_eq!(text(&cells, Depth::Mono), "");
}
