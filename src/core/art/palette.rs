//! xterm's palette, and the entry of it that looks most like a given colour.
//!
//! Nearness is squared distance in RGB with green weighing most and blue least, a cheap stand-in
//! for how eyes weigh them. Greys are only ever matched by greys, so that no grey gets a tint.

use super::cells::Colour;

/// How much an error of red, green and blue counts; the weights add up to 3, like plain RGB's.
pub(super) const WEIGHTS: [f32; 3] = [0.9, 1.5, 0.6];

/// xterm's default first 16 colours; every terminal and theme has others, but near these.
const ANSI: [[u8; 3]; 16] = [
    [0, 0, 0],
    [205, 0, 0],
    [0, 205, 0],
    [205, 205, 0],
    [0, 0, 238],
    [205, 0, 205],
    [0, 205, 205],
    [229, 229, 229],
    [127, 127, 127],
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
    [92, 92, 255],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
];

/// The greys among [`ANSI`], from dark to light.
const ANSI_GREYS: [u8; 4] = [0, 8, 7, 15];

/// The six levels of the colour cube.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// What an entry of the palette looks like, as RGB.
pub(super) fn entry(index: u8) -> [u8; 3] {
    match index {
        0..16 => ANSI[usize::from(index)],
        16..232 => {
            let at = usize::from(index - 16);
            [CUBE[at / 36], CUBE[at / 6 % 6], CUBE[at % 6]]
        }
        232.. => [8 + 10 * (index - 232); 3],
    }
}

/// What a colour looks like, as RGB; `default` is what the terminal's own looks like.
pub(super) fn rgb(colour: Colour, default: [u8; 3]) -> [u8; 3] {
    match colour {
        Colour::Default => default,
        Colour::Rgb(red, green, blue) => [red, green, blue],
        Colour::Indexed(index) => entry(index),
    }
}

/// Weighted squared distance of two colours in `[0, 255]`.
pub(super) fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    (0..3)
        .map(|i| WEIGHTS[i] * (a[i] - b[i]) * (a[i] - b[i]))
        .sum()
}

/// Brightness of a colour in `[0, 255]`, by the usual weights of video.
pub(super) fn luma([red, green, blue]: [f32; 3]) -> f32 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

/// The nearest of the 30 greys of the 256 colours to a level in `[0, 255]`.
pub(super) fn grey_256(level: f32) -> u8 {
    let ramp = ((level - 8.0) / 10.0).round().clamp(0.0, 23.0) as u8;
    let cube = nearest_level(level);
    let (ramp_index, cube_index) = (232 + ramp, 16 + 43 * cube);
    let error = |index: u8| (f32::from(entry(index)[0]) - level).abs();
    if error(ramp_index) <= error(cube_index) {
        ramp_index
    } else {
        cube_index
    }
}

/// The nearest of the four greys of the 16 colours to a level in `[0, 255]`.
pub(super) fn grey_16(level: f32) -> u8 {
    let thresholds = [63.5, 178.0, 242.0];
    ANSI_GREYS[thresholds.iter().filter(|t| level > **t).count()]
}

/// The nearest of the 240 fixed colours.
pub(super) fn nearest_256(colour: [f32; 3]) -> u8 {
    let [red, green, blue] = colour.map(nearest_level);
    let cube = 16 + 36 * red + 6 * green + blue;
    // On the grey axis the nearest is that of the weighted mean.
    let mean: f32 = (0..3).map(|i| WEIGHTS[i] * colour[i]).sum::<f32>() / 3.0;
    let grey = grey_256(mean);
    let error = |index: u8| distance(entry(index).map(f32::from), colour);
    if error(cube) <= error(grey) {
        cube
    } else {
        grey
    }
}

/// The entry that looks exactly like a colour, if there is one that terminals leave alone: the first
/// 16 are the theme's, and some themes take the next 6 as well.
pub(super) fn exact(colour: [u8; 3]) -> Option<u8> {
    let index = if is_even(colour) {
        grey_256(f32::from(colour[0]))
    } else {
        nearest_256(colour.map(f32::from))
    };
    (index >= 22 && entry(index) == colour).then_some(index)
}

/// Whether a colour is a grey.
fn is_even([red, green, blue]: [u8; 3]) -> bool {
    red == green && green == blue
}

/// The nearest of the 16 colours.
pub(super) fn nearest_16(colour: [f32; 3]) -> u8 {
    let error = |index: u8| distance(entry(index).map(f32::from), colour);
    (1..16).fold(0, |best, index| {
        if error(index) < error(best) {
            index
        } else {
            best
        }
    })
}

/// The cube's level, 0 to 5, nearest to a sample in `[0, 255]`.
fn nearest_level(sample: f32) -> u8 {
    // Levels stand 40 apart from 95 on; the first gap is wider.
    if sample < 47.5 {
        0
    } else if sample < 115.0 {
        1
    } else {
        ((sample - 55.0) / 40.0).round().min(5.0) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brute(colour: [f32; 3], indices: impl Iterator<Item = u8>) -> f32 {
        indices
            .map(|i| distance(entry(i).map(f32::from), colour))
            .fold(f32::MAX, f32::min)
    }

    #[test]
    fn greys_are_nearest() {
        let greys =
            || (16..=255).filter(|i| entry(*i)[0] == entry(*i)[1] && entry(*i)[1] == entry(*i)[2]);
        assert_eq!(greys().count(), 30);
        for step in 0..=1020 {
            let level = step as f32 / 4.0;
            let found = |i: u8| distance(entry(i).map(f32::from), [level; 3]);
            assert!(found(grey_256(level)) <= brute([level; 3], greys()) + 1e-3);
            let few = ANSI_GREYS.into_iter();
            assert!(found(grey_16(level)) <= brute([level; 3], few) + 1e-3);
        }
    }

    #[test]
    fn colours_are_nearest() {
        for red in (0..256).step_by(17) {
            for green in (0..256).step_by(15) {
                for blue in (0..256).step_by(16) {
                    let colour = [red as f32, green as f32, blue as f32];
                    let found = entry(nearest_256(colour)).map(f32::from);
                    assert!(distance(found, colour) <= brute(colour, 16..=255) + 1e-2);
                    let found = entry(nearest_16(colour)).map(f32::from);
                    assert!(distance(found, colour) <= brute(colour, 0..16));
                }
            }
        }
    }

    #[test]
    fn the_palette_is_xterms() {
        assert_eq!(entry(16), [0, 0, 0]);
        assert_eq!(entry(123), [135, 255, 255]);
        assert_eq!(entry(208), [255, 135, 0]);
        assert_eq!(entry(255), [238, 238, 238]);
    }
}
