//! Files of pictures that tests draw themselves: every format, and what is wrong with them.

use std::fs;
use std::io::Cursor;
use std::path::Path;

/// A PNG of so many channels of 8 bits; `of(x, y)` gives a pixel.
pub fn png<const C: usize>(
    width: usize,
    height: usize,
    of: impl Fn(usize, usize) -> [u8; C],
) -> Vec<u8> {
    let colour = match C {
        1 => png::ColorType::Grayscale,
        2 => png::ColorType::GrayscaleAlpha,
        3 => png::ColorType::Rgb,
        _ => png::ColorType::Rgba,
    };
    encoded(
        width,
        height,
        colour,
        png::BitDepth::Eight,
        &pixels(width, height, of),
    )
}

/// A grey PNG of 16 bits.
pub fn png16(width: usize, height: usize, of: impl Fn(usize, usize) -> u16) -> Vec<u8> {
    let pixels = pixels(width, height, |x, y| of(x, y).to_be_bytes());
    encoded(
        width,
        height,
        png::ColorType::Grayscale,
        png::BitDepth::Sixteen,
        &pixels,
    )
}

fn encoded(
    width: usize,
    height: usize,
    colour: png::ColorType,
    depth: png::BitDepth,
    pixels: &[u8],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(pixels).unwrap();
    writer.finish().unwrap();
    file
}

/// Pixels row by row.
pub fn pixels<const C: usize>(
    width: usize,
    height: usize,
    of: impl Fn(usize, usize) -> [u8; C],
) -> Vec<u8> {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    places.flat_map(|(x, y)| of(x, y)).collect()
}

/// A PNG whose header promises more than it holds.
pub fn huge_png(side: u32) -> Vec<u8> {
    let mut file = png(1, 1, |_, _| [0]);
    file[16..20].copy_from_slice(&side.to_be_bytes());
    file[20..24].copy_from_slice(&side.to_be_bytes());
    let mut sum = flate2::Crc::new();
    sum.update(&file[12..29]);
    file[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    file
}

/// A JPEG of one colour, of red, green and blue or of four inks.
pub fn jpeg(width: u16, height: u16, colour: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let pixels = colour.repeat(usize::from(width) * usize::from(height));
    let kind = if colour.len() == 4 {
        jpeg_encoder::ColorType::Cmyk
    } else {
        jpeg_encoder::ColorType::Rgb
    };
    let encoder = jpeg_encoder::Encoder::new(&mut file, 95);
    encoder.encode(&pixels, width, height, kind).unwrap();
    file
}

/// A `WebP` of one colour with transparency.
pub fn webp(width: u32, height: u32, colour: [u8; 4]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let pixels = colour.repeat((width * height) as usize);
    image_webp::WebPEncoder::new(&mut file)
        .encode(&pixels, width, height, image_webp::ColorType::Rgba8)
        .unwrap();
    file.into_inner()
}

/// A GIF of a frame for each colour.
pub fn gif(width: u16, height: u16, colours: &[[u8; 3]]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = gif::Encoder::new(&mut file, width, height, &[]).unwrap();
    for colour in colours {
        let mut frame = gif::Frame {
            width,
            height,
            palette: Some([*colour, [0; 3]].concat()),
            ..gif::Frame::default()
        };
        frame.buffer = vec![0; usize::from(width) * usize::from(height)].into();
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

/// A BMP of one colour, 24 bits a pixel.
pub fn bmp(width: u32, height: u32, [red, green, blue]: [u8; 3]) -> Vec<u8> {
    let row = (3 * width).div_ceil(4) * 4;
    let mut file = b"BM".to_vec();
    for number in [54 + row * height, 0, 54, 40, width, height] {
        file.extend(number.to_le_bytes());
    }
    file.extend([1, 0, 24, 0]);
    for number in [0, row * height, 2835, 2835, 0, 0] {
        file.extend(number.to_le_bytes());
    }
    for _ in 0..height {
        let mut line = [blue, green, red].repeat(width as usize);
        line.resize(row as usize, 0);
        file.extend(line);
    }
    file
}

/// Writes a file, and the folders that it lies in.
pub fn put(folder: &Path, name: &str, content: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// `count` pictures a class: squares for the first class, crosses for the second, and so on by the place of a bar.
pub fn classes(folder: &Path, names: &[&str], count: usize, side: usize) {
    for (class, name) in names.iter().enumerate() {
        for i in 0..count {
            let file = png(side, side, |x, y| {
                let bar = x * names.len() / side == class;
                let ink = if bar { 255 } else { 0 };
                [ink, (i * 255 / count) as u8, (y * 255 / side) as u8]
            });
            put(folder, &format!("{name}/{i:03}.png"), &file);
        }
    }
}
