//! From numbers of any range to the 256 levels of brightness that pictures are kept in.

use super::{Kind, Numbers};
use crate::error::{Error, Result};

/// Which numbers are black and white.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::data) struct Levels {
    low: f64,
    high: f64,
    /// A note, if numbers are not kept as they are.
    pub said: Option<String>,
}

impl Levels {
    /// Bytes as they are.
    const AS_THEY_ARE: Self = Self {
        low: 0.0,
        high: 255.0,
        said: None,
    };

    /// Those of the pictures to learn from: the numbers of other pictures mean the same. `file` is what errors call them.
    ///
    /// # Errors
    /// If a number is not finite.
    pub fn of(file: &str, numbers: &Numbers) -> Result<Self> {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for at in 0..numbers.len() {
            let value = numbers.at(at);
            if !value.is_finite() {
                return Err(Error::new(format!(
                    "{file} has {value} as number {} of {}; pictures are made of finite numbers",
                    at + 1,
                    numbers.len()
                )));
            }
            (low, high) = (low.min(value), high.max(value));
        }
        let byte = numbers.kind == Kind::BYTE;
        Ok(match (low, high) {
            (low, _) if (-1.0..0.0).contains(&low) && high <= 1.0 => Self::from(-1.0, 1.0),
            (low, high) if low >= 0.0 && high <= 1.0 && high > 0.0 => Self::from(0.0, 1.0),
            (low, high) if byte || low >= 0.0 && (128.0..=255.0).contains(&high) => {
                Self::AS_THEY_ARE
            }
            (low, high) if low < high => Self::from(low, high),
            _ => Self::AS_THEY_ARE,
        })
    }

    fn from(low: f64, high: f64) -> Self {
        Self {
            low,
            high,
            said: Some(format!(
                "numbers from {low} to {high} become 256 levels, black to white"
            )),
        }
    }

    /// The level of the number at a place; beyond black and white it stays black and white.
    pub fn level(&self, numbers: &Numbers, at: usize) -> u8 {
        let part = (numbers.at(at) - self.low) / (self.high - self.low);
        (part * 255.0).round().clamp(0.0, 255.0) as u8
    }

    /// Whether bytes are kept as they are.
    pub fn as_they_are(&self) -> bool {
        self.said.is_none()
    }
}
