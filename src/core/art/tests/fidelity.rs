//! How faithful digits are, and in how many bytes, so that neither gets worse unnoticed.

use super::digits;
use crate::art::{Blitter, Depth, Picture, ansi, decode, draw, psnr};

/// Decibels and bytes of the twelve digits side by side, each on `columns` x `rows` cells.
fn measure(columns: usize, rows: usize, blitter: Blitter, depth: Depth) -> (f64, usize) {
    let sheet = Picture::tile(&digits(), 12, 0).unwrap();
    let cells = draw(&sheet, 12 * columns, rows, blitter, depth);
    let shown = decode(&cells, blitter, 28 / columns, 28 / rows).unwrap();
    let mut text = String::new();
    ansi::write(&cells, depth, &mut text);
    (psnr(&sheet, &shown).unwrap(), text.len())
}

#[test]
fn half_blocks_lose_nothing_at_their_own_size() {
    let (decibels, _) = measure(28, 14, Blitter::Half, Depth::Truecolour);
    assert!(decibels.is_infinite());
}

#[test]
fn digits_stay_faithful() {
    for (blitter, depth, least, most) in [
        (Blitter::Half, Depth::Indexed256, 17.9, 7_700),
        (Blitter::Quadrant, Depth::Indexed256, 20.4, 8_000),
        (Blitter::Octant, Depth::Truecolour, 25.1, 12_900),
        (Blitter::Octant, Depth::Indexed256, 25.0, 8_400),
        (Blitter::Octant, Depth::Ansi16, 23.1, 3_200),
        (Blitter::Octant, Depth::Mono, 20.6, 1_900),
    ] {
        let (decibels, bytes) = measure(14, 7, blitter, depth);
        assert!(decibels >= least, "{blitter} {depth}: {decibels} dB");
        assert!(bytes <= most, "{blitter} {depth}: {bytes} bytes");
    }
}

#[test]
fn finer_sub_cells_are_more_faithful() {
    for depth in [Depth::Truecolour, Depth::Indexed256, Depth::Ansi16] {
        let of = |blitter| measure(14, 7, blitter, depth).0;
        assert!(of(Blitter::Half) < of(Blitter::Quadrant));
        assert!(of(Blitter::Quadrant) < of(Blitter::Octant));
    }
}
