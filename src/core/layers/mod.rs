//! Typed layers on stable Rust over dfdx tensors: shapes checked by rustc, for every size at once.
//!
//! [`spec`] has the types that rustc checks; the constant of each is a [`plain`] value, which is checked
//! at the sizes at hand and lowered to the list of layers that runs ([`run`]). [`ops`] is what a device
//! must be able to do for them. For users of dfdx, [`module`] builds the same types as dfdx modules.

pub mod activations;
pub mod bias;
pub mod differences;
pub mod formula;
mod later;
pub mod memory;
pub mod module;
pub mod ops;
pub mod parameter;
pub mod pass;
pub mod plain;
mod plus;
mod refusal;
pub mod run;
pub mod slope;
pub mod spec;
pub mod tangent;
mod trace;
pub mod trip;

pub use crate::kernels::activation::Activation;
pub use activations::{Elu, Function, Gelu, Identity, LeakyRelu, Relu, Sigmoid, Silu, Tanh};
pub use bias::{Bias, FromZero, NoBias, Offset, Start};
pub use later::Later;
pub use memory::{Memory, Row};
pub use module::{Batch, Module};
pub use ops::{Clip, MOMENTUM, Ops, Together};
pub use parameter::{Kind, Named, Parameter};
pub use pass::{Grads, Labels, Mode, Pass, Scalar, Var};
pub use plain::{Checked, Convolution, Expr, ItemExpr, ItemShape, Misfit, Plain, Sizes};
pub(crate) use refusal::refused;
pub use run::{Fact, Layer, Net};
pub use spec::{
    Activate, BatchNorm, C, ClassBias, CodeBias, Conv, ConvTranspose, Dense, DeviationDense, Dim,
    Dropout, Feeds, Flat, Flatten, Gaussian, GruReader, GruWriter, H, Image, Item, K, LayerNorm, N,
    Number, Over, P, Pick, Residual, Rows, Smaller, Spec, SpectralNorm, Tap, Times, Unflatten,
    Upsample, W, Z,
};
