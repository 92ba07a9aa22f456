//! Convolution, transposed convolution and nearest-neighbour upsampling.

use rand::distributions::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;

use super::{Fact, Layer, and, push, without};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::conv::Geometry;
use crate::kernels::upsample;
use crate::layers::bias::Start;
use crate::layers::ops::{Kernel, Ops, Row};
use crate::layers::parameter::{Kind, Named, Parameter};
use crate::layers::pass::{Pass, Var};
use crate::layers::refused;

/// See [`spec::Conv`](crate::layers::Conv) and [`spec::ConvTranspose`](crate::layers::ConvTranspose): all
/// that differs is which way pictures go through it.
#[derive(Debug, Clone)]
pub(in crate::layers) struct Conv<D: Ops> {
    /// Of the convolution, also where this is its adjoint.
    pub geometry: Geometry,
    pub transposed: bool,
    /// `[kernel, kernel, in, out]` of the convolution.
    pub weight: Kernel<D>,
    /// A number for each channel that is given; zeros where none is learned.
    pub bias: Row<D>,
    pub f: Activation,
    /// Whether the bias is learned, and whether all starts at zero.
    pub start: Start,
}

impl<D: Ops> Conv<D> {
    pub fn new(
        device: &D,
        geometry: Geometry,
        transposed: bool,
        f: Activation,
        start: Start,
    ) -> Result<Self> {
        let (k, [_, _, from], [_, _, to]) = (geometry.kernel, geometry.input, geometry.output);
        let weight = device.try_zeros_like(&(k, k, from, to));
        let gives = if transposed { from } else { to };
        Ok(Self {
            geometry,
            transposed,
            weight: weight.map_err(refused)?,
            bias: device.try_zeros_like(&(gives,)).map_err(refused)?,
            f,
            start,
        })
    }

    /// The picture that it takes, and the one that it gives.
    fn ends(&self) -> ([usize; 3], [usize; 3]) {
        let (input, output) = (self.geometry.input, self.geometry.output);
        if self.transposed {
            (output, input)
        } else {
            (input, output)
        }
    }
}

impl<D: Ops> Layer<D> for Conv<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        let run = if self.transposed {
            D::conv_transpose
        } else {
            D::conv
        };
        run(x, (&self.weight, &self.bias), self.geometry, self.f, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        let g = self.geometry;
        let inputs = g.kernel * g.kernel * g.input[2];
        #[allow(clippy::cast_possible_truncation)]
        let bound = (1.0 / (inputs as f64).sqrt()) as f32;
        let uniform = Uniform::new(-bound, bound);
        let zero = self.start.zero();
        let mut draw = |n| -> Vec<f32> {
            if zero {
                return vec![0.0; n];
            }
            (0..n).map(|_| uniform.sample(rng)).collect()
        };
        Parameter::<D>::set(&mut self.weight, &draw(g.weights()));
        if self.start.bias() {
            let channels = self.ends().1[2];
            Parameter::<D>::set(&mut self.bias, &draw(channels));
        }
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        push(into, (path, "weight"), Kind::Learned, &mut self.weight);
        if self.start.bias() {
            push(into, (path, "bias"), Kind::Learned, &mut self.bias);
        }
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let ([_, _, from], shape) = self.ends();
        let to = shape[2];
        let (word, bias) = (
            if self.transposed {
                "transposed conv"
            } else {
                "conv"
            },
            without(self.start.bias()),
        );
        let Geometry {
            kernel,
            stride,
            output: [rows, columns, _],
            ..
        } = self.geometry;
        let weights = self.geometry.weights();
        into.push(Fact {
            what: format!(
                "{word} {from} → {to}, k{kernel} s{stride}{bias}{}",
                and(self.f)
            ),
            shape: shape.to_vec(),
            parameters: weights + if self.start.bias() { to } else { 0 },
            multiply_adds: weights * rows * columns,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}

/// See [`spec::Upsample`](crate::layers::Upsample).
#[derive(Debug, Clone, Copy)]
pub(in crate::layers) struct Upsample(pub upsample::Sizes);

impl<D: Ops> Layer<D> for Upsample {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        D::upsample(x, self.0, pass)
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let ([h, w, c], times) = (self.0.small, self.0.factor);
        into.push(Fact {
            what: format!("upsample {times}×"),
            shape: vec![h * times, w * times, c],
            parameters: 0,
            multiply_adds: 0,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(*self)
    }
}
