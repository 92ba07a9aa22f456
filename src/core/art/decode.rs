//! From cells back to a picture, and how faithful it is.

use super::blitter::Blitter;
use super::cells::{Cell, Cells};
use super::error::ArtError;
use super::glyphs::{self, RAMP, SHADES};
use super::palette;
use super::picture::{Picture, checked_len};

/// What the terminal's own foreground is taken to look like.
const INK: [u8; 3] = [255; 3];
/// What the terminal's own background is taken to look like.
const PAPER: [u8; 3] = [0; 3];

/// Paints cells as a terminal would, each `cell_width` x `cell_height` pixels, into an RGB picture.
///
/// Exact if these are multiples of the blitter's grid. Braille dots are painted as if they filled
/// their sub-cells, shades and letters as an even mixture of their colours. The terminal's own
/// colours are white ink on black paper, the palette is xterm's.
///
/// # Errors
/// When a glyph is not one of the blitter's, or the picture would be empty or absurdly large.
pub fn decode(
    cells: &Cells,
    blitter: Blitter,
    cell_width: usize,
    cell_height: usize,
) -> Result<Picture, ArtError> {
    let width = cells.columns().saturating_mul(cell_width);
    let height = cells.rows().saturating_mul(cell_height);
    let mut pixels = vec![0; checked_len(width, height, 3)?];
    let (across, down) = blitter.grid();
    for (row, line) in cells.lines().enumerate() {
        for (column, cell) in line.iter().enumerate() {
            let colours = colours(cell, blitter)?;
            for y in 0..cell_height {
                for x in 0..cell_width {
                    let sub = y * down / cell_height * across + x * across / cell_width;
                    let at = (row * cell_height + y) * width + column * cell_width + x;
                    pixels[3 * at..3 * at + 3].copy_from_slice(&colours[sub]);
                }
            }
        }
    }
    Picture::new(width, height, 3, pixels)
}

/// The colour of each sub-cell.
fn colours(cell: &Cell, blitter: Blitter) -> Result<[[u8; 3]; 8], ArtError> {
    let Some(pattern) = glyphs::pattern(blitter, cell.glyph) else {
        return Err(ArtError::new(format!(
            "{:?} is not a glyph of {blitter}",
            cell.glyph
        )));
    };
    let (ink, paper) = (palette::rgb(cell.fg, INK), palette::rgb(cell.bg, PAPER));
    let highest = match blitter {
        Blitter::Shade => SHADES.len() - 1,
        Blitter::Ascii => RAMP.len() - 1,
        _ => {
            return Ok(std::array::from_fn(|sub| {
                if pattern >> sub & 1 == 1 { ink } else { paper }
            }));
        }
    };
    let part = f32::from(pattern) / highest as f32;
    let mixed = std::array::from_fn(|i| {
        let (ink, paper) = (f32::from(ink[i]), f32::from(paper[i]));
        (paper + part * (ink - paper)).round() as u8
    });
    Ok([mixed; 8])
}

/// Peak signal-to-noise ratio of two pictures of one size, in decibels; infinite if they are equal.
///
/// Over all samples alike; a grey picture is compared with an RGB one as RGB.
///
/// # Errors
/// When the sizes differ.
pub fn psnr(a: &Picture, b: &Picture) -> Result<f64, ArtError> {
    if (a.width(), a.height()) != (b.width(), b.height()) {
        return Err(ArtError::new(format!(
            "only pictures of one size compare, not {} by {} with {} by {}",
            a.width(),
            a.height(),
            b.width(),
            b.height()
        )));
    }
    let squares = |a: &[u8], b: &[u8]| -> f64 {
        let pairs = a.iter().zip(b);
        let sum: u64 = pairs.map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum();
        sum as f64 / a.len() as f64
    };
    let error = if a.channels() == b.channels() {
        squares(a.pixels(), b.pixels())
    } else {
        squares(a.to_rgb()?.pixels(), b.to_rgb()?.pixels())
    };
    Ok(10.0 * (255.0 * 255.0 / error).log10())
}
