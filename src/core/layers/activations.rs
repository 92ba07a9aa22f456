//! Activations as types: the slope is in the type, so that nothing can reset it.

use crate::kernels::activation::Activation;

/// An activation that a layer applies to its outputs.
pub trait Function: Copy + Default + std::fmt::Debug + Send + Sync + 'static {
    const ACTIVATION: Activation;
}

macro_rules! function {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default)]
        pub struct $name;
        impl Function for $name {
            const ACTIVATION: Activation = Activation::$name;
        }
    };
}

function!(
    /// No activation.
    Identity
);
function!(
    /// `max(x, 0)`.
    Relu
);
function!(
    /// Outputs in [-1, 1].
    Tanh
);
function!(
    /// Outputs in [0, 1].
    Sigmoid
);
function!(
    /// `x` above zero, `e^x − 1` below (Clevert et al. 2016).
    Elu
);
function!(
    /// `x · σ(x)`, also called swish (Elfwing et al. 2018).
    Silu
);
function!(
    /// `x · Φ(x)`, by its tanh formula (Hendrycks and Gimpel 2016).
    Gelu
);

/// `x` above zero, `x · MILLI/1000` below.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeakyRelu<const MILLI: u16>;

impl<const MILLI: u16> Function for LeakyRelu<MILLI> {
    const ACTIVATION: Activation = Activation::LeakyRelu(MILLI as f32 / 1000.0);
}
