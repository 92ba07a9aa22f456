//! A picture: bytes in rows, grey or RGB, whose sizes are always true.

use super::error::ArtError;

/// The longest side of a picture, in pixels.
pub const MAX_SIDE: usize = 16_384;

/// The most samples (`width * height * channels`, one byte each) in a picture: 16 MiB.
pub const MAX_SAMPLES: usize = 1 << 24;

/// An image of `[height, width, channels]` bytes, row by row; one channel is grey, three are RGB.
///
/// Sides are 1 to [`MAX_SIDE`] pixels and samples at most [`MAX_SAMPLES`]. Every constructor keeps
/// this, so the methods need not ask again. In a file the pixels are deflated text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    channels: usize,
    pixels: Vec<u8>,
}

/// The number of samples of these sizes, or why there can be no such picture.
pub(super) fn checked_len(width: usize, height: usize, channels: usize) -> Result<usize, ArtError> {
    if channels != 1 && channels != 3 {
        return Err(ArtError::new(format!(
            "a picture has 1 channel (grey) or 3 (RGB), not {channels}"
        )));
    }
    if !(1..=MAX_SIDE).contains(&width) || !(1..=MAX_SIDE).contains(&height) {
        return Err(ArtError::new(format!(
            "a picture is 1 to {MAX_SIDE} pixels wide and high, not {width} by {height}"
        )));
    }
    // Both sides are bounded above, so that the product fits even into 32 bits.
    let samples = width * height * channels;
    if samples > MAX_SAMPLES {
        return Err(ArtError::new(format!(
            "a picture holds at most {MAX_SAMPLES} samples, not {samples}"
        )));
    }
    Ok(samples)
}

impl Picture {
    /// Takes `[height, width, channels]` bytes, row by row.
    ///
    /// # Errors
    /// When `channels` is neither 1 nor 3, a side is 0 or absurd, or `pixels` has another length.
    pub fn new(
        width: usize,
        height: usize,
        channels: usize,
        pixels: Vec<u8>,
    ) -> Result<Self, ArtError> {
        let samples = checked_len(width, height, channels)?;
        if pixels.len() != samples {
            return Err(ArtError::new(format!(
                "{width} by {height} by {channels} needs {samples} samples but {} were given",
                pixels.len()
            )));
        }
        Ok(Self {
            width,
            height,
            channels,
            pixels,
        })
    }

    /// Takes `[height, width, channels]` numbers in `[0, 1]`; what lies outside is clamped, NaN is 0.
    ///
    /// # Errors
    /// As [`Picture::new`].
    pub fn from_unit(
        width: usize,
        height: usize,
        channels: usize,
        values: &[f32],
    ) -> Result<Self, ArtError> {
        // `as` saturates and turns NaN into 0: just what is promised.
        let pixels = values.iter().map(|v| (v * 255.0).round() as u8).collect();
        Self::new(width, height, channels, pixels)
    }

    /// A picture of one colour; `colour` holds one sample a channel.
    ///
    /// # Errors
    /// As [`Picture::new`].
    pub fn filled(width: usize, height: usize, colour: &[u8]) -> Result<Self, ArtError> {
        let samples = checked_len(width, height, colour.len())?;
        Self::new(
            width,
            height,
            colour.len(),
            colour.repeat(samples / colour.len()),
        )
    }

    /// Width in pixels, 1 or more.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels, 1 or more.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// 1 for grey, 3 for RGB.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The samples, `[height, width, channels]`, row by row.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The colour of a pixel as RGB (grey counts three times); `None` outside of the picture.
    #[must_use]
    pub fn rgb(&self, x: usize, y: usize) -> Option<[u8; 3]> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let at = (y * self.width + x) * self.channels;
        match self.pixels.get(at..at + self.channels)? {
            [grey] => Some([*grey; 3]),
            [red, green, blue] => Some([*red, *green, *blue]),
            _ => None,
        }
    }

    /// The same picture with three channels.
    ///
    /// # Errors
    /// When three channels would hold more than [`MAX_SAMPLES`].
    pub fn to_rgb(&self) -> Result<Self, ArtError> {
        if self.channels == 3 {
            return Ok(self.clone());
        }
        checked_len(self.width, self.height, 3)?;
        let pixels = self.pixels.iter().flat_map(|grey| [*grey; 3]).collect();
        Self::new(self.width, self.height, 3, pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lying_sizes_are_refused_in_words() {
        let error = Picture::new(2, 2, 1, vec![0; 3]).unwrap_err().to_string();
        assert_eq!(error, "2 by 2 by 1 needs 4 samples but 3 were given");
        assert!(Picture::new(0, 2, 1, vec![]).is_err());
        assert!(Picture::new(1, 1, 2, vec![0; 2]).is_err());
        assert!(Picture::new(usize::MAX, usize::MAX, 3, vec![]).is_err());
        assert!(Picture::new(MAX_SIDE, MAX_SIDE, 1, vec![]).is_err());
        assert!(Picture::filled(2, 2, &[1, 2]).is_err());
    }

    #[test]
    fn unit_numbers_are_clamped() {
        let values = [-1.0, 0.5, 2.0, f32::NAN];
        let picture = Picture::from_unit(2, 2, 1, &values).unwrap();
        assert_eq!(picture.pixels(), [0, 128, 255, 0]);
    }

    #[test]
    fn whole_factors_repeat_pixels() {
        let picture = Picture::new(2, 1, 1, vec![10, 201]).unwrap();
        let large = picture.fit(6, 2).unwrap();
        assert_eq!(
            large.pixels(),
            [10, 10, 10, 201, 201, 201, 10, 10, 10, 201, 201, 201]
        );
        assert_eq!(large.fit(2, 1).unwrap(), picture);
        assert_eq!(picture.fit(3, 1).unwrap().pixels(), [10, 106, 201]);
    }

    #[test]
    fn grey_becomes_rgb() {
        let picture = Picture::new(1, 1, 1, vec![9]).unwrap();
        assert_eq!(picture.to_rgb().unwrap().pixels(), [9, 9, 9]);
        assert_eq!(picture.rgb(0, 0), Some([9, 9, 9]));
        assert_eq!(picture.rgb(1, 0), None);
    }
}
