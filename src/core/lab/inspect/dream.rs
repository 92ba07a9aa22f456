//! Dreams: a picture that climbs the slope of one output of a network, until the network sees in it what
//! it was asked for (Mordvintsev, Olah and Tyka 2015, "Inceptionism").
//!
//! Climbing alone ends in noise that only the network understands. What keeps a dream a picture: it is
//! shifted by a few pixels before each step (the jitter of the same article), it fades a little, and its
//! fine grain is blurred away (Yosinski et al. 2015, section 3: L2 decay, Gaussian blur).

use rand::Rng;

use crate::art::Picture;
use crate::error::Result;
use crate::lab::train::run::Run;
use crate::lab::train::shown::InputKind;
use crate::layers::slope::slopes;
use crate::layers::{Ops, Pass, Var};
use crate::losses::sigmoid;
use crate::nets::Role;
use crate::random;

/// How a dream climbs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Manner {
    /// Brightness that an average pixel moves by in a step.
    pub rate: f32,
    /// The most pixels that the picture is shifted by before a step.
    pub jitter: u32,
    /// Share of its brightness that each pixel loses in a step.
    pub decay: f32,
    /// Width of the blur, one standard deviation in pixels; every fourth step, and 0 for none.
    pub blur: f32,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            rate: 0.05,
            jitter: 2,
            decay: 0.02,
            blur: 0.5,
        }
    }
}

/// A network's answer to a picture: how much it sees of what was asked for, and the slope of that in each
/// number of the picture.
pub type Seen = (f32, Vec<f32>);

/// A picture that grows.
#[derive(Debug, Clone)]
pub struct Dream {
    /// Brightness of each number, row by row.
    picture: Vec<f32>,
    size: [usize; 3],
    seed: u64,
    step: u64,
}

impl Dream {
    /// Faint noise, `[height, width, channels]`.
    #[must_use]
    pub fn of_noise(seed: u64, size: [usize; 3]) -> Self {
        let mut picture = vec![0.0; size.iter().product()];
        random::uniforms(seed, "dream", 0, &mut picture);
        picture.iter_mut().for_each(|v| *v *= 0.2);
        Self {
            picture,
            size,
            seed,
            step: 0,
        }
    }

    /// Steps that it has grown for.
    #[must_use]
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Brightness in [0, 1] of each number, row by row.
    #[must_use]
    pub fn numbers(&self) -> &[f32] {
        &self.picture
    }

    /// As it looks.
    #[must_use]
    pub fn picture(&self) -> Option<Picture> {
        let [height, width, channels] = self.size;
        Picture::from_unit(width, height, channels, &self.picture).ok()
    }

    /// One step up the slope that `see` tells.
    ///
    /// # Errors
    /// Whatever `see` says.
    pub fn grow(
        &mut self,
        manner: Manner,
        see: &mut dyn FnMut(&[f32]) -> Result<Seen>,
    ) -> Result<()> {
        /// Steps from blur to blur.
        const EVERY: u64 = 4;
        self.step += 1;
        let mut rng = random::stream(self.seed, "jitter of dreams", self.step);
        let most = isize::try_from(manner.jitter).unwrap_or(0);
        let away = [0, 1].map(|_| rng.gen_range(-most..=most));
        let (_, slope) = see(&self.rolled(&self.picture, away))?;
        let slope = self.rolled(&slope, away.map(|by| -by));
        let size = (slope.iter().map(|s| s * s).sum::<f32>() / slope.len() as f32).sqrt();
        let up = manner.rate / size.max(1e-12);
        for (v, s) in self.picture.iter_mut().zip(&slope) {
            *v = (*v * (1.0 - manner.decay) + up * s).clamp(0.0, 1.0);
        }
        if manner.blur > 0.0 && self.step.is_multiple_of(EVERY) {
            self.blur(manner.blur);
        }
        Ok(())
    }

