//! What a layer is: shapes that the compiler compares, a forward pass, and tensors with names.

use rand_chacha::ChaCha8Rng;

use super::item::Item;
use super::ops::Ops;
use super::parameter::Named;
use super::pass::{Pass, Var};
use crate::error::Result;

/// The items that a spec takes and gives; `[batch, ...]` is understood.
pub trait Shaped {
    type In: Item;
    type Out: Item;
    /// An assertion about the sizes, for what the types alone cannot say (an output of half the
    /// rows). It is looked at where a layer first runs, and by `cargo check` where
    /// [`fits!`](crate::fits) names the network.
    const FITS: () = ();
}

/// Has `cargo check` look at the sizes of a network, that of each convolution among them.
#[macro_export]
macro_rules! fits {
    ($($network:ty),+ $(,)?) => {
        $(const _: () = <$network as $crate::layers::Shaped>::FITS;)+
    };
}

/// `A: Feeds<B>` holds only where `A` and `B` are the same items: what one layer gives is what the
/// next one takes.
#[diagnostic::on_unimplemented(
    message = "these two layers do not fit: one gives `{Self}`, the next one takes `{Next}`",
    label = "gives `{Self}`, but `{Next}` is wanted here",
    note = "change the sizes of one of the two, or put a layer between them that turns `{Self}` into `{Next}`"
)]
pub trait Feeds<Next: Item>: Item {
    /// Passes a batch on, unchanged.
    fn feed<D: Ops>(x: Var<Self, D>) -> Var<Next, D>
    where
        Self: Sized;
}

impl<T: Item> Feeds<T> for T {
    fn feed<D: Ops>(x: Var<T, D>) -> Var<T, D> {
        x
    }
}

/// One layer in words, for `show net`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// `dense 784 → 64, relu`.
    pub what: String,
    /// Shape of one item that it gives.
    pub shape: Vec<usize>,
    pub parameters: usize,
    /// Multiply-adds of one item.
    pub multiply_adds: usize,
}

/// A layer with its weights, on a device.
pub trait Layer<D: Ops>: Shaped {
    /// Takes a batch through the layer; what happened is left on the pass's tape.
    ///
    /// # Errors
    /// If the device has no room.
    fn forward(&mut self, x: Var<Self::In, D>, pass: &mut Pass<D>) -> Result<Var<Self::Out, D>>;

    /// Draws new weights.
    fn reset(&mut self, rng: &mut ChaCha8Rng);

    /// Adds the layer's tensors under `path`, in a fixed order.
    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>);

    /// Adds a line for each layer.
    fn describe(&self, into: &mut Vec<Fact>);
}

/// `path.name`, without a leading dot.
pub(crate) fn join(path: &str, name: impl std::fmt::Display) -> String {
    if path.is_empty() {
        name.to_string()
    } else {
        format!("{path}.{name}")
    }
}

/// Tuples run their layers in order. The items between them must be the same on both sides.
macro_rules! tuple {
    ($first:ident $first_field:tt, $($layer:ident $field:tt after $before:ident),+ ; $last:ident) => {
        impl<$first: Shaped, $($layer: Shaped),+> Shaped for ($first, $($layer),+)
        where
            $($before::Out: Feeds<$layer::In>),+
        {
            type In = $first::In;
            type Out = $last::Out;
            const FITS: () = {
                let () = $first::FITS;
                $(let () = $layer::FITS;)+
            };
        }

        impl<DEV: Ops, $first: Layer<DEV>, $($layer: Layer<DEV>),+> Layer<DEV> for ($first, $($layer),+)
        where
            $($before::Out: Feeds<$layer::In>),+
        {
            fn forward(&mut self, x: Var<Self::In, DEV>, pass: &mut Pass<DEV>) -> Result<Var<Self::Out, DEV>> {
                let x = self.$first_field.forward(x, pass)?;
                $(let x = self.$field.forward(<$before::Out as Feeds<$layer::In>>::feed(x), pass)?;)+
                Ok(x)
            }

            fn reset(&mut self, rng: &mut ChaCha8Rng) {
                self.$first_field.reset(rng);
                $(self.$field.reset(rng);)+
            }

            fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, DEV>>) {
                self.$first_field.tensors(&join(path, $first_field), into);
                $(self.$field.tensors(&join(path, $field), into);)+
            }

            fn describe(&self, into: &mut Vec<Fact>) {
                self.$first_field.describe(into);
                $(self.$field.describe(into);)+
            }
        }
    };
}

tuple!(A 0, B 1 after A; B);
tuple!(A 0, B 1 after A, C 2 after B; C);
tuple!(A 0, B 1 after A, C 2 after B, E 3 after C; E);
tuple!(A 0, B 1 after A, C 2 after B, E 3 after C, F 4 after E; F);
tuple!(A 0, B 1 after A, C 2 after B, E 3 after C, F 4 after E, G 5 after F; G);
