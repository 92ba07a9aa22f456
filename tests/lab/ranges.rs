//! Pixels as numbers and back: each way is the inverse of the other, in both ranges.

use aegan_lab::data::Range;

#[test]
fn brightness_goes_into_a_range_and_comes_back() {
    for (range, black, white) in [(Range::Unit, 0.0, 1.0), (Range::Symmetric, -1.0, 1.0)] {
        let near = |found: f32, wanted: f32| (found - wanted).abs() < 1e-6;
        assert!(near(range.of_unit(0.0), black) && near(range.of_unit(1.0), white));
        for byte in 0..=255 {
            let brightness = f32::from(byte) / 255.0;
            let number = range.of_unit(brightness);
            assert!(near(range.from_byte(byte), number), "{range:?}");
            assert!(near(range.to_unit(number), brightness), "{range:?}");
        }
        // What lies outside is black or white.
        assert!(near(range.to_unit(-7.0), 0.0) && near(range.to_unit(7.0), 1.0));
    }
}
