//! Many pictures of one size laid out in a grid.

use super::error::ArtError;
use super::picture::{Picture, checked_len};

impl Picture {
    /// Lays pictures out in rows of `columns`, with `gap` black pixels between them.
    ///
    /// The last row is filled up with black. If any picture is RGB, all become RGB.
    ///
    /// # Errors
    /// When there is no picture or no column, the sizes differ, or the whole is absurdly large.
    pub fn tile(pictures: &[Picture], columns: usize, gap: usize) -> Result<Picture, ArtError> {
        let Some(first) = pictures.first() else {
            return Err(ArtError::new("there is no picture to tile"));
        };
        if columns == 0 {
            return Err(ArtError::new("tiles need at least one column"));
        }
        let (width, height) = (first.width(), first.height());
        if let Some(odd) = pictures
            .iter()
            .find(|p| (p.width(), p.height()) != (width, height))
        {
            return Err(ArtError::new(format!(
                "tiles must have one size, but one is {width} by {height} and another {} by {}",
                odd.width(),
                odd.height()
            )));
        }
        let across = columns.min(pictures.len());
        let down = pictures.len().div_ceil(columns);
        let channels = pictures.iter().map(Picture::channels).max().unwrap_or(1);
        // Saturated sizes are refused as absurd just like any other.
        let side = |count: usize, length: usize| {
            let gaps = gap.saturating_mul(count - 1);
            count.saturating_mul(length).saturating_add(gaps)
        };
        let (whole_width, whole_height) = (side(across, width), side(down, height));
        let mut pixels = vec![0; checked_len(whole_width, whole_height, channels)?];
        for (index, picture) in pictures.iter().enumerate() {
            let left = index % columns * (width + gap);
            let top = index / columns * (height + gap);
            for y in 0..height {
                let start = ((top + y) * whole_width + left) * channels;
                let to = &mut pixels[start..start + width * channels];
                let line = width * picture.channels();
                let from = &picture.pixels()[y * line..(y + 1) * line];
                if picture.channels() == channels {
                    to.copy_from_slice(from);
                } else {
                    for (rgb, grey) in to.chunks_exact_mut(3).zip(from) {
                        rgb.fill(*grey);
                    }
                }
            }
        }
        Picture::new(whole_width, whole_height, channels, pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_lie_in_rows_with_gaps() {
        let tiles: Vec<_> = (1..=3)
            .map(|v| Picture::filled(1, 1, &[v]).unwrap())
            .collect();
        let whole = Picture::tile(&tiles, 2, 1).unwrap();
        assert_eq!((whole.width(), whole.height()), (3, 3));
        assert_eq!(whole.pixels(), [1, 0, 2, 0, 0, 0, 3, 0, 0]);
        assert_eq!(Picture::tile(&tiles, 9, 0).unwrap().pixels(), [1, 2, 3]);
    }

    #[test]
    fn grey_beside_rgb_becomes_rgb() {
        let tiles = [
            Picture::filled(1, 1, &[7]).unwrap(),
            Picture::filled(1, 1, &[1, 2, 3]).unwrap(),
        ];
        let whole = Picture::tile(&tiles, 2, 0).unwrap();
        assert_eq!(whole.pixels(), [7, 7, 7, 1, 2, 3]);
    }

    #[test]
    fn nonsense_is_refused() {
        let one = Picture::filled(1, 1, &[7]).unwrap();
        let two = Picture::filled(2, 1, &[7]).unwrap();
        assert!(Picture::tile(&[], 1, 0).is_err());
        assert!(Picture::tile(std::slice::from_ref(&one), 0, 0).is_err());
        assert!(Picture::tile(&[one.clone(), two], 1, 0).is_err());
        assert!(Picture::tile(&[one.clone(), one], 1, usize::MAX).is_err());
    }
}
