//! Whatever is in a file, decoding gives a picture or a reason.

use super::*;
use proptest::prelude::*;

/// A small picture of each format.
fn files() -> Vec<Vec<u8>> {
    let pixels: Vec<u8> = (0..5 * 4 * 4).map(|i| (i * 3) as u8).collect();
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 5, 4);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 80);
    encoder
        .encode(&pixels[..60], 5, 4, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    let mut webp = Vec::new();
    image_webp::WebPEncoder::new(&mut webp)
        .encode(&pixels, 5, 4, image_webp::ColorType::Rgba8)
        .unwrap();
    let mut gif = Vec::new();
    let mut encoder = gif::Encoder::new(&mut gif, 5, 4, &[0, 0, 0, 9, 90, 200]).unwrap();
    let frame = gif::Frame {
        width: 3,
        height: 2,
        left: 1,
        top: 1,
        buffer: vec![0, 1, 0, 1, 0, 1].into(),
        ..gif::Frame::default()
    };
    encoder.write_frame(&frame).unwrap();
    drop(encoder);
    let mut bmp = b"BM".to_vec();
    for number in [118_u32, 0, 54, 40, 5, 4] {
        bmp.extend(number.to_le_bytes());
    }
    bmp.extend([1, 0, 24, 0]);
    for number in [0_u32, 64, 2835, 2835, 0, 0] {
        bmp.extend(number.to_le_bytes());
    }
    bmp.extend(&pixels[..64]);
    vec![png, jpeg, webp, gif, bmp]
}

#[test]
fn every_format_is_known_by_its_first_bytes() {
    for file in files() {
        let picture = decode(&file, Backdrop::White, [4, 5]).unwrap();
        assert_eq!((picture.width, picture.height, picture.channels), (5, 4, 3));
        assert_eq!(size(&file), Ok([5, 4]));
    }
    // Around the frame of a GIF there is nothing; what is below shows.
    let gif = &files()[3];
    let white = decode(gif, Backdrop::White, [4, 5]).unwrap().pixels;
    let black = decode(gif, Backdrop::Black, [4, 5]).unwrap().pixels;
    assert_eq!((&white[..3], &black[..3]), (&[255; 3][..], &[0; 3][..]));
    assert_eq!(white[3 * 7..][..3], [9, 90, 200]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn damaged_files_never_panic(
        which in 0_usize..5,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
        shorten: bool,
    ) {
        let mut file = files().remove(which);
        for (at, value) in changes {
            let at = at.index(file.len());
            file[at] = value;
        }
        if shorten {
            file.truncate(cut.index(file.len()));
        }
        if let Ok(picture) = decode(&file, Backdrop::Black, [4, 5]) {
            prop_assert_eq!(picture.pixels.len(), picture.width * picture.height * picture.channels);
            prop_assert!(picture.width * picture.height <= MOST_PIXELS);
        }
    }
}
