//! Pictures as PNG files.

use std::io::Write;

use super::error::ArtError;
use super::picture::Picture;

impl Picture {
    /// Writes an 8-bit PNG, grey or RGB.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write_png(&self, to: impl Write) -> Result<(), ArtError> {
        let failed = |error: png::EncodingError| {
            ArtError::new(format!("the PNG could not be written: {error}"))
        };
        // Sides are bounded by `MAX_SIDE`, so that they fit into 32 bits.
        let mut encoder = png::Encoder::new(to, self.width() as u32, self.height() as u32);
        encoder.set_color(if self.channels() == 1 {
            png::ColorType::Grayscale
        } else {
            png::ColorType::Rgb
        });
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(self.pixels()).map_err(failed)?;
        writer.finish().map_err(failed)
    }
}

/// Bytes of a PNG that carry its pixels: all but signature, header, lengths and checksums.
#[must_use]
pub fn png_data(file: &[u8]) -> usize {
    let mut data = 0;
    // After the signature: length, name, content, checksum of each chunk.
    let mut rest = file.get(8..).unwrap_or_default();
    while let Some((length, chunk)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        if chunk.starts_with(b"IDAT") {
            data += length.min(chunk.len() - 4);
        }
        rest = chunk.get(length.saturating_add(8)..).unwrap_or_default();
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_back(picture: &Picture) -> (u32, u32, Vec<u8>) {
        let mut file = Vec::new();
        picture.write_png(&mut file).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(file));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width, info.height, pixels)
    }

    #[test]
    fn a_png_reader_sees_the_same_pixels() {
        let grey = Picture::new(3, 2, 1, vec![0, 1, 2, 3, 4, 255]).unwrap();
        assert_eq!(read_back(&grey), (3, 2, grey.pixels().to_vec()));
        let rgb = Picture::new(1, 2, 3, vec![9, 8, 7, 6, 5, 4]).unwrap();
        assert_eq!(read_back(&rgb), (1, 2, rgb.pixels().to_vec()));
    }

    #[test]
    fn headers_are_57_bytes_and_the_rest_is_data() {
        // 8 of the signature, 25 of the header, 12 around the data, 12 of the end (PNG, section 5).
        for picture in [(3, 2), (28, 28)].map(|(w, h)| Picture::filled(w, h, &[7]).unwrap()) {
            let mut file = Vec::new();
            picture.write_png(&mut file).unwrap();
            assert_eq!(png_data(&file) + 57, file.len());
        }
        assert_eq!(png_data(b"\x89PNG"), 0);
        assert_eq!(png_data(b"12345678\xff\xff\xff\xffIDATab"), 2);
    }

    #[test]
    fn a_failing_writer_is_an_error() {
        let mut small = [0u8; 4];
        let picture = Picture::filled(2, 2, &[5]).unwrap();
        assert!(picture.write_png(&mut small[..]).is_err());
    }
}
