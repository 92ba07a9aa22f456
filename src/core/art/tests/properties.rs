//! What holds for every picture.

use proptest::prelude::*;

use crate::art::palette::{distance, entry};
use crate::art::partition::{paint, quantise};
use crate::art::{Blitter, Cell, Cells, Colour, Depth, Picture, ansi, decode, draw, psnr};

fn picture() -> impl Strategy<Value = Picture> {
    (1..20usize, 1..20usize, prop_oneof![Just(1usize), Just(3)]).prop_flat_map(|(w, h, c)| {
        prop::collection::vec(any::<u8>(), w * h * c)
            .prop_map(move |pixels| Picture::new(w, h, c, pixels).unwrap())
    })
}

fn blitter() -> impl Strategy<Value = Blitter> {
    prop::sample::select(Blitter::ALL)
}

fn depth() -> impl Strategy<Value = Depth> {
    prop::sample::select(Depth::ALL)
}

fn subs(grey: bool) -> impl Strategy<Value = Vec<[f32; 3]>> {
    let sub = prop::array::uniform3(0..=255u8).prop_map(move |[r, g, b]| {
        let levels = if grey { [g; 3] } else { [r, g, b] };
        levels.map(f32::from)
    });
    prop::collection::vec(sub, 2..=6)
}

fn look(colour: Colour) -> [f32; 3] {
    match colour {
        Colour::Rgb(red, green, blue) => [red, green, blue].map(f32::from),
        Colour::Indexed(index) => entry(index).map(f32::from),
        Colour::Default => [0.0; 3],
    }
}

fn error(subs: &[[f32; 3]], pattern: u8, ink: [f32; 3], paper: [f32; 3]) -> f32 {
    let bits = subs.iter().enumerate();
    bits.map(|(i, sub)| distance(*sub, if pattern >> i & 1 == 1 { ink } else { paper }))
        .sum()
}

/// The least error over every pattern, with the nearest colours to the means of its parts.
fn least(subs: &[[f32; 3]], depth: Depth) -> f32 {
    let mean = |pattern: u8, bit: u8| {
        let members: Vec<_> = (0..subs.len())
            .filter(|i| pattern >> i & 1 == bit)
            .collect();
        let sum = |channel: usize| members.iter().map(|i| subs[*i][channel]).sum::<f32>();
        let count = members.len().max(1) as f32;
        quantise(depth, std::array::from_fn(|channel| sum(channel) / count)).1
    };
    (0..1u8 << subs.len())
        .map(|pattern| error(subs, pattern, mean(pattern, 1), mean(pattern, 0)))
        .fold(f32::MAX, f32::min)
}

proptest! {
    // A failing case goes into a test of its own, not into a file beside the sources.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn drawing_is_pure_and_fills_its_cells(
        picture in picture(), columns in 0..9usize, rows in 0..9usize,
        blitter in blitter(), depth in depth(),
    ) {
        let cells = draw(&picture, columns, rows, blitter, depth);
        prop_assert_eq!(cells.columns(), columns);
        prop_assert_eq!(cells.rows(), rows);
        prop_assert_eq!(cells.cells().len(), columns * rows);
        prop_assert_eq!(&cells, &draw(&picture, columns, rows, blitter, depth));
        if columns * rows > 0 {
            let shown = decode(&cells, blitter, 2, 12).unwrap();
            prop_assert_eq!((shown.width(), shown.height()), (2 * columns, 12 * rows));
        }
    }

    #[test]
    fn grey_and_its_rgb_are_drawn_alike(
        pixels in prop::collection::vec(any::<u8>(), 48), blitter in blitter(), depth in depth(),
    ) {
        let grey = Picture::new(6, 8, 1, pixels).unwrap();
        let rgb = grey.to_rgb().unwrap();
        let cells = |picture| draw(picture, 3, 2, blitter, depth);
        prop_assert_eq!(cells(&grey), cells(&rgb));
    }

    #[test]
    fn two_colours_are_never_worse_than_one(
        pixels in prop::collection::vec(any::<u8>(), 8), depth in depth(),
    ) {
        prop_assume!(depth != Depth::Mono);
        let picture = Picture::new(2, 4, 1, pixels).unwrap();
        let of = |blitter| {
            let shown = decode(&draw(&picture, 1, 1, blitter, depth), blitter, 2, 4).unwrap();
            psnr(&picture, &shown).unwrap()
        };
        let mean = picture.fit(1, 1).unwrap().fit(2, 4).unwrap();
        let even = decode(&draw(&mean, 1, 1, Blitter::Half, depth), Blitter::Half, 2, 4).unwrap();
        let even = psnr(&picture, &even).unwrap();
        for blitter in [Blitter::Half, Blitter::Quadrant, Blitter::Octant] {
            prop_assert!(of(blitter) >= even - 0.1, "{} {}", of(blitter), even);
        }
    }

    #[test]
    fn greys_get_the_optimum(subs in subs(true), depth in depth()) {
        prop_assume!(depth != Depth::Mono);
        let paint = paint(&subs, depth);
        let found = error(&subs, paint.pattern, look(paint.ink), look(paint.paper));
        prop_assert!(found <= least(&subs, depth) + 0.1);
    }

    #[test]
    fn colours_get_the_optimum_or_near(subs in subs(false)) {
        for (depth, slack) in [(Depth::Truecolour, 5.0), (Depth::Ansi16, 0.1)] {
            let paint = paint(&subs, depth);
            let found = error(&subs, paint.pattern, look(paint.ink), look(paint.paper));
            prop_assert!(found <= least(&subs, depth) + slack, "{depth}");
        }
        let paint = paint(&subs, Depth::Indexed256);
        let found = error(&subs, paint.pattern, look(paint.ink), look(paint.paper));
        prop_assert!(found <= 1.5 * least(&subs, Depth::Indexed256) + 1.0);
    }

    #[test]
    fn files_keep_pictures(picture in picture()) {
        let text = ron::to_string(&picture).unwrap();
        prop_assert_eq!(ron::from_str::<Picture>(&text).unwrap(), picture);
    }

    #[test]
    fn hostile_files_are_errors_not_panics(
        width in any::<usize>(), height in any::<usize>(), channels in 0..5usize,
        pixels in "[A-Za-z0-9+/=]{0,40}",
    ) {
        let text = format!(
            "(width:{width},height:{height},channels:{channels},pixels:\"{pixels}\")"
        );
        prop_assert!(ron::from_str::<Picture>(&text).is_err());
    }

    #[test]
    fn any_cells_can_be_written(
        glyphs in prop::collection::vec(any::<char>(), 12), depth in depth(),
        colours in prop::collection::vec(0..260u16, 24),
    ) {
        let colour = |code: u16| match code {
            256.. => Colour::Default,
            _ if code.is_multiple_of(3) => Colour::Rgb(code as u8, 7, 99),
            _ => Colour::Indexed(code as u8),
        };
        let cells = glyphs.iter().zip(colours.chunks(2)).map(|(glyph, pair)| Cell {
            glyph: *glyph, fg: colour(pair[0]), bg: colour(pair[1]),
        });
        let cells = Cells::new(4, 3, cells.collect()).unwrap();
        prop_assert_eq!(ansi::lines(&cells, depth).count(), 3);
    }
}
