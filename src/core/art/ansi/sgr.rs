//! Single colour codes of `ESC [ ... m`, and how long they are.

use std::fmt::Write;

use crate::art::cells::Colour;
use crate::art::depth::Depth;
use crate::art::palette;
use crate::art::partition::quantise;

/// Which of a cell's two colours a code sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    Fg,
    Bg,
}

/// The colour as this depth may write it, in the fewest bytes.
pub(super) fn within(colour: Colour, depth: Depth) -> Colour {
    if let (Colour::Rgb(red, green, blue), Depth::Truecolour) = (colour, depth) {
        // White takes 8 bytes instead of 16 that way, and a terminal shows the same.
        return palette::exact([red, green, blue]).map_or(colour, Colour::Indexed);
    }
    let known = match colour {
        Colour::Default | Colour::Indexed(0..16) => true,
        Colour::Indexed(_) => depth != Depth::Ansi16,
        Colour::Rgb(..) => depth == Depth::Truecolour,
    };
    if known {
        return colour;
    }
    let rgb = palette::rgb(colour, [0; 3]).map(f32::from);
    quantise(depth, rgb).0
}

/// Appends the code of a colour, without the escape around it.
pub(super) fn push(colour: Colour, layer: Layer, out: &mut String) {
    let base = if layer == Layer::Fg { 30 } else { 40 };
    // Writing to a string cannot fail.
    let _ = match colour {
        Colour::Default => write!(out, "{}", base + 9),
        Colour::Indexed(index @ 0..8) => write!(out, "{}", base + index),
        Colour::Indexed(index @ 8..16) => write!(out, "{}", base + 60 + index - 8),
        Colour::Indexed(index) => write!(out, "{};5;{index}", base + 8),
        Colour::Rgb(red, green, blue) => write!(out, "{};2;{red};{green};{blue}", base + 8),
    };
}

/// The bytes that [`push`] appends.
pub(super) fn len(colour: Colour, layer: Layer) -> usize {
    let digits = |number: u8| match number {
        0..10 => 1,
        10..100 => 2,
        100.. => 3,
    };
    match colour {
        Colour::Indexed(8..16) if layer == Layer::Bg => 3,
        Colour::Default | Colour::Indexed(0..16) => 2,
        Colour::Indexed(index) => 5 + digits(index),
        Colour::Rgb(red, green, blue) => 7 + digits(red) + digits(green) + digits(blue),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_as_long_as_said() {
        let indexed = (0..=255).map(Colour::Indexed);
        let rgb = (0..=255).map(|i| Colour::Rgb(i, 255 - i, i / 3));
        for colour in indexed.chain(rgb).chain([Colour::Default]) {
            for layer in [Layer::Fg, Layer::Bg] {
                let mut code = String::new();
                push(colour, layer, &mut code);
                assert_eq!(code.len(), len(colour, layer), "{code}");
            }
        }
    }

    #[test]
    fn codes_are_the_standard_ones() {
        let code = |colour, layer| {
            let mut code = String::new();
            push(colour, layer, &mut code);
            code
        };
        assert_eq!(code(Colour::Indexed(1), Layer::Fg), "31");
        assert_eq!(code(Colour::Indexed(15), Layer::Bg), "107");
        assert_eq!(code(Colour::Indexed(99), Layer::Bg), "48;5;99");
        assert_eq!(code(Colour::Rgb(1, 2, 3), Layer::Fg), "38;2;1;2;3");
        assert_eq!(code(Colour::Default, Layer::Bg), "49");
    }

    #[test]
    fn colours_beyond_the_depth_are_replaced() {
        let white = Colour::Rgb(255, 255, 255);
        assert_eq!(within(white, Depth::Truecolour), Colour::Indexed(231));
        let pale = Colour::Rgb(254, 255, 255);
        assert_eq!(within(pale, Depth::Truecolour), pale);
        assert_eq!(within(white, Depth::Indexed256), Colour::Indexed(231));
        assert_eq!(
            within(Colour::Indexed(231), Depth::Ansi16),
            Colour::Indexed(15)
        );
        assert_eq!(
            within(Colour::Indexed(3), Depth::Indexed256),
            Colour::Indexed(3)
        );
    }
}
