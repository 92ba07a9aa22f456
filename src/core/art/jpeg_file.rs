//! Pictures as JPEG files, and back.

use jpeg_decoder::Decoder;
use jpeg_encoder::{ColorType, Encoder};

use super::error::ArtError;
use super::picture::Picture;

impl Picture {
    /// A baseline JPEG, grey or colour, of a quality from 1 to 100, with Huffman tables made for it; below
    /// 90 with the colours at half the size, as is usual.
    ///
    /// # Errors
    /// When the encoder refuses the picture.
    pub fn jpeg(&self, quality: u8) -> Result<Vec<u8>, ArtError> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, quality.clamp(1, 100));
        encoder.set_optimized_huffman_tables(true);
        let colours = if self.channels() == 1 {
            ColorType::Luma
        } else {
            ColorType::Rgb
        };
        // Sides are bounded by `MAX_SIDE`, so that they fit into 16 bits.
        let (width, height) = (self.width() as u16, self.height() as u16);
        encoder
            .encode(self.pixels(), width, height, colours)
            .map_err(|why| ArtError::new(format!("the JPEG could not be written: {why}")))?;
        Ok(file)
    }

    /// What a JPEG shows, in the channels of this picture.
    ///
    /// # Errors
    /// When it cannot be read, or is of another size.
    pub fn from_jpeg_like(&self, file: &[u8]) -> Result<Self, ArtError> {
        let pixels = Decoder::new(file)
            .decode()
            .map_err(|why| ArtError::new(format!("the JPEG could not be read: {why}")))?;
        Self::new(self.width(), self.height(), self.channels(), pixels)
    }
}

/// Bytes of a JPEG that carry its pixels: all but headers, tables and markers.
#[must_use]
pub fn jpeg_data(file: &[u8]) -> usize {
    const START_OF_SCAN: u8 = 0xda;
    let mut data = 0;
    // After the two bytes that begin every file.
    let mut rest = file.get(2..).unwrap_or_default();
    while let [0xff, marker, high, low, ..] = *rest {
        let header = 2 + usize::from(u16::from_be_bytes([high, low]));
        rest = rest.get(header..).unwrap_or_default();
        if marker == START_OF_SCAN {
            // Within data 0xff is followed by 0, or by one of eight marks that begin data again.
            let ends =
                |pair: &[u8]| pair[0] == 0xff && pair[1] != 0 && !(0xd0..=0xd7).contains(&pair[1]);
            let scan = rest.windows(2).position(ends).unwrap_or(rest.len());
            data += scan;
            rest = &rest[scan..];
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::art::psnr;

    /// A soft ball, grey or in colour.
    fn ball(channels: usize) -> Picture {
        let value = |i: usize| {
            let (x, y) = ((i / channels) % 32, i / channels / 32);
            let away = (x as f32 - 15.0).hypot(y as f32 - 12.0);
            (255.0 - 12.0 * away - 40.0 * (i % channels) as f32).max(0.0) as u8
        };
        Picture::new(
            32,
            32,
            channels,
            (0..32 * 32 * channels).map(value).collect(),
        )
        .unwrap()
    }

    #[test]
    fn what_is_read_back_is_like_what_was_written_and_better_for_more_bytes() {
        for channels in [1, 3] {
            let ball = ball(channels);
            let found: Vec<_> = [10, 50, 95]
                .map(|quality| {
                    let file = ball.jpeg(quality).unwrap();
                    let again = ball.from_jpeg_like(&file).unwrap();
                    (jpeg_data(&file), file.len(), psnr(&ball, &again).unwrap())
                })
                .into();
            for pair in found.windows(2) {
                assert!(pair[0].0 < pair[1].0, "{found:?}");
                assert!(pair[0].2 < pair[1].2, "{found:?}");
            }
            assert!(found[1].2 > 25.0 && found[2].2 > 35.0, "{found:?}");
            // Headers and tables are most of so small a file.
            assert!(
                found
                    .iter()
                    .all(|(data, file, _)| (1..*file).contains(data))
            );
        }
    }

    #[test]
    fn data_are_counted_between_the_markers() {
        let file = [
            0xff, 0xd8, 0xff, 0xe0, 0, 4, 9, 9, 0xff, 0xda, 0, 3, 7, 1, 2, 0xff, 0, 3, 0xff, 0xd0,
            5, 0xff, 0xda, 0, 2, 8, 8, 0xff, 0xd9,
        ];
        // Eight bytes of the first scan, two of the second.
        assert_eq!(jpeg_data(&file), 10);
        assert_eq!(jpeg_data(&[]), 0);
        assert_eq!(jpeg_data(&[0xff, 0xd8, 0xff, 0xda, 0xff, 0xff]), 0);
    }

    #[test]
    fn another_size_or_no_jpeg_is_refused() {
        let file = ball(1).jpeg(50).unwrap();
        let small = Picture::filled(8, 8, &[0]).unwrap();
        assert!(small.from_jpeg_like(&file).is_err());
        assert!(small.from_jpeg_like(&file[..20]).is_err());
        assert!(small.from_jpeg_like(&[]).is_err());
    }
}
