//! One picture of a file: PNG, JPEG, `WebP`, BMP or GIF, recognised by its first bytes and bounded before it is decoded.

use super::crop::middle;
use super::raster::Raster;
use crate::data::asked::Backdrop;
use std::fmt::Display;
use std::io::Cursor;

/// The most pixels of a picture that is decoded: 8,000 by 6,000 is a camera's.
const MOST_PIXELS: usize = 64_000_000;
/// Bytes that a decoder may take beside the pixels themselves.
const MORE_BYTES: usize = 64 << 20;
/// A JPEG that is larger than this many times the target size is decoded at that size and resampled from there.
const SPARE: usize = 3;

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Png,
    Jpeg,
    WebP,
    Bmp,
    Gif,
}

/// Why a picture is not read: the end of a sentence that begins with its name.
pub(super) type Why = String;

impl Format {
    fn of(bytes: &[u8]) -> Result<Self, Why> {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Ok(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Ok(Self::WebP),
            [b'B', b'M', ..] => Ok(Self::Bmp),
            [b'G', b'I', b'F', b'8', ..] => Ok(Self::Gif),
            [] => Err("is empty".into()),
            _ => Err("is not a PNG, JPEG, WebP, BMP or GIF picture".into()),
        }
    }
}

fn damaged(why: impl Display) -> Why {
    format!("is damaged ({why})")
}

/// Width and height, if they are not too large to be decoded.
fn bounded(width: usize, height: usize) -> Result<[usize; 2], Why> {
    match width.checked_mul(height) {
        Some(0) => Err("has no pixels".into()),
        Some(pixels) if pixels <= MOST_PIXELS => Ok([width, height]),
        _ => Err(format!(
            "is {width} by {height} pixels; pictures can have at most {MOST_PIXELS} pixels in all"
        )),
    }
}

/// Width and height of the picture, of which `bytes` are the first or all.
pub(super) fn size(bytes: &[u8]) -> Result<[usize; 2], Why> {
    let cursor = Cursor::new(bytes);
    let [width, height] = match Format::of(bytes)? {
        Format::Png => {
            let reader = png_decoder(bytes).read_info().map_err(damaged)?;
            [reader.info().width as usize, reader.info().height as usize]
        }
        Format::Jpeg => {
            let mut decoder = jpeg_decoder::Decoder::new(bytes);
            decoder.read_info().map_err(damaged)?;
            let info = decoder.info().ok_or_else(|| damaged("no header"))?;
            [info.width, info.height].map(usize::from)
        }
        Format::WebP => {
            let decoder = image_webp::WebPDecoder::new(cursor).map_err(damaged)?;
            let (width, height) = decoder.dimensions();
            [width as usize, height as usize]
        }
        Format::Bmp => {
            let mut decoder = zune_bmp::BmpDecoder::new(cursor);
            let headers = decoder.decode_headers();
            headers.map_err(|why| damaged(format!("{why:?}")))?;
            let (width, height) = decoder.dimensions().unwrap_or_default();
            [width, height]
        }
        Format::Gif => {
            let decoder = gif_options().read_info(cursor).map_err(damaged)?;
            [decoder.width(), decoder.height()].map(usize::from)
        }
    };
    bounded(width, height)
}

/// The picture that a file holds; of an animation the first frame. A JPEG may be smaller than it is in the file, and
/// still has `SPARE` times the pixels of its middle that are `wanted`, height and width.
pub(super) fn decode(bytes: &[u8], over: Backdrop, wanted: [usize; 2]) -> Result<Raster, Why> {
    let [width, height] = size(bytes)?;
    match Format::of(bytes)? {
        Format::Png => png(bytes, over),
        Format::Jpeg => jpeg(bytes, [width, height], wanted),
        Format::WebP => {
            let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
            decoder.set_memory_limit(MORE_BYTES + 4 * width * height);
            let channels = if decoder.has_alpha() { 4 } else { 3 };
            let mut pixels = vec![0; width * height * channels];
            decoder.read_image(&mut pixels).map_err(damaged)?;
            raster(width, height, channels, pixels, over)
        }
        Format::Bmp => {
            let mut decoder = zune_bmp::BmpDecoder::new(Cursor::new(bytes));
            let pixels = decoder.decode();
            let pixels = pixels.map_err(|why| damaged(format!("{why:?}")))?;
            raster(width, height, pixels.len() / (width * height), pixels, over)
        }
        Format::Gif => gif(bytes, [width, height], over),
    }
}

fn png_decoder(bytes: &[u8]) -> png::Decoder<Cursor<&[u8]>> {
    let limits = png::Limits { bytes: MORE_BYTES };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder
}

