//! Typed layers over dimensions: what rustc checks. Nothing here has weights.
//!
//! A spec is a type without values, `Dense<Z, N<64>, Relu>`; specs nest in tuples. rustc compares what one
//! layer gives with what the next one takes as it is written, so that a network that compiles fits for
//! every size at once. Its one constant is the [`Plain`] value that is lowered and run.

mod activate;
mod code;
mod conv;
mod dense;
mod dim;
mod item;
mod labels;
mod norm;
mod recurrent;
mod reshape;
mod wrap;

pub use activate::{Activate, Dropout};
pub use code::{CodeBias, Gaussian};
pub use conv::{Conv, ConvTranspose, Upsample};
pub use dense::{Dense, DeviationDense};
pub use dim::{By, C, Dim, H, K, N, Number, Over, P, Smaller, Stride, Times, W, Z};
pub use item::{Flat, Image, Item};
pub use labels::{ClassBias, Pick};
pub use norm::{BatchNorm, LayerNorm};
pub use recurrent::{GruReader, GruWriter, Rows};
pub use reshape::{Flatten, Unflatten};
pub use wrap::{Residual, SpectralNorm, Tap};

use super::plain::Plain;

/// The items that a network takes and gives, and its plain value.
pub trait Spec {
    type In: Item;
    type Out: Item;
    /// What is checked and lowered.
    const PLAIN: Plain<'static>;
}

/// `A: Feeds<B>` holds only where `A` and `B` are the same items: what one layer gives is what the
/// next one takes.
#[diagnostic::on_unimplemented(
    message = "these two layers do not fit: one gives `{Self}`, the next one takes `{Next}`",
    label = "gives `{Self}`, but `{Next}` is wanted here",
    note = "change the sizes of one of the two, or put a layer between them that turns `{Self}` into `{Next}`"
)]
pub trait Feeds<Next> {}

impl<T> Feeds<T> for T {}

/// Has `cargo check` look at the arithmetic of a network at sizes that are named; a network of plain
/// numbers needs none.
///
/// ```
/// # extern crate aegan_lab_core as aegan_lab;
/// use aegan_lab::layers::{Dense, N, Relu, Sizes, Z};
/// type Net = (Dense<Z, N<64>, Relu>, Dense<N<64>, Z>);
/// aegan_lab::fits!(Net, Sizes { h: 28, w: 28, c: 1, p: 1, z: 16, k: 10 });
/// ```
#[macro_export]
macro_rules! fits {
    ($network:ty) => {
        $crate::fits!($network, $crate::layers::Sizes { h: 1, w: 1, c: 1, p: 1, z: 1, k: 1 });
    };
    ($network:ty, $($sizes:expr),+ $(,)?) => {
        $(const _: () = if let Err(misfit) = <$network as $crate::layers::Spec>::PLAIN.check(&$sizes) {
            panic!("{}", misfit.why)
        };)+
    };
}

/// Tuples run their layers in order.
macro_rules! tuple {
    ($first:ident, $($layer:ident after $before:ident),+ ; $last:ident) => {
        impl<$first: Spec, $($layer: Spec),+> Spec for ($first, $($layer),+)
        where
            $($before::Out: Feeds<$layer::In>),+
        {
            type In = $first::In;
            type Out = $last::Out;
            const PLAIN: Plain<'static> = Plain::Chain(&[$first::PLAIN, $($layer::PLAIN),+]);
        }
    };
}

tuple!(A, B after A; B);
tuple!(A, B after A, C after B; C);
tuple!(A, B after A, C after B, D after C; D);
tuple!(A, B after A, C after B, D after C, E after D; E);
tuple!(A, B after A, C after B, D after C, E after D, F after E; F);
tuple!(A, B after A, C after B, D after C, E after D, F after E, G after F; G);
tuple!(A, B after A, C after B, D after C, E after D, F after E, G after F, H after G; H);
tuple!(A, B after A, C after B, D after C, E after D, F after E, G after F, H after G, I after H; I);
tuple!(A, B after A, C after B, D after C, E after D, F after E, G after F, H after G, I after H, J after I; J);
tuple!(A, B after A, C after B, D after C, E after D, F after E, G after F, H after G, I after H, J after I, K after J; K);
tuple!(A, B after A, C after B, D after C, E after D, F after E, G after F, H after G, I after H, J after I, K after J, L after K; L);

/// A group of one layer: its tensors are named as those of a longer one.
impl<A: Spec> Spec for (A,) {
    type In = A::In;
    type Out = A::Out;
    const PLAIN: Plain<'static> = Plain::Chain(&[A::PLAIN]);
}
