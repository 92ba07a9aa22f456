//! A plane: D as a heat map, real and generated points on it; or codes by class.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::{Theme, picture, put};
use crate::art::{Depth, Picture};
use crate::event::Plane;
use crate::transcript::{Dots, along, braille, mark, marks};

/// Colours of D from 0 (generated) over ½ to 1 (real): what generated and real points have, darker,
/// so that the points stand out.
const HEAT: [[f32; 3]; 3] = [[120.0, 70.0, 0.0], [16.0, 16.0, 16.0], [20.0, 70.0, 110.0]];

/// The same in five of xterm's 256 colours: the nearest ones to dark blends are greys, which say neither.
const STEPS: [[u8; 3]; 5] = [
    [135, 95, 0],
    [95, 95, 0],
    [18, 18, 18],
    [0, 0, 95],
    [0, 95, 135],
];
/// Where each of these but the first begins, of 255.
const BEGINS: [u8; 4] = [64, 115, 140, 191];

/// Draws the plane as large as possible, with a legend below.
pub fn draw(plane: &Plane, area: Rect, buffer: &mut Buffer, theme: Theme) {
    if area.height < 3 || area.width < 6 {
        return;
    }
    let rows = (area.height - 1).min(area.width / 2);
    let map = Rect::new(area.x + (area.width - 2 * rows) / 2, area.y, 2 * rows, rows);
    if theme.colour()
        && let Some(belief) = plane
            .belief
            .as_ref()
            .and_then(|belief| heat(belief, theme.art.depth))
    {
        picture::draw(&belief, map, buffer, theme);
    }
    let [left, right, bottom, top] = plane.bounds;
    let mut point = |[x, y]: [f32; 2], glyph, style| {
        let across = (x - left) / (right - left);
        let down = (top - y) / (top - bottom);
        if (0.0..1.0).contains(&across) && (0.0..1.0).contains(&down) {
            let column = map.x + (across * f32::from(map.width)) as u16;
            let row = map.y + (down * f32::from(map.height)) as u16;
            if let Some(cell) = buffer.cell_mut((column, row)) {
                cell.set_char(glyph).set_style(style);
            }
        }
    };
    for p in plane.lines.iter().flat_map(|line| along(line)) {
        point(p, '·', theme.number());
    }
    for (&p, mark) in plane.generated.iter().zip(marks(plane)) {
        point(p, mark, theme.fake());
    }
    for (i, group) in plane.groups.iter().enumerate() {
        for &p in &group.points {
            point(p, mark(i), theme.class(i));
        }
    }
    real(plane, map, buffer, theme);
    let legend = Rect::new(area.x, area.bottom() - 1, area.width, 1);
    if !plane.groups.is_empty() {
        let mut column = 0;
        for (i, group) in plane.groups.iter().enumerate() {
            let mark = mark(i).to_string();
            let name = if mark == group.name { "" } else { &group.name };
            let text = format!("{mark} {name} ");
            column += put(
                buffer,
                legend,
                (column, 0),
                text.trim_start(),
                theme.class(i),
            );
        }
        return;
    }
    legend_of_points(plane, legend, buffer, theme);
}

/// Says which points are which, in as many words as there is room for.
fn legend_of_points(plane: &Plane, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let dot = if theme.ascii() { "." } else { "⠂" };
    let arrows = !plane.slopes.is_empty();
    let map = theme.colour() && plane.belief.is_some();
    let words = |long: bool| {
        let made = match (arrows, long) {
            (true, true) => "→ generated, more real this way  ",
            (true, false) => "→ generated  ",
            (false, _) => "+ generated  ",
        };
        let map = match (map, long) {
            (true, true) => "map: D, blue real, brown generated",
            (true, false) => "blue: real",
            (false, _) => "",
        };
        [
            (format!("{dot} real  "), theme.real()),
            (made.to_owned(), theme.fake()),
            (map.to_owned(), theme.dim()),
        ]
    };
    let fits = words(true)
        .iter()
        .map(|(text, _)| text.width())
        .sum::<usize>()
        <= usize::from(area.width);
    let mut column = 0;
    for (text, style) in words(fits) {
        column += put(buffer, area, (column, 0), &text, style);
    }
}

/// Draws real points over generated ones, as dots much finer than a cell, so two hundred can be told apart. A cell that
/// also holds generated points is bright.
fn real(plane: &Plane, map: Rect, buffer: &mut Buffer, theme: Theme) {
    let [left, right, bottom, top] = plane.bounds;
    let raster = |points: &[[f32; 2]]| {
        let mut dots = Dots::new(usize::from(map.width), usize::from(map.height));
        for [x, y] in points {
            let (x, y) = ((x - left) / (right - left), (y - bottom) / (top - bottom));
            if (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y) {
                dots.set(x, y);
            }
        }
        dots
    };
    let (real, generated) = (raster(&plane.real), raster(&plane.generated));
    for (row, column) in (0..map.height).flat_map(|row| (0..map.width).map(move |c| (row, c))) {
        let of = |dots: &Dots| dots.cell(usize::from(column), usize::from(row));
        let Some(cell) = buffer.cell_mut((map.x + column, map.y + row)) else {
            continue;
        };
        match (of(&real), of(&generated)) {
            (0, _) => {}
            (bits, 0) => {
                let glyph = if theme.ascii() { '.' } else { braille(bits) };
                cell.set_char(glyph).set_style(theme.real());
            }
            (bits, others) => {
                let glyph = if theme.ascii() {
                    '#'
                } else {
                    braille(bits | others)
                };
                cell.set_char(glyph).set_style(theme.title());
            }
        }
    }
}

/// D's grey map in colours.
fn heat(belief: &Picture, depth: Depth) -> Option<Picture> {
    let blend = |grey: u8| {
        let t = f32::from(grey) / 127.5;
        let (from, to, t) = if t < 1.0 {
            (HEAT[0], HEAT[1], t)
        } else {
            (HEAT[1], HEAT[2], t - 1.0)
        };
        [0, 1, 2].map(|c| (from[c] + (to[c] - from[c]) * t) as u8)
    };
    let step = |grey: u8| STEPS[BEGINS.partition_point(|begins| *begins <= grey)];
    let pixels = belief.pixels().iter();
    let pixels = pixels.flat_map(|grey| match depth {
        Depth::Indexed256 => step(*grey),
        _ => blend(*grey),
    });
    Picture::new(belief.width(), belief.height(), 3, pixels.collect()).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_map_keeps_both_hues_at_every_depth() {
        let ramp = Picture::new(256, 1, 1, (0..=255).collect()).unwrap();
        for depth in [Depth::Truecolour, Depth::Indexed256, Depth::Ansi16] {
            let map = heat(&ramp, depth).unwrap();
            for (grey, pixel) in map.pixels().chunks_exact(3).enumerate() {
                let (red, blue) = (pixel[0], pixel[2]);
                match grey {
                    0..115 => assert!(red > blue, "{depth:?}: {grey} is {pixel:?}"),
                    140.. => assert!(blue > red, "{depth:?}: {grey} is {pixel:?}"),
                    _ => {}
                }
            }
        }
        // Each is one of xterm's own: of its cube, or of its greys.
        for [red, green, blue] in STEPS {
            let cube = [red, green, blue]
                .iter()
                .all(|c| [0, 95, 135, 175, 215, 255].contains(c));
            let grey = red == green && green == blue && red >= 8 && (red - 8) % 10 == 0;
            assert!(cube || grey, "{red} {green} {blue}");
        }
    }
}
