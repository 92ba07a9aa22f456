//! Numbers of any type, as the bytes of a file hold them.

use crate::data::bounds::MAX_BYTES;

/// The type of the numbers of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::data) enum Kind {
    /// Whole numbers of so many bytes, 1 to 8, with a sign or without.
    Whole { bytes: usize, sign: bool },
    /// Floating-point numbers of 2, 4 or 8 bytes (IEEE 754).
    Float { bytes: usize },
}

impl Kind {
    /// Bytes from 0 to 255.
    pub const BYTE: Self = Self::Whole {
        bytes: 1,
        sign: false,
    };

    /// How many bytes a number has.
    pub fn bytes(self) -> usize {
        match self {
            Self::Whole { bytes, .. } | Self::Float { bytes } => bytes,
        }
    }
}

/// Numbers of one type, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::data) struct Numbers {
    pub kind: Kind,
    /// Whether the highest byte of a number comes first.
    pub big_endian: bool,
    pub bytes: Vec<u8>,
}

impl Numbers {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.bytes.len() / self.kind.bytes()
    }

    /// The number at a place that there is. Whole numbers beyond 2⁵³ are rounded.
    #[inline]
    pub fn at(&self, at: usize) -> f64 {
        let size = self.kind.bytes();
        let bytes = &self.bytes[at * size..][..size];
        let mut bits = 0_u64;
        for i in 0..size {
            let byte = if self.big_endian {
                bytes[i]
            } else {
                bytes[size - 1 - i]
            };
            bits = bits << 8 | u64::from(byte);
        }
        let unused = 64 - 8 * size as u32;
        match self.kind {
            Kind::Whole { sign: false, .. } => bits as f64,
            // The sign of the shorter number becomes that of the longer one.
            Kind::Whole { .. } => ((bits << unused).cast_signed() >> unused) as f64,
            Kind::Float { bytes: 8 } => f64::from_bits(bits),
            Kind::Float { bytes: 4 } => f64::from(f32::from_bits(bits as u32)),
            Kind::Float { .. } => half(bits as u16),
        }
    }
}

/// A number of 16 bits: a sign, five bits of exponent and ten of fraction.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (1024.0 + fraction) * 2_f64.powi(exponent - 25),
    }
}

/// How many bytes an array of this shape has; none if it is more than may be held in memory.
pub(in crate::data) fn size(shape: &[usize], kind: Kind) -> Option<usize> {
    shape
        .iter()
        .try_fold(kind.bytes(), |size, side| size.checked_mul(*side))
        .filter(|size| *size <= MAX_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(kind: Kind, big_endian: bool, bytes: &[u8]) -> f64 {
        let bytes = bytes.to_vec();
        let numbers = Numbers {
            kind,
            big_endian,
            bytes,
        };
        assert_eq!(numbers.len(), 1);
        numbers.at(0)
    }

    #[test]
    #[allow(clippy::float_cmp)]
    fn numbers_of_every_type_in_both_orders() {
        let whole = |bytes, sign| Kind::Whole { bytes, sign };
        for (kind, bytes, wanted) in [
            (whole(1, false), vec![200], 200.0),
            (whole(1, true), vec![200], -56.0),
            (whole(2, true), (-3_i16).to_be_bytes().to_vec(), -3.0),
            (whole(4, true), (-70_000_i32).to_be_bytes().to_vec(), -7e4),
            (
                whole(4, false),
                4_000_000_000_u32.to_be_bytes().to_vec(),
                4e9,
            ),
            (whole(8, true), (-5_i64).to_be_bytes().to_vec(), -5.0),
            (
                Kind::Float { bytes: 4 },
                0.25_f32.to_be_bytes().to_vec(),
                0.25,
            ),
            (
                Kind::Float { bytes: 8 },
                (-1.5_f64).to_be_bytes().to_vec(),
                -1.5,
            ),
            (Kind::Float { bytes: 2 }, vec![0x3c, 0x00], 1.0),
            (Kind::Float { bytes: 2 }, vec![0xc0, 0x00], -2.0),
            (
                Kind::Float { bytes: 2 },
                vec![0x35, 0x55],
                0.333_251_953_125,
            ),
            (Kind::Float { bytes: 2 }, vec![0x00, 0x01], 2_f64.powi(-24)),
        ] {
            assert_eq!(one(kind, true, &bytes), wanted, "{kind:?}");
            let turned: Vec<u8> = bytes.into_iter().rev().collect();
            assert_eq!(one(kind, false, &turned), wanted, "{kind:?}");
        }
        assert!(one(Kind::Float { bytes: 2 }, true, &[0x7e, 0]).is_nan());
        assert!(one(Kind::Float { bytes: 2 }, true, &[0x7c, 0]).is_infinite());
    }

    #[test]
    fn sizes_are_bounded() {
        assert_eq!(size(&[10, 28, 28], Kind::BYTE), Some(7840));
        assert_eq!(size(&[usize::MAX, 2], Kind::BYTE), None);
        assert_eq!(size(&[1 << 28], Kind::Float { bytes: 8 }), None);
    }
}
