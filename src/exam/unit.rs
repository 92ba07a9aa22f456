//! What excites a reader: one of its outputs, and the slope of it in a picture.

use dfdx::prelude::Cpu;

use super::Reader;
use super::reader::{CLASSES, FEATURES, PIXELS, softmax};
use crate::error::{Error, Result};
use crate::layers::slope::slopes;
use crate::layers::{Any, Function, Identity, Layer, Ops, Pass, Var};

/// An output of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The logit of a class.
    Class(u8),
    /// A feature: a unit of the last hidden layer, before its rectifier, which has no slope where the unit
    /// is silent.
    Feature(usize),
}

impl Reader {
    /// How much a unit sees in a picture `[784]` of brightness in [0, 1] (the probability of the class, or
    /// the size of the feature), and the slope of the unit in each pixel.
    ///
    /// # Errors
    /// A sentence when the picture is no 28×28, or there is no such unit.
    pub fn excite(&mut self, unit: Unit, picture: &[f32]) -> Result<(f32, Vec<f32>)> {
        let x = Var::<Any, Cpu>::constant(&self.device, picture.to_vec(), PIXELS)?;
        let (device, pass) = (self.device.clone(), Pass::infer());
        let (body, head) = (&mut self.body, &mut self.head);
        match unit {
            Unit::Class(class) => {
                let class = usize::from(class);
                if class >= CLASSES {
                    return Err(Error::new(format!(
                        "a reader knows the classes 0 to 9, and not {class}"
                    )));
                }
                let (mut read, slope) = slopes(&device, &x, &[class], pass, |x, pass| {
                    let features = body.forward(x.known()?, pass)?;
                    head.forward(features, pass)?.any()
                })?;
                softmax(&mut read);
                Ok((read[class], slope))
            }
            Unit::Feature(unit) => {
                if unit >= FEATURES {
                    return Err(Error::new(format!(
                        "a reader has {FEATURES} units, from 0, and none is {unit}"
                    )));
                }
                let (first, second, third, flat, last) = body;
                let (read, slope) = slopes(&device, &x, &[unit], pass, |x, pass| {
                    let x = first.forward(x.known()?, pass)?;
                    let x = third.forward(second.forward(x, pass)?, pass)?;
                    let x = flat.forward(x, pass)?;
                    let weights = (&last.weight, &last.bias);
                    Cpu::dense(x, weights, Identity::ACTIVATION, pass)?.any()
                })?;
                Ok((read[unit], slope))
            }
        }
    }
}
