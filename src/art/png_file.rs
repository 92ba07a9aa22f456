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
    fn a_failing_writer_is_an_error() {
        let mut small = [0u8; 4];
        let picture = Picture::filled(2, 2, &[5]).unwrap();
        assert!(picture.write_png(&mut small[..]).is_err());
    }
}
