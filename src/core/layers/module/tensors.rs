//! The tensors of each built layer, with static shapes.

use std::marker::PhantomData;

use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::nn::{BuildModule, ZeroSizedModule};
use dfdx::prelude::{BuildOnDevice, Const, Device, Dtype, Shape, Storage, Tensor};
use num_traits::Float;
use rand_distr::uniform::SampleUniform;

use super::Module;
use crate::layers::activations::Function;
use crate::layers::bias::{Offset, Start};
use crate::layers::ops::Ops;
use crate::layers::parameter::Parameter;
use crate::layers::spec::{
    Activate, BatchNorm, By, ClassBias, CodeBias, Conv, ConvTranspose, Dense, DeviationDense, Dim,
    Dropout, Flat, Flatten, Gaussian, GruReader, GruWriter, Image, Item, LayerNorm, Number, Pick,
    Residual, Rows, Spec, SpectralNorm, Stride, Tap, Unflatten, Upsample,
};

/// Fills a tensor uniformly within `±1/√inputs`.
fn uniform<S: Shape, E, D>(t: &mut Tensor<S, E, D>, inputs: usize) -> Result<(), D::Err>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    // Any float type holds 1/√n.
    let bound = E::from_f64(1.0 / (inputs as f64).sqrt()).unwrap_or(E::ONE);
    t.try_fill_with_distr(rand_distr::Uniform::new(-bound, bound))
}

/// How a tensor starts, and whether it is learned.
macro_rules! options {
    (uniform $inputs:expr) => {
        TensorOptions::reset_with(|t| uniform(t, $inputs))
    };
    (uniform $inputs:expr, if $learned:expr) => {
        if $learned {
            TensorOptions::reset_with(|t| uniform(t, $inputs))
        } else {
            TensorOptions::detached(Tensor::try_fill_with_zeros)
        }
    };
    (weight $inputs:expr, $start:expr) => {
        if $start.zero() {
            TensorOptions::reset_to_zeros()
        } else {
            TensorOptions::reset_with(|t| uniform(t, $inputs))
        }
    };
    (bias $inputs:expr, $start:expr) => {
        match $start {
            Start::Bias => TensorOptions::reset_with(|t| uniform(t, $inputs)),
            Start::NoBias => TensorOptions::detached(Tensor::try_fill_with_zeros),
            Start::Zero => TensorOptions::reset_to_zeros(),
        }
    };
    (ones) => {
        TensorOptions::reset_to_ones()
    };
    (zeros) => {
        TensorOptions::reset_to_zeros()
    };
    (kept zeros) => {
        TensorOptions::detached(Tensor::try_fill_with_zeros)
    };
    (kept ones) => {
        TensorOptions::detached(Tensor::try_fill_with_ones)
    };
}

/// Whether the network that runs has the tensor.
macro_rules! listed {
    (uniform $inputs:expr, if $learned:expr) => {
        $learned
    };
    (bias $inputs:expr, $start:expr) => {
        $start.bias()
    };
    ($($any:tt)*) => {
        true
    };
}

