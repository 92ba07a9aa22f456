//! What excites a classifier: one of its outputs, and the slope of it in a picture.

use dfdx::prelude::Cpu;

use super::Classifier;
use super::classifier::softmax;
use super::lenet::FEATURES;
use crate::error::{Error, Result};
use crate::layers::slope::slopes;
use crate::layers::{Pass, Var};

/// An output of a classifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The logit of a class.
    Class(u8),
    /// A feature: a unit of the last hidden layer, before its rectifier, which has no slope where the unit
    /// is silent.
    Feature(usize),
}

impl Classifier {
    /// How much a unit sees in a picture `[numbers]` of brightness in [0, 1] (the probability of the class, or
    /// the size of the feature), and the slope of the unit in each pixel.
    ///
    /// # Errors
    /// A sentence when the picture is of another size, or there is no such unit.
    pub fn excite(&mut self, unit: Unit, picture: &[f32]) -> Result<(f32, Vec<f32>)> {
        let x = Var::<Cpu>::constant(&self.device, picture.to_vec(), self.numbers())?;
        let (device, pass) = (self.device.clone(), Pass::infer());
        match unit {
            Unit::Class(class) => {
                let class = usize::from(class);
                if class >= self.classes {
                    return Err(Error::new(format!(
                        "a classifier knows the classes 0 to {}, and not {class}",
                        self.classes - 1
                    )));
                }
                let (body, head) = (&mut self.body, &mut self.head);
                let (mut read, slope) = slopes(&device, &x, &[class], pass, |x, pass| {
                    let features = body.forward(x, pass)?;
                    head.forward(features, pass)
                })?;
                softmax(&mut read, self.classes);
                Ok((read[class], slope))
            }
            Unit::Feature(unit) => {
                if unit >= FEATURES {
                    return Err(Error::new(format!(
                        "a classifier has {FEATURES} units, from 0, and none is {unit}"
                    )));
                }
                let mut linear = self.linear()?;
                let (read, slope) = slopes(&device, &x, &[unit], pass, |x, pass| {
                    linear.forward(x, pass)
                })?;
                Ok((read[unit], slope))
            }
        }
    }
}
