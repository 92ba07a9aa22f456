//! Typed layers on stable Rust: dfdx tensors in and out, shapes checked by rustc.
//!
//! A layer is a zero-sized *spec* (`Dense<784, 64, Relu>`) that builds on a device into a layer with
//! weights; specs nest in tuples. [`Shaped`] carries the shapes of a spec, so that two layers that do
//! not fit are an error of `cargo check`; [`Layer`] is what the built layer can do.

pub mod activations;
pub mod batch_norm;
pub mod bias;
pub mod code;
#[cfg(any(test, feature = "cuda"))]
mod compose;
pub mod conv;
mod cpu;
mod cpu_conv;
mod cpu_gru;
mod cpu_labels;
mod cpu_norm;
#[cfg(feature = "cuda")]
pub mod cuda;
pub mod dense;
pub mod deviation;
pub mod dropout;
pub mod formula;
pub mod gaussian;
pub mod gru;
pub mod heard;
pub mod item;
pub mod labels;
pub mod layer;
pub mod layer_norm;
mod memory;
pub mod ops;
pub mod parameter;
pub mod pass;
mod plus;
pub mod reshape;
pub mod slope;
pub mod spectral_norm;
pub mod tangent;
pub mod upsample;

pub use activations::{Activate, Function, Identity, LeakyRelu, Relu, Sigmoid, Tanh};
pub use batch_norm::BatchNorm;
pub use bias::{Bias, NoBias, Offset};
pub use code::CodeBias;
pub use conv::{Conv, ConvTranspose};
pub use dense::Dense;
pub use deviation::DeviationDense;
pub use dropout::Dropout;
pub use gaussian::Gaussian;
pub use gru::{GruReader, GruWriter, Rows};
pub use heard::Heard;
pub use item::{Any, Flat, Image, Item, Picture};
pub use labels::{ClassBias, Pick};
pub use layer::{Fact, Feeds, Layer, Shaped};
pub use layer_norm::LayerNorm;
pub use ops::{Clip, Ops, Row};
pub use parameter::{Kind, Named, Parameter};
pub use pass::{Grads, Labels, Mode, Pass, Scalar, Var};
pub use reshape::{Flatten, Unflatten};
pub use spectral_norm::SpectralNorm;
pub use upsample::Upsample;

use crate::error::Error;

/// A refusal of the tensor library as a sentence (memory, as a rule: shapes are checked before).
// It stands at the end of `map_err`, which gives the error away.
#[allow(clippy::needless_pass_by_value)]
pub(crate) fn refused(error: impl std::fmt::Debug + 'static) -> Error {
    #[cfg(feature = "cuda")]
    if let Some(error) = (&error as &dyn std::any::Any).downcast_ref() {
        return out_of_room(&cuda::driver::words(error));
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