/// The built form of a spec: its tensors, and how they start.
macro_rules! built {
    (
        $(#[$doc:meta])*
        $built:ident of $spec:ident[$($g:ident),+ $(; $k:ident, $s:ident; $($h:ident),+)?]
        where [$($bound:tt)*]
        $($(#[$field_doc:meta])* $field:ident $name:literal: $shape:ty = [$($options:tt)+]),+ $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $built<$($g,)+ $(const $k: usize, const $s: usize, $($h,)+)? E: Dtype, DEV: Storage<E>>
        where
            $($bound)*
        {
            $($(#[$field_doc])* pub $field: Tensor<$shape, E, DEV>,)+
            kind: PhantomData<($($g,)+ $($($h,)+)?)>,
        }

        impl<$($g,)+ $(const $k: usize, const $s: usize, $($h,)+)? E, DEV> BuildOnDevice<DEV, E>
            for $spec<$($g,)+ $($k, $s, $($h,)+)?>
        where
            $($bound)*
            E: Dtype + Float + SampleUniform,
            DEV: Device<E>,
        {
            type Built = $built<$($g,)+ $($k, $s, $($h,)+)? E, DEV>;

            fn try_build_on_device(device: &DEV) -> Result<Self::Built, DEV::Err> {
                Self::Built::try_build(device)
            }
        }

        impl<$($g,)+ $(const $k: usize, const $s: usize, $($h,)+)? E, DEV> TensorCollection<E, DEV>
            for $built<$($g,)+ $($k, $s, $($h,)+)? E, DEV>
        where
            $($bound)*
            E: Dtype + Float + SampleUniform,
            DEV: Device<E>,
        {
            type To<E2: Dtype, D2: Device<E2>> = $built<$($g,)+ $($k, $s, $($h,)+)? E2, D2>;

            fn iter_tensors<VISIT: ModuleVisitor<Self, E, DEV>>(
                visitor: &mut VISIT,
            ) -> Result<Option<Self::To<VISIT::E2, VISIT::D2>>, VISIT::Err> {
                visitor.visit_fields(
                    ($(
                        Self::tensor($name, |s| &s.$field, |s| &mut s.$field, options!($($options)+)),
                    )+),
                    |($($field,)+)| $built { $($field,)+ kind: PhantomData },
                )
            }
        }

        impl<$($g,)+ $(const $k: usize, const $s: usize, $($h,)+)? DEV> Module<DEV>
            for $built<$($g,)+ $($k, $s, $($h,)+)? f32, DEV>
        where
            $($bound)*
            $spec<$($g,)+ $($k, $s, $($h,)+)?>: Spec,
            DEV: Ops,
        {
            type Of = $spec<$($g,)+ $($k, $s, $($h,)+)?>;

            fn parameters<'a>(&'a mut self, into: &mut Vec<&'a mut dyn Parameter<DEV>>) {
                $(if listed!($($options)+) {
                    into.push(&mut self.$field);
                })+
            }
        }
    };
}

built!(
    /// A [`Dense`] built on a device.
    DenseOn of Dense[I, O, F, B] where [I: Number, O: Number, F: Function, B: Offset,]
    /// `[O, I]`.
    weight "weight": (O::Axis, I::Axis) = [weight I::VALUE, B::START],
    /// `[O]`; zeros where none is learned.
    bias "bias": (O::Axis,) = [bias I::VALUE, B::START],
);

built!(
    /// A [`DeviationDense`] built on a device.
    DeviationDenseOn of DeviationDense[I, O, F] where [I: Number, O: Number, F: Function,]
    /// `[O, I]`.
    weight "weight": (O::Axis, I::Axis) = [uniform I::VALUE],
    /// `[O]`.
    bias "bias": (O::Axis,) = [uniform I::VALUE],
    /// What the deviation is multiplied by: `[O]`.
    deviation "deviation": (O::Axis,) = [uniform I::VALUE + 1],
);

built!(
    /// A [`Conv`] built on a device.
    ConvOn of Conv[A, Y, I, O; K, S; F, B]
    where [A: Dim, Y: Dim, I: Number, O: Number, F: Function, B: Offset, By<S>: Stride,]
    weight "weight": (Const<K>, Const<K>, I::Axis, O::Axis) = [weight K * K * I::VALUE, B::START],
    bias "bias": (O::Axis,) = [bias K * K * I::VALUE, B::START],
);

built!(
    /// A [`ConvTranspose`] built on a device.
    ConvTransposeOn of ConvTranspose[A, Y, I, O; K, S; F, B]
    where [A: Dim, Y: Dim, I: Number, O: Number, F: Function, B: Offset, By<S>: Stride,]
    weight "weight": (Const<K>, Const<K>, O::Axis, I::Axis) = [weight K * K * O::VALUE, B::START],
    bias "bias": (O::Axis,) = [bias K * K * O::VALUE, B::START],
);

built!(
    /// A [`ClassBias`] built on a device.
    ClassBiasOn of ClassBias[O, K] where [O: Number, K: Number,]
    /// `[K, O]`; not learned where there is one class.
    table "table": (K::Axis, O::Axis) = [uniform K::VALUE, if K::VALUE > 1],
);

built!(
    /// A [`CodeBias`] built on a device.
    CodeBiasOn of CodeBias[Z, O] where [Z: Number, O: Number,]
    weight "weight": (O::Axis, Z::Axis) = [uniform Z::VALUE],
    bias "bias": (O::Axis,) = [uniform Z::VALUE],
);

built!(
    /// A [`BatchNorm`] built on a device; a number a channel.
    BatchNormOn of BatchNorm[T, F] where [T: Channels, F: Function,]
    scale "scale": (<T::Count as Number>::Axis,) = [ones],
    shift "shift": (<T::Count as Number>::Axis,) = [zeros],
    running_mean "running_mean": (<T::Count as Number>::Axis,) = [kept zeros],
    running_variance "running_variance": (<T::Count as Number>::Axis,) = [kept ones],
);

built!(
    /// A [`LayerNorm`] built on a device; a number a channel.
    LayerNormOn of LayerNorm[T, F] where [T: Channels, F: Function,]
    scale "scale": (<T::Count as Number>::Axis,) = [ones],
    shift "shift": (<T::Count as Number>::Axis,) = [zeros],
);

built!(
    /// A [`GruReader`] built on a device; the first axis of each tensor is the gates r, u, n.
    GruReaderOn of GruReader[A, B, C, S] where [A: Number, B: Number, C: Number, S: Number,]
    input_weight "input.weight": (Const<3>, S::Axis, B::Axis, C::Axis) = [uniform S::VALUE],
    input_bias "input.bias": (Const<3>, S::Axis) = [uniform S::VALUE],
    state_weight "state.weight": (Const<3>, S::Axis, S::Axis) = [uniform S::VALUE],
    state_bias "state.bias": (Const<3>, S::Axis) = [uniform S::VALUE],
);

built!(
    /// A [`GruWriter`] built on a device; the first axis of each tensor is the gates r, u, n.
    GruWriterOn of GruWriter[A, I, S] where [A: Number, I: Number, S: Number,]
    input_weight "input.weight": (Const<3>, S::Axis, I::Axis) = [uniform S::VALUE],
    input_bias "input.bias": (Const<3>, S::Axis) = [uniform S::VALUE],
    state_weight "state.weight": (Const<3>, S::Axis, S::Axis) = [uniform S::VALUE],
    state_bias "state.bias": (Const<3>, S::Axis) = [uniform S::VALUE],
);

built!(
    /// [`Rows`] built on a device.
    RowsOn of Rows[A, I, B, C, F] where [A: Dim, I: Number, B: Number, C: Number, F: Function,]
    weight "weight": (B::Axis, C::Axis, I::Axis) = [uniform I::VALUE],
    bias "bias": (B::Axis, C::Axis) = [uniform I::VALUE],
);

/// An item whose last axis is a plain number.
pub trait Channels: Item {
    type Count: Number;
}

impl<D: Number> Channels for Flat<D> {
    type Count = D;
}

impl<A: Dim, B: Dim, C: Number> Channels for Image<A, B, C> {
    type Count = C;
}

/// Layers without tensors are their own modules.
macro_rules! empty {
    ($($spec:ident[$($g:ident: $bound:ident),* $(; $k:ident: $of:ty)?]),+ $(,)?) => {$(
        impl<$($g: $bound,)* $(const $k: $of,)?> ZeroSizedModule for $spec<$($g,)* $($k,)?> {}

        impl<$($g: $bound,)* $(const $k: $of,)? DEV: Ops> Module<DEV> for $spec<$($g,)* $($k,)?> {
            type Of = Self;

            fn parameters<'a>(&'a mut self, _: &mut Vec<&'a mut dyn Parameter<DEV>>) {}
        }
    )+};
}

empty!(
    Activate[T: Item, F: Function],
    Dropout[T: Item; MILLI: u16],
    Flatten[A: Dim, B: Dim, C: Dim, O: Dim],
    Unflatten[A: Dim, B: Dim, C: Dim, I: Dim],
    Upsample[A: Dim, Y: Dim, I: Dim; TIMES: usize],
    Pick[K: Dim],
    Gaussian[Z: Dim, I: Dim],
);

/// Layers around a layer that have no tensors of their own.
macro_rules! around {
    ($($wrap:ident),+) => {$(
        impl<L, E, DEV> BuildOnDevice<DEV, E> for $wrap<L>
        where
            L: BuildOnDevice<DEV, E>,
            E: Dtype + Float + SampleUniform,
            DEV: Device<E>,
        {
            type Built = $wrap<L::Built>;
        }

        impl<L, E, DEV> TensorCollection<E, DEV> for $wrap<L>
        where
            L: TensorCollection<E, DEV>,
            E: Dtype + Float + SampleUniform,
            DEV: Device<E>,
        {
            type To<E2: Dtype, D2: Device<E2>> = $wrap<L::To<E2, D2>>;

            fn iter_tensors<VISIT: ModuleVisitor<Self, E, DEV>>(
                visitor: &mut VISIT,
            ) -> Result<Option<Self::To<VISIT::E2, VISIT::D2>>, VISIT::Err> {
                visitor.visit_fields(Self::module("0", |s| &s.0, |s| &mut s.0), $wrap)
            }
        }

        impl<L: Module<DEV>, DEV: Ops> Module<DEV> for $wrap<L>
        where
            $wrap<L::Of>: Spec,
        {
            type Of = $wrap<L::Of>;

            fn parameters<'a>(&'a mut self, into: &mut Vec<&'a mut dyn Parameter<DEV>>) {
                self.0.parameters(into);
            }
        }
    )+};
}

around!(Tap, Residual);

/// A spec whose weight is a matrix.
#[diagnostic::on_unimplemented(
    message = "the spectral norm of `{Self}` is not known here",
    label = "a `Dense` or a `Conv` is wanted here"
)]
pub trait Matrix: Spec {
    /// Numbers that the matrix gives.
    type Outputs: Number;
}

impl<I: Number, O: Number, F: Function, B: Offset> Matrix for Dense<I, O, F, B> {
    type Outputs = O;
}

impl<A, Y, I, O, const K: usize, const S: usize, F, B> Matrix for Conv<A, Y, I, O, K, S, F, B>
where
    Self: Spec,
    O: Number,
{
    type Outputs = O;
}

/// A [`SpectralNorm`] built on a device.
#[derive(Debug, Clone)]
pub struct SpectralNormOn<L, O: Number, E: Dtype, DEV: Storage<E>> {
    /// With the weight as it is learned, before it is divided.
    pub layer: L,
    /// One number for each output.
    pub u: Tensor<(O::Axis,), E, DEV>,
}

impl<L, E, DEV> BuildOnDevice<DEV, E> for SpectralNorm<L>
where
    L: BuildOnDevice<DEV, E> + Matrix,
    E: Dtype + Float + SampleUniform,
    DEV: Device<E>,
{
    type Built = SpectralNormOn<L::Built, L::Outputs, E, DEV>;
}

impl<L, O, E, DEV> TensorCollection<E, DEV> for SpectralNormOn<L, O, E, DEV>
where
    L: TensorCollection<E, DEV>,
    O: Number,
    E: Dtype + Float + SampleUniform,
    DEV: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = SpectralNormOn<L::To<E2, D2>, O, E2, D2>;

    fn iter_tensors<VISIT: ModuleVisitor<Self, E, DEV>>(
        visitor: &mut VISIT,
    ) -> Result<Option<Self::To<VISIT::E2, VISIT::D2>>, VISIT::Err> {
        visitor.visit_fields(
            (
                Self::module("layer", |s| &s.layer, |s| &mut s.layer),
                Self::tensor(
                    "u",
                    |s| &s.u,
                    |s| &mut s.u,
                    TensorOptions::detached(|u| {
                        u.try_fill_with_distr(rand_distr::Uniform::new(-E::ONE, E::ONE))
                    }),
                ),
            ),
            |(layer, u)| SpectralNormOn { layer, u },
        )
    }
}

impl<L: Module<DEV, Of: Matrix>, O: Number, DEV: Ops> Module<DEV>
    for SpectralNormOn<L, O, f32, DEV>
{
    type Of = SpectralNorm<L::Of>;

    fn parameters<'a>(&'a mut self, into: &mut Vec<&'a mut dyn Parameter<DEV>>) {
        self.layer.parameters(into);
        into.push(&mut self.u);
    }
}
