//! Pictures in text files: the sizes in the open, the pixels deflated and in base64.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::error::ArtError;
use super::picture::{Picture, checked_len};

/// What stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Picture", deny_unknown_fields)]
struct Packed {
    width: usize,
    height: usize,
    channels: usize,
    pixels: String,
}

impl Packed {
    fn pack(picture: &Picture) -> std::io::Result<Self> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(picture.pixels())?;
        Ok(Self {
            width: picture.width(),
            height: picture.height(),
            channels: picture.channels(),
            pixels: STANDARD_NO_PAD.encode(encoder.finish()?),
        })
    }

    fn unpack(self) -> Result<Picture, ArtError> {
        let samples = checked_len(self.width, self.height, self.channels)?;
        let deflated = STANDARD_NO_PAD
            .decode(self.pixels)
            .map_err(|error| ArtError::new(format!("the pixels are not base64: {error}")))?;
        // Nothing is reserved on the word of the file, and reading stops one byte after what the
        // sizes promise: a bomb costs no more than an honest picture.
        let mut pixels = Vec::new();
        ZlibDecoder::new(&deflated[..])
            .take(samples as u64 + 1)
            .read_to_end(&mut pixels)
            .map_err(|error| ArtError::new(format!("the pixels do not inflate: {error}")))?;
        if pixels.len() > samples {
            return Err(ArtError::new(format!(
                "the sizes promise {samples} samples but more follow"
            )));
        }
        Picture::new(self.width, self.height, self.channels, pixels)
    }
}

impl Serialize for Picture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Packed::pack(self)
            .map_err(ser::Error::custom)?
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Picture {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Packed::deserialize(deserializer)?
            .unpack()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(pixels: &[u8]) -> String {
        let picture = Picture::new(pixels.len(), 1, 1, pixels.to_vec()).unwrap();
        Packed::pack(&picture).unwrap().pixels
    }

    fn error(width: usize, height: usize, channels: usize, pixels: &str) -> String {
        let text = format!(
            "(width: {width}, height: {height}, channels: {channels}, pixels: \"{pixels}\")"
        );
        ron::from_str::<Picture>(&text).unwrap_err().to_string()
    }

    #[test]
    fn a_file_shows_the_sizes() {
        let picture = Picture::filled(28, 28, &[0]).unwrap();
        let text = ron::to_string(&picture).unwrap();
        assert!(text.starts_with("(width:28,height:28,channels:1,pixels:\""));
        assert!(text.len() < 80, "{text}");
        assert_eq!(ron::from_str::<Picture>(&text).unwrap(), picture);
    }

    #[test]
    fn lies_about_sizes_are_found() {
        let honest = packed(&[1, 2, 3, 4]);
        assert!(error(5, 1, 1, &honest).contains("needs 5 samples but 4"));
        assert!(error(3, 1, 1, &honest).contains("promise 3 samples but more"));
        assert!(error(0, 4, 1, &honest).contains("not 0 by 4"));
        assert!(error(usize::MAX, usize::MAX, 3, &honest).contains("pixels wide"));
        assert!(error(2, 1, 2, &honest).contains("not 2"));
    }

    #[test]
    fn a_bomb_is_not_inflated() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        let zeros = vec![0; 1 << 20];
        for _ in 0..64 {
            encoder.write_all(&zeros).unwrap();
        }
        let bomb = STANDARD_NO_PAD.encode(encoder.finish().unwrap());
        assert!(error(28, 28, 1, &bomb).contains("more follow"));
    }

    #[test]
    fn rubbish_is_an_error() {
        assert!(error(1, 1, 1, "?").contains("not base64"));
        assert!(error(1, 1, 1, "AAAA").contains("do not inflate"));
        assert!(error(2, 1, 1, "").contains("do not inflate"));
    }
}
