//! Tells from its shape what an array is: pictures with channels first, last or none, points, or labels.

use super::{Kind, Levels, Numbers};
use crate::data::bounds::MAX_SIDE;
use crate::error::{Error, Result};

/// Numbers with a shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::data) struct Array {
    /// Its name in errors.
    pub file: String,
    pub shape: Vec<usize>,
    /// Whether the first index moves fastest, as in Fortran, and not the last.
    pub fortran: bool,
    pub numbers: Numbers,
}

/// Where the numbers of a picture are: how far apart two pictures, rows, columns and channels are.
pub(in crate::data) struct Layout {
    pub image: [usize; 3],
    pub steps: [usize; 4],
}

impl Array {
    fn says(&self, what: &str) -> Error {
        Error::new(format!("{} {what}", self.file))
    }

    /// How far apart neighbours along each dimension are.
    fn steps(&self) -> Vec<usize> {
        let mut steps = vec![1; self.shape.len()];
        let mut step = 1_usize;
        let places = 0..self.shape.len();
        let order: Vec<usize> = if self.fortran {
            places.collect()
        } else {
            places.rev().collect()
        };
        for at in order {
            steps[at] = step;
            // A header may claim any shape; what it claims is compared with the file before it is used.
            step = step.saturating_mul(self.shape[at]);
        }
        steps
    }

    /// Whether these are points in the plane: pairs of numbers.
    pub fn is_points(&self) -> bool {
        self.shape.len() == 2 && self.shape[1] == 2
    }

    /// Of an array of pictures.
    ///
    /// # Errors
    /// If the shape is not one of pictures.
    pub fn layout(&self) -> Result<Layout> {
        let s = self.steps();
        let (image, steps) = match self.shape[..] {
            [_, height, width] => ([height, width, 1], [s[0], s[1], s[2], 0]),
            [_, height, width, channels @ (1 | 3)] => {
                ([height, width, channels], [s[0], s[1], s[2], s[3]])
            }
            [_, channels @ (1 | 3), height, width] => {
                ([height, width, channels], [s[0], s[2], s[3], s[1]])
            }
            [_, numbers] if numbers.isqrt().pow(2) == numbers => {
                let side = numbers.isqrt();
                ([side, side, 1], [s[0], side * s[1], s[1], 0])
            }
            _ => {
                return Err(self.says(&format!(
                    "is of shape {:?}; pictures are [items, height, width], with 1 or 3 channels in front of or behind these two, or rows of a square number; points are [items, 2]",
                    self.shape
                )));
            }
        };
        let fits = |side: &usize| (1..=MAX_SIDE).contains(side);
        if !image[..2].iter().all(fits) {
            return Err(self.says(&format!(
                "claims to hold pictures of {} by {} pixels; sides of 1 to {MAX_SIDE} can be read",
                image[0], image[1]
            )));
        }
        Ok(Layout { image, steps })
    }

    /// Pictures one after the other, `[height, width, channels]` bytes each.
    ///
    /// # Errors
    /// If the shape is not one of pictures.
    pub fn pictures(self, levels: &Levels) -> Result<([usize; 3], Vec<u8>)> {
        let Layout { image, steps } = self.layout()?;
        let [height, width, channels] = image;
        let (count, kind) = (self.shape[0], self.numbers.kind);
        let in_order = [height * width * channels, width * channels, channels, 1];
        let in_place = steps[..3] == in_order[..3] && (channels == 1 || steps[3] == 1);
        if in_place && kind == Kind::BYTE && levels.as_they_are() {
            return Ok((image, self.numbers.bytes));
        }
        let mut bytes = Vec::with_capacity(count * in_order[0]);
        for item in 0..count {
            for row in 0..height {
                for column in 0..width {
                    for channel in 0..channels {
                        let at = [item, row, column, channel];
                        let at: usize = at.iter().zip(steps).map(|(at, step)| at * step).sum();
                        bytes.push(levels.level(&self.numbers, at));
                    }
                }
            }
        }
        Ok((image, bytes))
    }

    /// Pairs of numbers.
    ///
    /// # Errors
    /// If one is not finite.
    pub fn points(&self) -> Result<Vec<[f32; 2]>> {
        let steps = self.steps();
        let (count, of) = match (&self.shape[..], &steps[..]) {
            (&[count, 2], &[item, axis]) => (count, [item, axis]),
            _ => {
                return Err(self.says(&format!(
                    "is of shape {:?}, and points are [items, 2]",
                    self.shape
                )));
            }
        };
        let number = |item: usize, axis: usize| {
            let value = self.numbers.at(item * of[0] + axis * of[1]) as f32;
            if value.is_finite() {
                Ok(value)
            } else {
                Err(self.says(&format!(
                    "has {value} as a coordinate of point {}; coordinates must be finite",
                    item + 1
                )))
            }
        };
        (0..count)
            .map(|item| Ok([number(item, 0)?, number(item, 1)?]))
            .collect()
    }

    /// A whole number an item; of several numbers that are 0 but for one that is 1, the place of this one.
    ///
    /// # Errors
    /// If they are of another shape, or not whole.
    pub fn labels(&self) -> Result<Vec<i64>> {
        let steps = self.steps();
        let (count, columns) = match self.shape[..] {
            [count] => (count, 1),
            [count, columns] => (count, columns),
            _ => {
                return Err(self.says(&format!(
                    "is of shape {:?}; labels are [items], or one-hot [items, classes]",
                    self.shape
                )));
            }
        };
        let across = steps.get(1).copied().unwrap_or(0);
        let at = |item: usize, column: usize| self.numbers.at(item * steps[0] + column * across);
        #[allow(clippy::float_cmp, reason = "whole numbers are exact")]
        let label = |item: usize| {
            if columns == 1 {
                let value = at(item, 0);
                let whole = value.fract() == 0.0 && value.abs() < 2_f64.powi(53);
                return whole.then_some(value as i64).ok_or_else(|| {
                    self.says(&format!(
                        "has the label {value} for item {}; labels are whole numbers",
                        item + 1
                    ))
                });
            }
            let mut ones = (0..columns).filter(|column| at(item, *column) != 0.0);
            match (ones.next(), ones.next()) {
                (Some(one), None) if at(item, one) == 1.0 => Ok(i64::try_from(one).unwrap_or(i64::MAX)),
                _ => Err(self.says(&format!(
                    "has {columns} numbers for item {}, which are not one-hot; labels are one number per item, or one-hot",
                    item + 1
                ))),
            }
        };
        (0..count).map(label).collect()
    }
}
