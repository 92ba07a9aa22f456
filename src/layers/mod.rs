//! Typed layers on stable Rust over dfdx tensors: shapes checked by rustc, for every size at once.
//!
//! [`spec`] has the types that rustc checks; the constant of each is a [`plain`] value, which is checked
//! at the sizes at hand and lowered to the list of layers that runs ([`run`]). [`ops`] is what a device
//! must be able to do for them. For users of dfdx, [`module`] builds the same types as dfdx modules.

pub mod activations;
pub mod bias;
pub mod formula;
mod later;
pub mod module;
pub mod ops;
pub mod parameter;
pub mod pass;
pub mod plain;
mod plus;
pub mod run;
pub mod slope;
pub mod spec;
pub mod tangent;

pub use activations::{Function, Identity, LeakyRelu, Relu, Sigmoid, Tanh};
pub use bias::{Bias, NoBias, Offset};
pub use later::Later;
pub use module::{Batch, Module};
pub use ops::{Clip, Ops, Row};
pub use parameter::{Kind, Named, Parameter};
pub use pass::{Grads, Labels, Mode, Pass, Scalar, Var};
pub use plain::{Checked, Expr, ItemShape, Misfit, Plain, Sizes};
pub use run::norm::MOMENTUM;
pub use run::{Fact, Layer, Net};
pub use spec::{
    Activate, BatchNorm, C, ClassBias, CodeBias, Conv, ConvTranspose, Dense, DeviationDense, Dim,
    Dropout, Feeds, Flat, Flatten, Gaussian, GruReader, GruWriter, H, Image, Item, K, LayerNorm, N,
    Number, Over, P, Pick, Rows, Smaller, Spec, SpectralNorm, Tap, Times, Unflatten, Upsample, W,
    Z,
};

use crate::error::Error;

/// A refusal of the tensor library as a sentence (memory, as a rule: shapes are checked before).
// It stands at the end of `map_err`, which gives the error away.
#[allow(clippy::needless_pass_by_value)]
pub(crate) fn refused(error: impl std::fmt::Debug + 'static) -> Error {
    #[cfg(feature = "cuda")]
    if let Some(error) = (&error as &dyn std::any::Any).downcast_ref() {
        return out_of_room(&ops::cuda::driver::words(error));
    }
    Error::new(format!(
        "the tensor library refused an operation ({error:?}); a smaller batch may fit"
    ))
}

/// A refusal of a GPU as a sentence.
#[cfg(feature = "cuda")]
fn out_of_room(words: &str) -> Error {
    Error::new(format!(
        "the GPU refused an operation: {words}; a smaller batch may fit ('set batch 32')"
    ))
}