fn png(bytes: &[u8], over: Backdrop) -> Result<Raster, Why> {
    let mut reader = png_decoder(bytes).read_info().map_err(damaged)?;
    let size = reader.output_buffer_size();
    let mut pixels = vec![0; size.ok_or_else(|| damaged("no size"))?];
    let info = reader.next_frame(&mut pixels).map_err(damaged)?;
    pixels.truncate(info.buffer_size());
    let (width, height) = (info.width as usize, info.height as usize);
    raster(width, height, info.color_type.samples(), pixels, over)
}

fn jpeg(bytes: &[u8], [width, height]: [usize; 2], wanted: [usize; 2]) -> Result<Raster, Why> {
    use jpeg_decoder::PixelFormat;
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(MORE_BYTES + 4 * MOST_PIXELS);
    let area = middle(width, height, wanted);
    // Of the whole, so that the middle has enough of them.
    let enough = |whole: usize, part: usize, wanted: usize| {
        u16::try_from((SPARE * wanted * whole).div_ceil(part)).unwrap_or(u16::MAX)
    };
    let across = enough(width, area.width, wanted[1]);
    let down = enough(height, area.height, wanted[0]);
    let (width, height) = decoder.scale(across, down).map_err(damaged)?;
    let pixels = decoder.decode().map_err(damaged)?;
    let info = decoder.info().ok_or_else(|| damaged("no header"))?;
    let (channels, pixels) = match info.pixel_format {
        PixelFormat::L8 => (1, pixels),
        // The first of the two bytes of a sample, in the order of this machine.
        PixelFormat::L16 => {
            let samples = pixels.as_chunks::<2>().0.iter();
            (
                1,
                samples
                    .map(|s| (u16::from_ne_bytes(*s) >> 8) as u8)
                    .collect(),
            )
        }
        PixelFormat::RGB24 => (3, pixels),
        PixelFormat::CMYK32 => (
            3,
            pixels
                .as_chunks::<4>()
                .0
                .iter()
                .flat_map(|pixel| inks(*pixel))
                .collect(),
        ),
    };
    raster(
        width.into(),
        height.into(),
        channels,
        pixels,
        Backdrop::Black,
    )
}

/// What paper reflects under these inks.
fn inks([cyan, magenta, yellow, black]: [u8; 4]) -> [u8; 3] {
    let left = 255 - u32::from(black);
    [cyan, magenta, yellow].map(|ink| ((255 - u32::from(ink)) * left / 255) as u8)
}

fn gif_options() -> gif::DecodeOptions {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let most = std::num::NonZeroU64::new((MORE_BYTES + 4 * MOST_PIXELS) as u64);
    if let Some(most) = most {
        options.set_memory_limit(gif::MemoryLimit::Bytes(most));
    }
    options
}

fn gif(bytes: &[u8], [width, height]: [usize; 2], over: Backdrop) -> Result<Raster, Why> {
    let mut decoder = gif_options()
        .read_info(Cursor::new(bytes))
        .map_err(damaged)?;
    let frame = decoder.next_frame_info().map_err(damaged)?;
    let frame = frame.ok_or_else(|| damaged("no frame"))?;
    let [left, top, across] = [frame.left, frame.top, frame.width].map(usize::from);
    bounded(across, frame.height.into())?;
    let mut shown = vec![0; decoder.buffer_size()];
    decoder.read_into_buffer(&mut shown).map_err(damaged)?;
    // The frame may be a part of the picture; around it there is nothing.
    let mut pixels = vec![0; 4 * width * height];
    for (row, y) in shown.chunks_exact(4 * across).zip(top..height) {
        let fits = across.min(width.saturating_sub(left));
        let at = 4 * (y * width + left.min(width));
        pixels[at..at + 4 * fits].copy_from_slice(&row[..4 * fits]);
    }
    raster(width, height, 4, pixels, over)
}

/// A picture of samples with 1 to 4 channels: the second and the fourth say how much of the colour covers what is below.
fn raster(
    width: usize,
    height: usize,
    channels: usize,
    pixels: Vec<u8>,
    over: Backdrop,
) -> Result<Raster, Why> {
    if !(1..=4).contains(&channels) || pixels.len() != width * height * channels {
        return Err(damaged("pixels are missing"));
    }
    let below = match over {
        Backdrop::Black => 0,
        Backdrop::White => 255,
    };
    let covered = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + below * (255 - alpha) + 127) / 255) as u8
    };
    let (channels, pixels) = match channels {
        2 => {
            let all = pixels.as_chunks::<2>().0.iter();
            (1, all.map(|&[v, alpha]| covered(v, alpha)).collect())
        }
        4 => {
            let all = pixels.as_chunks::<4>().0.iter();
            let colours = all.flat_map(|&[r, g, b, alpha]| [r, g, b].map(|v| covered(v, alpha)));
            (3, colours.collect())
        }
        channels => (channels, pixels),
    };
    Ok(Raster {
        width,
        height,
        channels,
        pixels,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "decode_tests.rs"]
mod tests;