    /// Rows and columns moved down and right; what leaves on one side comes in on the other.
    fn rolled(&self, numbers: &[f32], [down, right]: [isize; 2]) -> Vec<f32> {
        let [height, width, channels] = self.size;
        let from = |at: usize, by: isize, of: usize| (at + of).wrapping_add_signed(-by) % of;
        let mut moved = Vec::with_capacity(numbers.len());
        for row in 0..height {
            for column in 0..width {
                let at = from(row, down, height) * width + from(column, right, width);
                moved.extend_from_slice(&numbers[at * channels..][..channels]);
            }
        }
        moved
    }

    /// A Gaussian blur, three numbers wide: along the columns, then along the rows.
    fn blur(&mut self, width: f32) {
        let side = (-0.5 / (width * width)).exp();
        let whole = 1.0 + 2.0 * side;
        for away in [[1, 0], [0, 1]] {
            let before = self.rolled(&self.picture, away);
            let after = self.rolled(&self.picture, away.map(|by: isize| -by));
            for ((v, a), b) in self.picture.iter_mut().zip(before).zip(after) {
                *v = (*v + side * (a + b)) / whole;
            }
        }
    }
}

/// What one of the networks of a run may dream of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vision {
    /// What `Dx` takes for real; for a conditional `Dx`, for a real one of this class.
    Real(Option<u8>),
    /// What `E` gives a large number at this place of the code, counted from 0; for one that is told classes, of
    /// this one.
    Code(usize, Option<u8>),
}

impl<D: Ops> Run<D> {
    /// How much of a vision there is in a picture of brightness in [0, 1] (a probability, or the number in the
    /// code), and its slope.
    ///
    /// # Errors
    /// A sentence when the network is not there, or knows no such class or number.
    pub fn envision(&mut self, of: Vision, picture: &[f32]) -> Result<Seen> {
        let numbers = picture.iter().map(|v| self.range.of_unit(*v)).collect();
        let x = Var::constant(&self.device, numbers, picture.len())?;
        match of {
            Vision::Real(class) => {
                let seen = (x, self.classes(1, class));
                let (logits, slope) = self.slopes_of_logits(&seen)?;
                Ok((sigmoid(logits[0]), slope))
            }
            Vision::Code(place, class) => {
                let role = Role::Encoder;
                self.wants_encoder()?;
                let pass = Pass::infer().given(self.classes(1, class));
                let device = self.device.clone();
                let net = self.ready(role, InputKind::Items)?;
                let (code, slope) =
                    slopes(&device, &x, &[place], pass, |x, pass| net.forward(x, pass))?;
                Ok((code[place], slope))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const STILL: Manner = Manner {
        rate: 0.1,
        jitter: 0,
        decay: 0.0,
        blur: 0.0,
    };

    #[test]
    fn a_dream_climbs_to_what_is_asked_for_whatever_the_jitter() {
        // What is seen is a bright middle: each pixel moves by the rate, and not beyond white.
        let goal = |x: &[f32]| Ok((x[5], (0..x.len()).map(|i| f32::from(i == 5)).collect()));
        for jitter in [0, 3] {
            let mut dream = Dream::of_noise(1, [3, 4, 1]);
            let faint = dream.numbers()[5];
            assert!(faint <= 0.2);
            for _ in 0..40 {
                dream
                    .grow(Manner { jitter, ..STILL }, &mut { goal })
                    .unwrap();
            }
            let whitest = dream.numbers().iter().filter(|v| **v > 0.999).count();
            assert!(if jitter == 0 {
                whitest == 1
            } else {
                whitest > 1
            });
            assert_eq!(dream.step(), 40);
        }
    }

    #[test]
    fn a_shift_and_back_is_none_and_a_blur_keeps_the_light() {
        let mut dream = Dream::of_noise(2, [5, 7, 3]);
        let before = dream.numbers().to_vec();
        let there = dream.rolled(&before, [2, -3]);
        assert_ne!(there, before);
        assert_eq!(dream.rolled(&there, [-2, 3]), before);
        let light = |of: &[f32]| of.iter().sum::<f32>();
        dream.blur(0.7);
        assert_ne!(dream.numbers(), before);
        assert!((light(dream.numbers()) - light(&before)).abs() < 1e-4);
    }
}
