//! How a pixel becomes a number for a net, and back.

use super::item::Item;
use crate::kernels::elementwise::of_bytes;

/// The interval that pixels are mapped to: the one that the net's output layer can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Range {
    /// `[0, 1]`, for a sigmoid output.
    Unit,
    /// `[-1, 1]`, for a tanh output.
    Symmetric,
}

impl Range {
    /// The number that stands for `byte`.
    #[must_use]
    pub fn from_byte(self, byte: u8) -> f32 {
        let mut value = [0.0];
        self.from_bytes(&[byte], &mut value);
        value[0]
    }

    /// The numbers that stand for `bytes`; the kernel takes many pixels at once where the machine can, because a batch
    /// of pictures would be a tenth of a small net's step.
    pub fn from_bytes(self, bytes: &[u8], out: &mut [f32]) {
        let (by, minus) = match self {
            Self::Unit => (255.0, 0.0),
            Self::Symmetric => (127.5, 1.0),
        };
        of_bytes(bytes, by, minus, out);
    }

    /// The brightness in `[0, 1]` of a number in this range; numbers outside it are clamped.
    #[must_use]
    pub fn to_unit(self, value: f32) -> f32 {
        match self {
            Self::Unit => value.clamp(0.0, 1.0),
            Self::Symmetric => f32::midpoint(value, 1.0).clamp(0.0, 1.0),
        }
    }

    /// The number in this range that stands for a brightness of `[0, 1]`; beyond it the mapping goes on.
    #[must_use]
    pub fn of_unit(self, brightness: f32) -> f32 {
        match self {
            Self::Unit => brightness,
            Self::Symmetric => 2.0 * brightness - 1.0,
        }
    }

    /// The mapping for this kind of item, in words.
    #[must_use]
    pub fn about(self, item: Item) -> &'static str {
        match self {
            _ if item == Item::Point => "coordinates as they are",
            Self::Unit => "pixels / 255, in [0, 1], for a sigmoid output",
            Self::Symmetric => "pixels / 127.5 − 1, in [-1, 1], for a tanh output",
        }
    }
}
